//! Finds the target of a reference.

use std::borrow::Cow;

use serde_json::Value;

use crate::document::grammar::reference;
use crate::document::pointer::{escape, segments};

/// The maximum number of references on the way to a target. A longer chain is a cycle.
const MAX_REFERENCE_STEPS: usize = 64;

/// Returns the JSON pointer in a reference to the same document, or `None` for a reference to another document.
pub(crate) fn local_pointer(reference: &str) -> Option<Cow<'_, str>> {
    reference.strip_prefix('#').map(percent_decode)
}

/// Decodes percent-encoded characters. References are URIs, so names can be encoded.
pub(in crate::document) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        rest = if let Some(byte) = byte {
            bytes.push(byte);
            after.get(2..).unwrap_or_default()
        } else {
            bytes.push(b'%');
            after
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the pointer of the value to which a pointer resolves. References on the way are followed. The standard does
/// not define this, but no other interpretation is possible.
pub(crate) fn resolve_pointer(document: &Value, pointer: &str) -> Option<String> {
    resolve_within(document, pointer, MAX_REFERENCE_STEPS)
}

fn resolve_within(document: &Value, pointer: &str, steps: usize) -> Option<String> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    if document.pointer(pointer).is_some() {
        return Some(pointer.to_owned());
    }
    let steps = steps.checked_sub(1)?;
    let mut resolved = String::new();
    for segment in segments(pointer) {
        let value = document.pointer(&resolved)?;
        let next = format!("{resolved}/{}", escape(&segment));
        resolved = match reference(value).and_then(local_pointer) {
            Some(target) if document.pointer(&next).is_none() => {
                let through = format!("{target}/{}", escape(&segment));
                resolve_within(document, &through, steps)?
            }
            _ => next,
        };
    }
    document.pointer(&resolved).map(|_| resolved)
}
