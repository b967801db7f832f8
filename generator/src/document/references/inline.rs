//! Replaces references to path items and callbacks by copies of their targets, because OpenAPI 3.0 has no components
//! for path items and `openapiv3` no references to callbacks.

use serde_json::Value;

use super::collect::{Reference, all_references};
use super::copy::copy;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{Expected, ObjectKind, expected_at};
use crate::document::limits::{ReferenceBudget, too_deep};
use crate::document::normalize::NormalizeContext;
use crate::document::pointer::{JsonPointer, below};

/// Replaces all references to path items and callbacks. `references` contains all references of the document.
pub(in crate::document) fn inline(
    document: &mut Value,
    mut references: Vec<Reference>,
    context: NormalizeContext<'_>,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) {
    loop {
        references.retain(|it| matches!(it.kind, ObjectKind::PathItem | ObjectKind::Callback));
        if references.is_empty() {
            break;
        }
        for reference in references {
            if let Some(value) = copy_of_target(document, &reference, context, budget, findings) {
                replace(document, &reference.at, value);
            }
            if findings.has_errors() {
                return;
            }
        }
        references = all_references(document);
    }
    if let Some(Value::Object(components)) = document.get_mut("components") {
        components.shift_remove("pathItems");
    }
    if let Value::Object(document) = document {
        document.shift_remove(EXTERNAL_FILES);
    }
}

/// Returns a copy of the target of a reference. A target that contains the reference itself, is nested too deep or is
/// too large is an error.
fn copy_of_target(
    document: &Value,
    reference: &Reference,
    context: NormalizeContext<'_>,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) -> Option<Value> {
    let at = &reference.at;
    let target = local_pointer(&reference.text)
        .and_then(|pointer| resolve_pointer(document, &pointer))
        .filter(|target| below(at, target).is_none());
    let Some(target) = target else {
        findings.push(infinite(reference));
        return None;
    };
    let value = if expected_at(&target) == Expected::Unspecified {
        copy(document, reference.kind, &target, context, budget, findings)?.0
    } else {
        let value = document.pointer(&target)?;
        if let Err(errors) = budget.copy(value, &format!("{at}/$ref")) {
            findings.extend(errors);
            return None;
        }
        value.clone()
    };
    if let Some(finding) = too_deep(&value, &JsonPointer::Start(at)) {
        findings.push(finding);
        return None;
    }
    Some(value)
}

fn infinite(reference: &Reference) -> Diagnostic {
    let Reference { at, text, .. } = reference;
    let message = format!("`{text}` contains a reference to itself, so it cannot be inserted here");
    Diagnostic::error("reference-cycle", format!("{at}/$ref"), message)
}

/// Replaces a reference by a value. Fields next to the reference override those of the value.
fn replace(document: &mut Value, at: &str, mut value: Value) {
    let Some(reference) = document.pointer_mut(at) else {
        return;
    };
    if let (Value::Object(object), Value::Object(siblings)) = (&mut value, reference.take()) {
        object.extend(siblings.into_iter().filter(|(name, _)| name != "$ref"));
    }
    *reference = value;
}
