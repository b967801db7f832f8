//! One action of an overlay: what it selects in a document, and what it makes of that.

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

/// An action that is well-formed.
#[derive(Debug, Clone)]
pub(super) struct OverlayAction {
    /// The documents it is for.
    pub(super) scope: OverlayScope,
    /// What it selects, as it is written.
    pub(super) target: String,
    /// The same, understood.
    pub(super) path: JsonPath,
    /// What becomes of it.
    pub(super) effect: ActionEffect,
    /// The overlay's file and the action's line in it.
    pub(super) location: String,
}

#[derive(Debug, Clone)]
pub(super) enum ActionEffect {
    /// Merge this into objects, and append it to lists.
    Update(Value),
    Remove,
}

impl OverlayAction {
    /// Changes a document, or says why that cannot be done; `at` is where the action stands in its
    /// overlay.
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

    /// The pointers of all that is selected, each once: what lies deeper comes first and lists go
    /// from back to front, so that no change moves what is still to be changed.
    fn targets(&self, value: &Value) -> Vec<String> {
        let found = self.path.query_located(value);
        let mut paths: Vec<&NormalizedPath<'_>> = found.locations().collect();
        // Two paths of one value part at two names or at two indices, which can be compared.
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
            let message = "this makes the document grow without bounds";
            return Err(Diagnostic::error("too-large", &at.name("target"), message).into());
        }
        let mut written = Vec::new();
        for target in targets {
            if let Some(node) = value.pointer_mut(target) {
                put(node, update, &JsonPointer::Start(target), &mut written).map_err(
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
        let message = format!("`{}` selects nothing in {document}", self.target);
        Diagnostic::error("overlay-target-not-found", &at.name("target"), message).with_help(
            "the document has changed: aim the action at where its target has gone, or remove it",
        )
    }
}

fn without_effect(document: &str, at: &JsonPointer<'_>) -> Diagnostic {
    let message = format!("{document} already is as this action would make it");
    Diagnostic::error("overlay-action-without-effect", &at.name("update"), message)
        .with_help("the correction has become superfluous: remove the action")
}

/// Takes a value out of what it is in.
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

/// Merges into an object or appends to a list, and adds the pointers of what is new to `written`.
fn put(
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
                "this selects an object, which takes an object for an update, not {found}"
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
                "this selects {found}, and an update takes the object around it"
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
