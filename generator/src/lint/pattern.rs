//! Checks the keyword `pattern`, whose dialect is ECMA-262.

#[cfg(feature = "patterns")]
use regress::Regex;
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, LinkedDocument, ObjectKind};
#[cfg(feature = "patterns")]
use crate::validate::pattern::{is_long, shortened};

/// Reports patterns that are invalid, or that only lenient implementations accept.
pub(super) fn check(document: &LinkedDocument<'_>, findings: &mut Diagnostics) {
    document.visit(|kind, at, schema| {
        if kind != ObjectKind::Schema {
            return;
        }
        if let Some(Value::String(pattern)) = schema.get("pattern") {
            findings.extend(finding(pattern, &at.name("pattern")));
        }
        let properties = schema.get("patternProperties").and_then(Value::as_object);
        let at = at.name("patternProperties");
        for pattern in properties.into_iter().flat_map(Map::keys) {
            findings.extend(finding(pattern, &at.name(pattern)));
        }
    });
}

/// Compares strict parsing (flag `u`, which JSON Schema recommends) with lenient parsing.
#[cfg(feature = "patterns")]
fn finding(pattern: &str, at: &JsonPointer<'_>) -> Option<Diagnostic> {
    if is_long(pattern) {
        let message = format!(
            "the pattern `{}` is too long or nested too deeply; not checked",
            shortened(pattern)
        );
        return Some(Diagnostic::warning("unchecked-pattern", at, message));
    }
    let strict = Regex::with_flags(pattern, "u").err()?;
    let reason = lowercase(&strict.text);
    Some(if Regex::new(pattern).is_ok() {
        let message = format!("the pattern `{pattern}` is invalid with the flag `u`: {reason}");
        Diagnostic::warning("lax-pattern", at, message).with_help(
            "escape literal characters; JSON Schema patterns are ECMA-262 with the flag `u`",
        )
    } else {
        let message = format!("`{pattern}` is not a regular expression: {reason}");
        Diagnostic::warning("invalid-pattern", at, message)
    })
}

#[cfg(feature = "patterns")]
fn lowercase(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(characters).collect()
}

#[cfg(not(feature = "patterns"))]
const fn finding(_: &str, _: &JsonPointer<'_>) -> Option<Diagnostic> {
    None
}
