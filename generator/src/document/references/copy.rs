//! Copies a value that the standard does not define, such as one in an extension.

use serde_json::Value;

use super::check::check;
use super::collect::references_within;
use crate::diagnostic::Diagnostics;
use crate::document::grammar::ObjectKind;
use crate::document::normalize::NormalizeContext;
use crate::document::pointer::JsonPointer;

/// Returns a normalized copy of the value at a pointer. The walks over the document do not visit such a value, so it
/// is normalized and its references are checked here.
pub(super) fn copy(
    document: &Value,
    kind: ObjectKind,
    pointer: &str,
    context: NormalizeContext<'_>,
    findings: &mut Diagnostics,
) -> Value {
    let mut value = document.pointer(pointer).cloned().unwrap_or_default();
    let at = JsonPointer::Start(pointer);
    context.normalize(&mut value, kind, &at, findings);
    let references = references_within(&mut value, kind, &at, |_, _| true);
    check(document, &references, context.refused, findings);
    value
}
