//! Checks the keyword `pattern`, whose dialect is ECMA-262.
//!
//! The crate `regress` implements this dialect: it accepts look-around and back-references, which `regex` rejects, and
//! `fancy-regex` differs in other points. The dependency is optional because generated code does not use patterns.
//! Without it, every pattern and every value is accepted.

#[cfg(feature = "patterns")]
use regress::Regex;
use serde_json::Value;

use super::visit::visit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, ObjectKind};

/// The longest text that is matched, in bytes. The engine backtracks, which is slow for some patterns and long
/// texts; documented values are short.
#[cfg(feature = "patterns")]
const MAX_LENGTH: usize = 256;

/// Returns whether a pattern matches anywhere in a text; true if this is unknown.
#[cfg(feature = "patterns")]
pub(super) fn may_match(pattern: &str, text: &str) -> bool {
    let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
    text.len() > MAX_LENGTH || regex.map_or(true, |regex| regex.find(text).is_some())
}

/// Returns whether a pattern matches anywhere in a text; true if this is unknown.
#[cfg(not(feature = "patterns"))]
pub(super) const fn may_match(_: &str, _: &str) -> bool {
    true
}

/// Reports patterns that are invalid, or that only lenient implementations accept.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    visit(document, |kind, at, schema| {
        if let (ObjectKind::Schema, Some(Value::String(pattern))) = (kind, schema.get("pattern")) {
            findings.extend(finding(pattern, &at.name("pattern")));
        }
    });
}

/// Compares strict parsing (flag `u`, which JSON Schema recommends) with lenient parsing.
#[cfg(feature = "patterns")]
fn finding(pattern: &str, at: &JsonPointer<'_>) -> Option<Diagnostic> {
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
