//! The limits on documents and overlays. This file defines all of them.
//!
//! A small text can stand for a huge document: through YAML aliases, references that are replaced by copies, and
//! updates of overlays. Other texts make a parser or a search slow. Real documents are far below these limits (see
//! `docs/diagnostics.md`). A document above one of them is an error instead of a stack overflow, exhausted memory or a
//! run that does not end.

use std::time::Duration;

use serde_json::{Map, Value};

use super::pointer::JsonPointer;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::similar::SuggestionBudget;

/// The code of the finding that a limit on size or work is exceeded.
pub(super) const TOO_LARGE: &str = "too-large";

/// The maximum nesting depth of values. Published documents need less than half of it; converting a schema uses much
/// stack for each level.
pub(super) const MAX_DEPTH: usize = 64;

/// The maximum length of a JSON pointer in bytes, without escapes. Findings and references contain pointers, so their
/// memory grows with the product of their number and this length. Published documents need less than 400 bytes.
pub(super) const MAX_POINTER_BYTES: usize = 4096;

/// The maximum product of the length of a YAML text and the number of brackets that it opens. The time that the YAML
/// parser needs for a token grows with the number of open brackets. In a text above this limit, the depth of brackets
/// is checked before the text is parsed.
pub(super) const MAX_UNCHECKED_BRACKETS: usize = 1 << 27;

/// The maximum number of `%TAG` directives in a YAML text. The YAML parser compares each with all others.
pub(super) const MAX_TAG_DIRECTIVES: usize = 64;

/// The size of a value in addition to its text, for the limits on expanded documents.
pub(super) const VALUE_BYTES: usize = 8;

/// The size by which a text or document of any length may grow.
const MIN_EXPANSION: usize = 256 << 10;

/// The maximum number of bytes that replacing references, or applying overlays, may add to a document, relative to
/// its size.
const MAX_COPIES: usize = 4;

/// The maximum number of steps for evaluating the targets of all overlays of a document. A step visits one value.
pub(super) const MAX_OVERLAY_STEPS: usize = 1 << 27;

/// The maximum number of actions in an overlay. A finding is traced back through all actions.
pub(super) const MAX_OVERLAY_ACTIONS: usize = 2000;

/// The maximum length of an overlay's target in bytes.
pub(super) const MAX_TARGET_BYTES: usize = 512;

/// The maximum nesting depth of brackets and parentheses in an overlay's target. The parser of targets tries
/// several alternatives for each.
pub(super) const MAX_TARGET_DEPTH: usize = 8;

/// The maximum number of references on the way to a target. A longer chain is a cycle.
pub(super) const MAX_REFERENCE_STEPS: usize = 64;

/// The maximum number of other files and remote documents to which a document refers.
pub(super) const MAX_FILES: usize = 1000;

/// The maximum number of bytes of all other files and remote documents of a document.
pub(super) const MAX_FILE_BYTES: u64 = 100 << 20;

/// The maximum number of bytes of a URL.
pub(super) const MAX_URL_BYTES: usize = 2048;

/// The limits on a request for a remote document.
#[cfg_attr(
    not(feature = "remote"),
    expect(dead_code, reason = "without the feature, there are no requests")
)]
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestLimits {
    /// The maximum time for a connection, with TLS.
    pub(super) connect: Duration,
    /// The maximum time for a document, with all redirects.
    pub(super) total: Duration,
    /// The maximum number of bytes of a document.
    pub(super) bytes: u64,
    pub(super) redirects: usize,
}

impl RequestLimits {
    pub(super) const DEFAULT: Self = Self {
        connect: Duration::from_secs(10),
        total: Duration::from_secs(60),
        bytes: 64 << 20,
        redirects: 5,
    };
}

/// The maximum time for all requests of a run.
pub(super) const MAX_REQUEST_TIME: Duration = Duration::from_secs(300);

/// The maximum number of bytes of a lock file of remote documents.
pub(super) const MAX_LOCK_BYTES: u64 = 4 << 20;

