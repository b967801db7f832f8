//! Bodies of `application/x-www-form-urlencoded`: pairs of name and value, made of the properties of an
//! object, each in its own style.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::style::{self, Pairs, Unwritable};
use super::{append, encoded_list, percent_encoded, reserved_encoded};

/// How a property of a form is written that is not one text. Where a form names no style, a list repeats
/// the name, and an object is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormStyle {
    /// `name[property]=value` and `name[0]=item`.
    Deep,
    /// The items of a list in one text, with this between them.
    Delimited(&'static str),
    /// An object's properties under their own names.
    Exploded,
    /// As usual, with characters as they are that mean something in a URL.
    Reserved,
}

/// The text of a form.
pub(super) fn encoded(
    body: &(impl Serialize + ?Sized),
    styles: &[(&str, FormStyle)],
) -> Result<String, String> {
    let value = serde_json::to_value(body)
        .map_err(|error| format!("the body cannot be written as a form: {error}"))?;
    let mut text = String::new();
    let Value::Object(properties) = value else {
        return Err("the body cannot be written as a form: it is no object".to_owned());
    };
    for (name, value) in &properties {
        let style = styles.iter().find(|(known, _)| known == name);
        write(&mut text, name, value, style.map(|(_, style)| *style))
            .map_err(|problem| format!("form field `{name}` {problem}"))?;
    }
    Ok(text)
}

fn write(
    text: &mut String,
    name: &str,
    value: &Value,
    style: Option<FormStyle>,
) -> Result<(), Unwritable> {
    let pairs = match style {
        Some(FormStyle::Delimited(delimiter)) => {
            if let Some(list) = encoded_list(value, delimiter)? {
                append(text, "&", name, &list);
            }
            return Ok(());
        }
        Some(FormStyle::Deep) => style::deep(&name.into(), value)?,
        Some(FormStyle::Exploded) => style::exploded(name, value)?,
        Some(FormStyle::Reserved) | None => plain(name, value),
    };
    let encoded = match style {
        Some(FormStyle::Reserved) => reserved_encoded,
        _ => percent_encoded,
    };
    for (name, value) in pairs {
        append(text, "&", &name, &encoded(&value));
    }
    Ok(())
}

/// A list repeats the name; what has no text of its own is JSON.
fn plain<'a>(name: &'a str, value: &'a Value) -> Pairs<'a> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    let texts = items.iter().filter_map(text_or_json);
    texts.map(|text| (name.into(), text)).collect()
}

/// The text of a scalar, and the JSON of anything else; `None` for `null`.
pub(crate) fn text_or_json(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::Array(_) | Value::Object(_) => Some(Cow::Owned(value.to_string())),
        scalar => style::text(scalar).ok().flatten(),
    }
}
