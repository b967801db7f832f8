//! Finds the target of a reference.

use std::borrow::Cow;

use serde_json::Value;

use crate::document::grammar::reference;
use crate::document::limits::MAX_REFERENCE_STEPS;
use crate::document::pointer::{escape, unescape};

/// Returns the JSON pointer in a reference to the same document, or `None` for a reference to another document.
pub(crate) fn local_pointer(reference: &str) -> Option<Cow<'_, str>> {
    reference.strip_prefix('#').map(percent_decode)
}

/// Decodes percent-encoded characters. References are URIs, so names can be encoded.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
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
    if document.pointer(pointer).is_some() {
        return Some(pointer.to_owned());
    }
    let mut pointer = Cow::Borrowed(pointer);
    for _ in 0..MAX_REFERENCE_STEPS {
        pointer = Cow::Owned(follow(document, &pointer)?);
        if document.pointer(&pointer).is_some() {
            return Some(pointer.into_owned());
        }
    }
    None
}

/// Replaces the part of a pointer up to the first reference on its way by the target of that reference. Returns `None`
/// if there is no reference on its way.
fn follow(document: &Value, pointer: &str) -> Option<String> {
    let (_, text, rest) = first_reference_on_way(document, pointer)?;
    let target = local_pointer(text)?;
    Some(format!("{target}{rest}"))
}

/// Returns the pointer and the text of the first reference on the way to a value that does not exist, and the rest of
/// the way. Returns `None` for a way without references.
pub(super) fn first_reference_on_way<'v, 'p>(
    document: &'v Value,
    pointer: &'p str,
) -> Option<(&'p str, &'v str, &'p str)> {
    let mut value = document;
    let mut rest = pointer;
    while !rest.is_empty() {
        let (segment, after) = split_first(rest.strip_prefix('/')?);
        let Some(child) = child(value, &unescape(segment)) else {
            let text = reference(value)?;
            let at = pointer.strip_suffix(rest)?;
            return Some((at, text, rest));
        };
        value = child;
        rest = after;
    }
    None
}

/// Splits a pointer without its first slash into the first segment and the rest.
fn split_first(pointer: &str) -> (&str, &str) {
    pointer.split_at(pointer.find('/').unwrap_or(pointer.len()))
}

/// Returns an entry of an object or an item of a list.
fn child<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(entries) => entries.get(name),
        Value::Array(_) => value.pointer(&format!("/{}", escape(name))),
        _ => None,
    }
}
