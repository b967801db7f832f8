//! Regular expressions in the dialect of the standard, ECMA-262.
//!
//! The crate `regress` reads that dialect: look-around and back-references are legal in it, which `regex`
//! does not take, and `fancy-regex` differs in other points. It is an optional dependency, as nothing that
//! is generated depends on a pattern; without it patterns are taken as they are.

#[cfg(feature = "patterns")]
use regress::Regex;
use serde_json::Value;

use super::visit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, ObjectKind};

/// The longest text that is held against a pattern. The engine tries one way after the other, which
/// takes long for some patterns and long texts; documented values are short.
#[cfg(feature = "patterns")]
const LONGEST: usize = 256;

/// Whether a pattern matches somewhere in a text. True if that cannot be told.
#[cfg(feature = "patterns")]
pub(super) fn may_match(pattern: &str, text: &str) -> bool {
    let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
    text.len() > LONGEST || regex.map_or(true, |regex| regex.find(text).is_some())
}

/// Whether a pattern matches somewhere in a text. True if that cannot be told.
#[cfg(not(feature = "patterns"))]
pub(super) const fn may_match(_: &str, _: &str) -> bool {
    true
}

/// Finds patterns that not every reader of the standard's dialect takes.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    visit(document, |kind, at, schema| {
        if let (ObjectKind::Schema, Some(Value::String(pattern))) = (kind, schema.get("pattern")) {
            findings.extend(fault(pattern, &at.name("pattern")));
        }
    });
}

/// With the flag `u`, which JSON Schema recommends, the dialect is strict; without it a reader guesses
/// what a slip was meant to be.
#[cfg(feature = "patterns")]
fn fault(pattern: &str, at: &JsonPointer<'_>) -> Option<Diagnostic> {
    let strict = Regex::with_flags(pattern, "u").err()?;
    let reason = lowercase(&strict.text);
    Some(if Regex::new(pattern).is_ok() {
        let message = format!("not every reader takes the pattern `{pattern}`: {reason}");
        Diagnostic::warning("lax-pattern", at, message)
            .with_help("escape what is meant literally; JSON Schema reads patterns as ECMA-262 with the flag `u`")
    } else {
        let message = format!("`{pattern}` is no regular expression: {reason}");
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
const fn fault(_: &str, _: &JsonPointer<'_>) -> Option<Diagnostic> {
    None
}
