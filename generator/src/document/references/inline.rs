//! Replaces references to path items and callbacks by copies of their targets, because OpenAPI 3.0 has no components
//! for path items and `openapiv3` no references to callbacks.

use serde_json::{Map, Value};

use super::check::Subject;
use super::collect::all_references;
use super::include::replace;
use super::reference::Reference;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::Diagnostics;
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::ObjectKind;
use crate::document::limits::{ReferenceBudget, too_deep};
use crate::document::pointer::{JsonPointer, below};
use crate::document::sources::Sources;

/// Replaces all references to path items and callbacks, and removes the values outside of the document that were their
/// targets.
pub(in crate::document) fn inline(
    document: &mut Value,
    sources: &mut Sources,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) {
    loop {
        let mut references = all_references(document);
        references.retain(|it| matches!(it.kind, ObjectKind::PathItem | ObjectKind::Callback));
        if references.is_empty() {
            break;
        }
        for reference in references {
            match copy_of_target(document, &reference, sources, budget) {
                Ok((mut value, target)) => {
                    merge_parameters(document, &reference.at, &mut value);
                    replace(document, &reference.at, value);
                    sources.origins.add(reference.at, target);
                }
                Err(errors) => {
                    // The value must not contain the reference again.
                    findings.extend(errors);
                    replace(document, &reference.at, Value::Object(Map::new()));
                }
            }
        }
    }
    if let Some(Value::Object(components)) = document.get_mut("components") {
        components.shift_remove("pathItems");
    }
    if let Value::Object(document) = document {
        document.shift_remove(EXTERNAL_FILES);
    }
}

/// Adds the parameters next to a reference to a path item to those of its target, before them: the first declaration of
/// a parameter is used.
fn merge_parameters(document: &mut Value, at: &str, target: &mut Value) {
    let own = document.pointer_mut(&format!("{at}/parameters"));
    if let (Some(Value::Array(own)), Some(Value::Array(others))) =
        (own, target.get_mut("parameters"))
    {
        own.append(others);
    }
}

/// Returns a copy of the target of a reference, and its pointer. A target that contains the reference itself, is nested
/// too deep or is too large is an error.
fn copy_of_target(
    document: &Value,
    reference: &Reference,
    sources: &Sources,
    budget: &mut ReferenceBudget,
) -> Result<(Value, String), Diagnostics> {
    let at = &reference.at;
    let target = local_pointer(&reference.text)
        .and_then(|pointer| resolve_pointer(document, &pointer))
        .filter(|target| below(at, target).is_none());
    let value = target.and_then(|target| Some((document.pointer(&target)?, target)));
    let Some((value, target)) = value else {
        let file = sources.file(at);
        let text = local_pointer(&reference.text).map_or_else(
            || reference.text.clone(),
            |target| sources.shown(&target, &file),
        );
        let subject = Subject {
            text: &text,
            ..Subject::from(reference)
        };
        return Err(subject.infinite().into());
    };
    budget.copy(value, &format!("{at}/$ref"))?;
    if let Some(finding) = too_deep(value, &JsonPointer::Start(at)) {
        return Err(finding.into());
    }
    Ok((value.clone(), target))
}
