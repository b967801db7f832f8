//! Copies a value that the standard does not define, such as one in an extension.

use serde_json::Value;

use super::check::check;
use super::collect::{Reference, references_within};
use crate::diagnostic::Diagnostics;
use crate::document::grammar::ObjectKind;
use crate::document::limits::ReferenceBudget;
use crate::document::normalize::NormalizeContext;
use crate::document::pointer::JsonPointer;

/// Returns a normalized copy of the value at a pointer, and the references in it. The walks over the document do not
/// visit such a value, so it is normalized and its references are checked here. Returns `None`, with an error among the
/// findings, if the copy is too large.
pub(super) fn copy(
    document: &Value,
    kind: ObjectKind,
    pointer: &str,
    context: NormalizeContext<'_>,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) -> Option<(Value, Vec<Reference>)> {
    let original = document.pointer(pointer)?;
    if let Err(errors) = budget.copy(original, pointer) {
        findings.extend(errors);
        return None;
    }
    let mut value = original.clone();
    let at = JsonPointer::Start(pointer);
    context.normalize(&mut value, kind, &at, findings);
    let references = references_within(&mut value, kind, &at, |_, _| true);
    check(document, &references, context.refused, budget, findings);
    Some((value, references))
}
