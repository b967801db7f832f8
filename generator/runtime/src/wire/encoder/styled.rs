//! Values in one of the parameter styles, as percent-encoded text.

use std::borrow::Cow;

use serde_json::Value;

use super::percent::{Escape, encode_value};
use super::shape::{self, NamedText};

/// Joins texts with a separator. Names and texts are encoded, the separator is not.
pub(super) fn joined<'a>(
    items: impl IntoIterator<Item = NamedText<'a>>,
    separator: &str,
    escape: Escape,
) -> String {
    let mut text = String::new();
    for (index, (name, value)) in items.into_iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        if let Some(name) = name {
            text.push_str(&escape.encode(name));
            text.push('=');
        }
        text.push_str(&escape.encode(&value));
    }
    text
}

/// A value in style `label`, such as `.a.b`; empty for an empty list or object.
pub(super) fn label(value: &Value, explode: bool, escape: Escape) -> String {
    let items = shape::list(value);
    if items.is_empty() {
        return String::new();
    }
    let is_composite = value.is_array() || value.is_object();
    let escape = escape.joining(value);
    let text = if explode && is_composite {
        // A dot inside of a text would end it.
        joined(
            shape::exploded_items(value),
            ".",
            escape.joining_with_dots(),
        )
    } else {
        joined(shape::unnamed(items), ",", escape)
    };
    format!(".{text}")
}

/// A value in style `matrix`, such as `;name=a,b`; empty for an empty list or object. An empty text has no equals sign, as in
/// RFC 6570.
pub(super) fn matrix(name: &str, value: &Value, explode: bool, escape: Escape) -> String {
    if shape::list(value).is_empty() {
        return String::new();
    }
    if !explode {
        let list = list(value, ",", escape).unwrap_or_default();
        return matrix_pair(name, &list);
    }
    let escape = escape.joining(value);
    let mut text = String::new();
    for (name, value) in shape::exploded_pairs(name, value) {
        text.push_str(&matrix_pair(&name, &escape.encode(&value)));
    }
    text
}

/// A name and its encoded value.
fn matrix_pair(name: &str, value: &str) -> String {
    let name = encode_value(name);
    if value.is_empty() {
        format!(";{name}")
    } else {
        format!(";{name}={value}")
    }
}

/// A value without `explode`, with a delimiter between its texts; `None` if it has no texts.
pub(super) fn list(value: &Value, delimiter: &str, escape: Escape) -> Option<String> {
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
    let escape = escape.joining(value);
    Some(joined(shape::unnamed(items), &delimiter, escape))
}

/// The cookies of a value in style `cookie`, separated by `; `, without percent-encoding; `None` if there are none.
pub(super) fn cookies(name: &str, value: &Value, explode: bool) -> Result<Option<String>, String> {
    let pairs = if explode {
        shape::exploded_pairs(name, value)
    } else {
        let items = shape::list(value);
        if items.is_empty() {
            return Ok(None);
        }
        vec![(name.into(), items.join(",").into())]
    };
    let mut cookies = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        if name.contains([';', '=']) || value.contains(';') {
            return Err("contains a character that separates cookies".to_owned());
        }
        cookies.push(format!("{name}={value}"));
    }
    Ok((!cookies.is_empty()).then(|| cookies.join("; ")))
}
