//! Where a reference leads.

use std::borrow::Cow;

use serde_json::Value;

use crate::document::grammar::reference;
use crate::document::pointer::{escape, segments};

/// How many references may follow one another; a longer way is a circle.
const MAX_REFERENCE_STEPS: usize = 64;

/// The JSON pointer in a reference to the same document; `None` if it leads out of the document.
pub(crate) fn local_pointer(reference: &str) -> Option<Cow<'_, str>> {
    reference.strip_prefix('#').map(percent_decode)
}

/// References are URIs, in which names may be percent-encoded.
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

/// Follows a pointer from the root and says where it ends. The way may lead through references,
/// which is not by the letter of the standard, but nothing else can be meant by it.
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
    let mut way = String::new();
    for segment in segments(pointer) {
        let value = document.pointer(&way)?;
        let next = format!("{way}/{}", escape(&segment));
        way = match reference(value).and_then(local_pointer) {
            Some(target) if document.pointer(&next).is_none() => {
                let through = format!("{target}/{}", escape(&segment));
                resolve_within(document, &through, steps)?
            }
            _ => next,
        };
    }
    document.pointer(&way).map(|_| way)
}
