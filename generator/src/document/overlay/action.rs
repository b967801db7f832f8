//! Applies one action of an overlay to a document.

use std::cmp::Ordering;

use serde_json::{Map, Value};
use serde_json_path::{JsonPath, NormalizedPath};

use super::scope::OverlayScope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::describe::describe;
use crate::document::limits::{MAX_COPIED_VALUES, size, too_deep};
use crate::document::overlay_edits::OverlayEdits;
use crate::document::pointer::{JsonPointer, segments};
use crate::document::source_text::SourceText;

/// A valid action.
#[derive(Debug, Clone)]
pub(super) struct OverlayAction {
    /// The documents to which it applies.
    pub(super) scope: OverlayScope,
    /// The `JSONPath` of the target as text.
    pub(super) target: String,
    /// The parsed target.
    pub(super) path: JsonPath,
    /// The change to the target.
    pub(super) effect: ActionEffect,
    /// The file of the overlay and the line of the action.
    pub(super) location: String,
}

/// The change that an action makes to its targets.
#[derive(Debug, Clone)]
pub(super) enum ActionEffect {
    /// Merges a value into objects and appends it to lists.
    Update(Value),
    /// Removes the targets.
    Remove,
}

impl OverlayAction {
    /// Applies the action to a document. `at` is the pointer of the action in its overlay.
    pub(super) fn apply(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        at: &JsonPointer<'_>,
    ) -> Result<(), Diagnostics> {
        let targets = self.targets(value);
        if targets.is_empty() {
            return Err(self.not_found(document.name(), at).into());
        }
        match &self.effect {
            ActionEffect::Remove => targets
                .iter()
                .try_for_each(|target| remove(value, target, &mut document.edits, at)),
            ActionEffect::Update(update) => self.update(value, &targets, update, document, at),
        }
    }

    /// Returns the pointers of all selected values without duplicates. Deeper values and later items come first, so
    /// that no change invalidates the pointers after it.
    fn targets(&self, value: &Value) -> Vec<String> {
        let found = self.path.query_located(value);
        let mut paths: Vec<&NormalizedPath<'_>> = found.locations().collect();
        // Two paths in one document first differ in two names or in two indices, which are comparable.
        paths.sort_by(|one, other| other.partial_cmp(one).unwrap_or(Ordering::Equal));
        paths.dedup();
        paths
            .into_iter()
            .map(NormalizedPath::to_json_pointer)
            .collect()
    }

    fn update(
        &self,
        value: &mut Value,
        targets: &[String],
        update: &Value,
        document: &mut SourceText,
        at: &JsonPointer<'_>,
    ) -> Result<(), Diagnostics> {
        let added = size(update).saturating_mul(targets.len());
        if added.saturating_add(size(value)) > MAX_COPIED_VALUES {
            let message =
                format!("the update makes the document larger than {MAX_COPIED_VALUES} values");
            return Err(Diagnostic::error("too-large", &at.name("target"), message).into());
        }
        let mut written = Vec::new();
        for target in targets {
            if let Some(node) = value.pointer_mut(target) {
                apply_update(node, update, &JsonPointer::Start(target), &mut written).map_err(
                    |message| Diagnostic::error("overlay-mismatch", &at.name("target"), message),
                )?;
            }
        }
        if written.is_empty() {
            return Err(without_effect(document.name(), at).into());
        }
        for pointer in written {
            document.edits.wrote(pointer, self.location.clone());
        }
        match too_deep(value, &JsonPointer::ROOT) {
            Some(finding) => {
                let pointer = at.name("update").to_string();
                Err(Diagnostic { pointer, ..finding }.into())
            }
            None => Ok(()),
        }
    }

    fn not_found(&self, document: &str, at: &JsonPointer<'_>) -> Diagnostic {
        let message = format!("`{}` matches nothing in {document}", self.target);
        Diagnostic::error("overlay-target-not-found", &at.name("target"), message)
            .with_help("the document has changed: update the target, or remove the action")
    }
}

fn without_effect(document: &str, at: &JsonPointer<'_>) -> Diagnostic {
    let message = format!("the update does not change {document}");
    Diagnostic::error("overlay-action-without-effect", &at.name("update"), message)
        .with_help("the correction is no longer needed: remove the action")
}

/// Removes a value from its object or list.
fn remove(
    value: &mut Value,
    target: &str,
    edits: &mut OverlayEdits,
    at: &JsonPointer<'_>,
) -> Result<(), Diagnostics> {
    let Some((parent, _)) = target.rsplit_once('/') else {
        let message = "the whole document cannot be removed";
        let at = &at.name("target");
        return Err(Diagnostic::error("overlay-mismatch", at, message).into());
    };
    let name = segments(target).last().unwrap_or_default();
    match value.pointer_mut(parent) {
        Some(Value::Object(entries)) => {
            entries.shift_remove(name.as_ref());
        }
        Some(Value::Array(items)) => {
            if let Some(index) = name.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
                edits.removed(parent.to_owned(), index);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Merges a value into an object or appends it to a list, and adds the pointers of new values to `written`.
fn apply_update(
    node: &mut Value,
    update: &Value,
    at: &JsonPointer<'_>,
    written: &mut Vec<String>,
) -> Result<(), String> {
    match (node, update) {
        (Value::Object(entries), Value::Object(update)) => merge(entries, update, at, written),
        (Value::Object(_), other) => {
            let found = describe(other);
            return Err(format!(
                "the target is an object, so the update must be an object; found {found}"
            ));
        }
        (Value::Array(items), entry) => {
            if !items.contains(entry) {
                written.push(at.item(items.len()).to_string());
                items.push(entry.clone());
            }
        }
        (other, _) => {
            let found = describe(other);
            return Err(format!(
                "the target is {found}; only objects and lists can be updated"
            ));
        }
    }
    Ok(())
}

fn merge(
    entries: &mut Map<String, Value>,
    update: &Map<String, Value>,
    at: &JsonPointer<'_>,
    written: &mut Vec<String>,
) {
    for (name, new) in update {
        let at = &at.name(name);
        match (entries.get_mut(name), new) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new, at, written),
            (Some(old), new) if old == new => {}
            _ => {
                entries.insert(name.clone(), new.clone());
                written.push(at.to_string());
            }
        }
    }
}
