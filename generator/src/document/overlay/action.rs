//! Applies one action of an overlay to a document.

use serde_json::Value;

use super::merge::{Merge, MergeKind, WrittenValue};
use super::query::TargetQuery;
use super::remove::remove;
use super::scope::OverlayScope;
use super::version::OverlayVersion;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::limits::{MAX_OVERLAY_STEPS, TOO_LARGE, max_added_bytes, size, too_deep};
use crate::document::overlay_edits::OverlaySpellings;
use crate::document::pointer::JsonPointer;
use crate::document::source_text::SourceText;
use crate::similar::SuggestionBudget;

/// The code of the finding that a value cannot be merged into another.
const MISMATCH: &str = "overlay-mismatch";

/// The code of the finding that an action or one of its fields changes nothing.
pub(super) const WITHOUT_EFFECT: &str = "overlay-action-without-effect";

/// A valid action.
#[derive(Debug, Clone)]
pub(super) struct OverlayAction {
    /// The index in the list of actions.
    pub(super) index: usize,
    /// The documents to which it applies.
    pub(super) scope: OverlayScope,
    /// True if the action has a description.
    pub(super) has_reason: bool,
    /// The `JSONPath` of the target as text.
    pub(super) target: String,
    /// The parsed target.
    pub(super) query: TargetQuery,
    /// The change to the target, or `None` for an action without one.
    pub(super) effect: Option<ActionEffect>,
    /// The file of the overlay and the line of the action.
    pub(super) location: String,
}

/// The change that an action makes to its targets.
#[derive(Debug, Clone)]
pub(super) enum ActionEffect {
    /// Merges a value into the targets.
    Update(Value),
    /// Merges a value of the document into the targets.
    Copy { source: String, query: TargetQuery },
    /// Removes the targets.
    Remove,
}

/// The work that may still be done for the overlays of one document.
#[derive(Debug)]
pub(in crate::document) struct OverlayBudget {
    /// The steps for finding targets.
    steps: usize,
    /// The comparisons of list items.
    comparisons: usize,
    suggestions: SuggestionBudget,
    /// The bytes that updates and copies may add.
    bytes: usize,
}

impl OverlayBudget {
    /// Returns the budget for a document and overlays with these updates.
    pub(super) fn new<'v>(document: &Value, updates: impl Iterator<Item = &'v Value>) -> Self {
        Self {
            steps: MAX_OVERLAY_STEPS,
            comparisons: MAX_OVERLAY_STEPS,
            suggestions: SuggestionBudget::default(),
            bytes: max_added_bytes(size(document) + updates.map(size).sum::<usize>()),
        }
    }
}

/// A document to which an action is applied.
pub(super) struct ActionContext<'a> {
    pub(super) version: OverlayVersion,
    pub(super) spellings: &'a OverlaySpellings,
    pub(super) value: &'a mut Value,
    pub(super) document: &'a mut SourceText,
    pub(super) budget: &'a mut OverlayBudget,
    pub(super) findings: &'a mut Diagnostics,
}

/// The value that an action merges into its targets.
struct MergedValue<'v> {
    value: &'v Value,
    /// Its pointer in the document if it is a copy.
    source: Option<&'v str>,
}

impl MergedValue<'_> {
    /// The field of the action that states the value.
    const fn field(&self) -> &'static str {
        match self.source {
            Some(_) => "copy",
            None => "update",
        }
    }

    /// The name of the value in messages.
    const fn noun(&self) -> &'static str {
        match self.source {
            Some(_) => "the copied value",
            None => "the update",
        }
    }
}

impl OverlayAction {
    /// Applies the action to a document. `at` is the pointer of the action in its overlay.
    pub(super) fn apply(
        &self,
        context: &mut ActionContext<'_>,
        at: &JsonPointer<'_>,
    ) -> Result<(), Diagnostics> {
        let Some(effect) = &self.effect else {
            return Ok(());
        };
        let targets = self
            .query
            .evaluate(context.value, &mut context.budget.steps);
        let targets = targets.ok_or_else(|| too_expensive(&self.target, &at.name("target")))?;
        if targets.is_empty() {
            let similar = self.query.similar(
                context.value,
                &mut context.budget.steps,
                &mut context.budget.suggestions,
            );
            let finding = self.not_found(context.document.name(), similar, at);
            context.findings.push(finding);
            return Ok(());
        }
        match effect {
            ActionEffect::Remove if targets.iter().any(String::is_empty) => {
                let message = "the whole document cannot be removed";
                Err(Diagnostic::error(MISMATCH, &at.name("target"), message).into())
            }
            ActionEffect::Remove => {
                remove(context.value, &targets, &mut context.document.edits);
                Ok(())
            }
            ActionEffect::Update(value) => {
                let merged = MergedValue {
                    value,
                    source: None,
                };
                self.merge(context, &targets, &merged, at)
            }
            ActionEffect::Copy { source, query } => {
                let found = query.evaluate(context.value, &mut context.budget.steps);
                let found = found.ok_or_else(|| too_expensive(source, &at.name("copy")))?;
                let found = match found.as_slice() {
                    [found] => found.as_str(),
                    other => return Err(not_one_source(source, other.len(), at).into()),
                };
                let Some(copied) = context.value.pointer(found).cloned() else {
                    return Err(not_one_source(source, 0, at).into());
                };
                let merged = MergedValue {
                    value: &copied,
                    source: Some(found),
                };
                self.merge(context, &targets, &merged, at)
            }
        }
    }

