//! Values in one of the parameter styles, as percent-encoded text.

use std::borrow::Cow;

use serde_json::Value;

use super::percent::{append_value, encode_value};
use super::shape::{self, EncodeProblem, NamedText};

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
pub(super) fn label(value: &Value, explode: bool) -> Result<String, EncodeProblem> {
    let text = if explode {
        joined(shape::exploded_items(value)?, ".")
    } else {
        joined(shape::unnamed(shape::list(value)?), ",")
    };
    Ok(format!(".{text}"))
}

/// A value in style `matrix`, such as `;name=a,b`.
pub(super) fn matrix(name: &str, value: &Value, explode: bool) -> Result<String, EncodeProblem> {
    if !explode {
        let list = list(value, ",")?.unwrap_or_default();
        return Ok(format!(";{}={list}", encode_value(name)));
    }
    let pairs = shape::exploded_pairs(name, value)?.into_iter();
    let pairs =
        pairs.map(|(name, value)| format!(";{}={}", encode_value(&name), encode_value(&value)));
    Ok(pairs.collect())
}

/// A value without `explode`, with a delimiter between its texts; `None` if it has no texts.
pub(super) fn list(value: &Value, delimiter: &str) -> Result<Option<String>, EncodeProblem> {
    let items = shape::list(value)?;
    if items.is_empty() {
        return Ok(None);
    }
    // A comma is valid in a URL; a space or a bar must be encoded.
    let delimiter = if delimiter == "," {
        Cow::Borrowed(",")
    } else {
        encode_value(delimiter)
    };
    Ok(Some(joined(shape::unnamed(items), &delimiter)))
}
