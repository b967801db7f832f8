//! Applies one action of an overlay to a document.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::query::TargetQuery;
use super::scope::OverlayScope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::describe::describe;
use crate::document::limits::{MAX_OVERLAY_STEPS, TOO_LARGE, max_added_bytes, size, too_deep};
use crate::document::overlay_edits::OverlayEdits;
use crate::document::pointer::{JsonPointer, unescape};
use crate::document::source_text::SourceText;

/// A valid action.
#[derive(Debug, Clone)]
pub(super) struct OverlayAction {
    /// The documents to which it applies.
    pub(super) scope: OverlayScope,
    /// The `JSONPath` of the target as text.
    pub(super) target: String,
    /// The parsed target.
    pub(super) query: TargetQuery,
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

/// The work that may still be done for the overlays of one document.
#[derive(Debug)]
pub(in crate::document) struct OverlayBudget {
    /// The steps for finding targets.
    steps: usize,
    /// The bytes that updates may add.
    bytes: usize,
}

impl OverlayBudget {
    /// Returns the budget for a document and overlays with these updates.
    pub(super) fn new<'v>(document: &Value, updates: impl Iterator<Item = &'v Value>) -> Self {
        Self {
            steps: MAX_OVERLAY_STEPS,
            bytes: max_added_bytes(size(document) + updates.map(size).sum::<usize>()),
        }
    }

    /// Reserves the steps for a search in a list.
    fn search(&mut self, list: &Value) -> bool {
        let items = list.as_array().map_or(0, Vec::len);
        let left = self.steps.checked_sub(items);
        self.steps = left.unwrap_or(0);
        left.is_some()
    }
}

impl OverlayAction {
    /// Applies the action to a document. `at` is the pointer of the action in its overlay.
    pub(super) fn apply(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        at: &JsonPointer<'_>,
        budget: &mut OverlayBudget,
    ) -> Result<(), Diagnostics> {
        let targets = self.query.evaluate(value, &mut budget.steps);
        let targets = targets.ok_or_else(|| self.too_expensive(at))?;
        if targets.is_empty() {
            return Err(self.not_found(document.name(), at).into());
        }
        match &self.effect {
            ActionEffect::Remove => remove(value, &targets, &mut document.edits, at),
            ActionEffect::Update(update) => {
                self.update(value, &targets, update, document, at, budget)
            }
        }
    }

    fn update(
        &self,
        value: &mut Value,
        targets: &[String],
        update: &Value,
        document: &mut SourceText,
        at: &JsonPointer<'_>,
        budget: &mut OverlayBudget,
    ) -> Result<(), Diagnostics> {
        let added = size(update).saturating_mul(targets.len());
        let left = budget.bytes.checked_sub(added);
        budget.bytes = left.unwrap_or(0);
        if left.is_none() {
            let message = "the updates of the overlays make the document several times larger";
            return Err(Diagnostic::error(TOO_LARGE, &at.name("target"), message).into());
        }
        let mut written = Vec::new();
        for target in targets {
            if let Some(finding) = too_deep(update, &JsonPointer::Start(target)) {
                let pointer = at.name("update").to_string();
                return Err(Diagnostic { pointer, ..finding }.into());
            }
            if let Some(node) = value.pointer_mut(target) {
                if !budget.search(node) {
                    return Err(self.too_expensive(at).into());
                }
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
        Ok(())
    }

    fn too_expensive(&self, at: &JsonPointer<'_>) -> Diagnostic {
        let message = format!(
            "finding the targets of the overlays, up to `{}`, needs more than {MAX_OVERLAY_STEPS} steps",
            self.target
        );
        Diagnostic::error(TOO_LARGE, &at.name("target"), message).with_help(
            "select values by their names instead of `..`, `*`, filters and regular expressions",
        )
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

/// Removes values from their objects and lists. A value inside of a removed value is not removed separately.
fn remove(
    value: &mut Value,
    targets: &[String],
    edits: &mut OverlayEdits,
    at: &JsonPointer<'_>,
) -> Result<(), Diagnostics> {
    let all: HashSet<&str> = targets.iter().map(String::as_str).collect();
    if all.contains("") {
        let message = "the whole document cannot be removed";
        let at = &at.name("target");
        return Err(Diagnostic::error("overlay-mismatch", at, message).into());
    }
    let mut removed: IndexMap<&str, HashSet<Cow<'_, str>>> = IndexMap::new();
    for target in targets {
        let mut ancestors = target.match_indices('/').map(|(end, _)| end);
        if ancestors.any(|end| target.get(..end).is_some_and(|it| all.contains(it))) {
            continue;
        }
        if let Some((parent, name)) = target.rsplit_once('/') {
            removed.entry(parent).or_default().insert(unescape(name));
        }
    }
    // The pointers of deeper values are only valid before items of the lists around them are removed.
    removed.sort_by_cached_key(|parent, _| Reverse(parent.matches('/').count()));
    for (parent, names) in removed {
        match value.pointer_mut(parent) {
            Some(Value::Object(entries)) => {
                entries.retain(|name, _| !names.contains(name.as_str()));
            }
            Some(Value::Array(items)) => {
                let mut indices: Vec<usize> = names.iter().flat_map(|it| it.parse()).collect();
                indices.sort_unstable();
                let mut index = 0;
                items.retain(|_| {
                    let is_kept = indices.binary_search(&index).is_err();
                    index += 1;
                    is_kept
                });
                edits.removed(parent.to_owned(), indices.into_iter());
            }
            _ => {}
        }
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