    /// Merges a value into all targets.
    fn merge(
        &self,
        context: &mut ActionContext<'_>,
        targets: &[String],
        merged: &MergedValue<'_>,
        at: &JsonPointer<'_>,
    ) -> Result<(), Diagnostics> {
        let at_target = &at.name("target");
        let at_field = &at.name(merged.field());
        self.check_targets(context, targets, merged, at_target)?;
        let comparisons = &mut context.budget.comparisons;
        let mut merge = Merge::new(context.version, merged.noun(), comparisons);
        for target in targets {
            let pointer = &JsonPointer::Start(target);
            if let Some(finding) = too_deep(merged.value, pointer) {
                let pointer = at_field.to_string();
                return Err(Diagnostic { pointer, ..finding }.into());
            }
            if let Some(node) = context.value.pointer_mut(target) {
                let outcome = merge.target(node, merged.value, pointer);
                outcome.map_err(|message| {
                    Diagnostic::error(MISMATCH, at_target, message)
                        .with_help("select another target, or remove the value before the update")
                })?;
            }
        }
        if let Some(message) = merge.replaced {
            let finding = Diagnostic::warning(MISMATCH, at_target, message).with_help(
                "Overlay 1.1 (`overlay: 1.1.0`) defines updates of other values; remove a value before an update of another kind",
            );
            context.findings.push(finding);
        }
        if merge.written.is_empty() {
            let finding = without_effect(context.document.name(), merged.noun(), at_field);
            context.findings.push(finding);
        } else if let Some(list) = merge.repeated {
            let message = format!("the list at `#{list}` contains the appended value already");
            let finding = Diagnostic::warning("overlay-repeated-item", at_field, message)
                .with_help("remove the action if the correction is no longer needed");
            context.findings.push(finding);
        }
        let written = merge.written;
        self.record(context, written, merged, at_field);
        Ok(())
    }

    /// Returns an error if the targets grow too much, or if a value cannot be merged into all of them.
    fn check_targets(
        &self,
        context: &mut ActionContext<'_>,
        targets: &[String],
        merged: &MergedValue<'_>,
        at: &JsonPointer<'_>,
    ) -> Result<(), Diagnostics> {
        let added = size(merged.value).saturating_mul(targets.len());
        let left = context.budget.bytes.checked_sub(added);
        context.budget.bytes = left.unwrap_or(0);
        if left.is_none() {
            let message = "the actions of the overlays make the document several times larger";
            return Err(Diagnostic::error(TOO_LARGE, at, message).into());
        }
        if context.version != OverlayVersion::V1_0 && has_several_kinds(context.value, targets) {
            let message = format!(
                "`{}` selects values of different kinds; all must be objects, or all lists, or all other values",
                self.target
            );
            return Err(Diagnostic::error(MISMATCH, at, message).into());
        }
        Ok(())
    }

    /// Records the origin of the values that a merge wrote. `at` is the pointer of the merged value in the overlay.
    fn record(
        &self,
        context: &mut ActionContext<'_>,
        written: Vec<WrittenValue>,
        merged: &MergedValue<'_>,
        at: &JsonPointer<'_>,
    ) {
        let edits = &mut context.document.edits;
        for written in written {
            let by = self.location.clone();
            if let Some(source) = merged.source {
                edits.copied(written.at, format!("{source}{}", written.from), by);
            } else {
                let from = format!("{at}{}", written.from);
                edits.wrote(written.at, by, from, context.spellings.clone());
            }
        }
    }

    fn not_found(
        &self,
        document: &str,
        similar: Option<String>,
        at: &JsonPointer<'_>,
    ) -> Diagnostic {
        let message = format!("`{}` matches nothing in {document}", self.target);
        let help = match similar {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "the document has changed: update the target, or remove the action".to_owned(),
        };
        Diagnostic::warning("overlay-target-not-found", &at.name("target"), message).with_help(help)
    }
}

/// Returns true if not all targets are objects, or lists, or other values.
fn has_several_kinds(value: &Value, targets: &[String]) -> bool {
    let targets = targets.iter().filter_map(|target| value.pointer(target));
    let mut kinds = targets.map(MergeKind::new);
    let first = kinds.next();
    kinds.any(|kind| Some(kind) != first)
}

fn too_expensive(path: &str, at: &JsonPointer<'_>) -> Diagnostic {
    let message = format!(
        "finding the targets of the overlays, up to `{path}`, needs more than {MAX_OVERLAY_STEPS} steps"
    );
    Diagnostic::error(TOO_LARGE, at, message).with_help(
        "select values by their names instead of `..`, `*`, filters and regular expressions",
    )
}

fn not_one_source(source: &str, count: usize, at: &JsonPointer<'_>) -> Diagnostic {
    let count = match count {
        0 => "nothing".to_owned(),
        count => format!("{count} values"),
    };
    let message = format!("`{source}` matches {count}; `copy` needs exactly one value");
    Diagnostic::error("overlay-source-not-found", &at.name("copy"), message)
}

fn without_effect(document: &str, noun: &str, at: &JsonPointer<'_>) -> Diagnostic {
    let message = format!("{noun} does not change {document}");
    Diagnostic::warning(WITHOUT_EFFECT, at, message)
        .with_help("the correction is no longer needed: remove the action")
}