/// Returns the maximum size of the document that a text of this length represents. A text without aliases is always
/// below it, because each value needs a byte of text.
pub(super) const fn max_parsed_bytes(text: usize) -> usize {
    text.saturating_mul(2 * VALUE_BYTES)
        .saturating_add(MIN_EXPANSION)
}

/// Returns the maximum size of the values that may be added to a document of this size.
pub(super) const fn max_added_bytes(document: usize) -> usize {
    document
        .saturating_mul(MAX_COPIES)
        .saturating_add(MIN_EXPANSION)
}

/// The work that may still be done for the references of one document.
#[derive(Debug)]
pub(super) struct ReferenceBudget {
    copies: usize,
    pub(super) suggestions: SuggestionBudget,
}

impl ReferenceBudget {
    pub(super) fn new(document: &Value) -> Self {
        Self {
            copies: max_added_bytes(size(document)),
            suggestions: SuggestionBudget::default(),
        }
    }

    /// Reserves memory for a copy of a value. Returns an error if all copies together are too large; `at` is the
    /// pointer of the reference.
    pub(super) fn copy(&mut self, value: &Value, at: &str) -> Result<(), Diagnostics> {
        self.copies = self.copies.checked_sub(size(value)).ok_or_else(|| {
            let message = format!(
                "replacing references by copies of their targets makes the document more than {MAX_COPIES} times larger"
            );
            Diagnostic::error(TOO_LARGE, at, message)
        })?;
        Ok(())
    }
}

/// Returns an error if the value at `at` contains a value that is nested too deep in the document, or whose pointer is
/// too long.
pub(super) fn too_deep(value: &Value, at: &JsonPointer<'_>) -> Option<Diagnostic> {
    let start = at.to_string();
    let depth = start.matches('/').count();
    let levels = MAX_DEPTH.saturating_sub(depth);
    let bytes = MAX_POINTER_BYTES.checked_sub(start.len());
    let Some(bytes) = bytes else {
        return Some(long_pointer(at));
    };
    find_too_deep(value, at, levels, bytes)
}

pub(super) fn too_deep_message() -> String {
    format!("values are nested more than {MAX_DEPTH} levels deep")
}

pub(super) fn long_pointer_message() -> String {
    format!("the names on the path to this value have more than {MAX_POINTER_BYTES} bytes")
}

fn long_pointer(at: &JsonPointer<'_>) -> Diagnostic {
    Diagnostic::error(TOO_LARGE, at, long_pointer_message())
}

/// Returns an error for the first value that is more than `levels` levels below `value`, or whose pointer has more than
/// `bytes` more bytes.
fn find_too_deep(
    value: &Value,
    at: &JsonPointer<'_>,
    levels: usize,
    bytes: usize,
) -> Option<Diagnostic> {
    let Some(levels) = levels.checked_sub(1) else {
        return Some(Diagnostic::error("too-deep", at, too_deep_message()));
    };
    let below = |value, at: &JsonPointer<'_>, length: usize| match bytes.checked_sub(length + 1) {
        Some(bytes) => find_too_deep(value, at, levels, bytes),
        None => Some(long_pointer(at)),
    };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| below(item, &at.item(index), 1)),
        Value::Object(entries) => entries
            .iter()
            .find_map(|(name, entry)| below(entry, &at.name(name), name.len())),
        _ => None,
    }
}

/// The size of a value in bytes: [`VALUE_BYTES`] for each value in it, and the length of all names and strings.
pub(super) fn size(value: &Value) -> usize {
    VALUE_BYTES
        + match value {
            Value::Array(items) => items.iter().map(size).sum(),
            Value::Object(entries) => size_of_entries(entries),
            Value::String(text) => text.len(),
            _ => 0,
        }
}

/// The size of the entries of an object.
pub(super) fn size_of_entries(entries: &Map<String, Value>) -> usize {
    let sizes = entries.iter().map(|(name, value)| name.len() + size(value));
    sizes.sum()
}
