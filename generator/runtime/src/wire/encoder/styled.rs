//! Values in one of the parameter styles, as percent-encoded text.

use std::borrow::Cow;

use serde_json::Value;

use super::percent::{append_value, encode_value};
use super::shape::{self, NamedText};

/// Joins texts with a separator. Names and texts are encoded, the separator is not.
pub(super) fn joined<'a>(
    items: impl IntoIterator<Item = NamedText<'a>>,
    separator: &str,
) -> String {
    let mut text = String::new();
    for (index, (name, value)) in items.into_iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        if let Some(name) = name {
            append_value(&mut text, name);
            text.push('=');
        }
        append_value(&mut text, &value);
    }
    text
}

/// A value in style `label`, such as `.a.b`.
pub(super) fn label(value: &Value, explode: bool) -> String {
    let text = if explode {
        joined(shape::exploded_items(value), ".")
    } else {
        joined(shape::unnamed(shape::list(value)), ",")
    };
    format!(".{text}")
}

/// A value in style `matrix`, such as `;name=a,b`.
pub(super) fn matrix(name: &str, value: &Value, explode: bool) -> String {
    if !explode {
        let list = list(value, ",").unwrap_or_default();
        return format!(";{}={list}", encode_value(name));
    }
    let mut text = String::new();
    for (name, value) in shape::exploded_pairs(name, value) {
        text.push(';');
        append_value(&mut text, &name);
        text.push('=');
        append_value(&mut text, &value);
    }
    text
}

/// A value without `explode`, with a delimiter between its texts; `None` if it has no texts.
pub(super) fn list(value: &Value, delimiter: &str) -> Option<String> {
    let items = shape::list(value);
    if items.is_empty() {
        return None;
    }
    // A comma is valid in a URL; a space or a bar must be encoded.
    let delimiter = if delimiter == "," {
        Cow::Borrowed(",")
    } else {
        encode_value(delimiter)
    };
    Some(joined(shape::unnamed(items), &delimiter))
}
