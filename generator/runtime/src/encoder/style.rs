//! The shapes that a parameter's value can take in a request: a list of texts, or pairs of name and
//! text. Nothing is percent-encoded here. `null` is what is not there, at every level.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Why a value cannot be written, to be read after the name of the parameter.
pub(super) type Unwritable = Cow<'static, str>;

type Pairs = Vec<(String, String)>;

/// A value that is not exploded: a scalar is a list of one, an object the list of its names and
/// values.
pub(super) fn list(value: &Value) -> Result<Vec<String>, Unwritable> {
    match value {
        Value::Array(items) => texts(items),
        Value::Object(properties) => {
            let mut list = Vec::new();
            for (name, value) in properties {
                if let Some(text) = text(value)? {
                    list.extend([name.clone(), text]);
                }
            }
            Ok(list)
        }
        scalar => Ok(text(scalar)?.into_iter().collect()),
    }
}

/// A value in a style that is exploded without repeating the name: items of a list have none, properties of
/// an object have their own.
pub(super) fn assigned(value: &Value) -> Result<Vec<(Option<String>, String)>, Unwritable> {
    match value {
        Value::Object(properties) => {
            let mut items = Vec::new();
            for (name, value) in properties {
                items.extend(text(value)?.map(|text| (Some(name.clone()), text)));
            }
            Ok(items)
        }
        value => Ok(unnamed(list(value)?)),
    }
}

/// Items without a name.
pub(super) fn unnamed(items: Vec<String>) -> Vec<(Option<String>, String)> {
    items.into_iter().map(|item| (None, item)).collect()
}

/// A value in style `form`, exploded: a list repeats the name, an object's properties bring their
/// own.
pub(super) fn exploded(name: &str, value: &Value) -> Result<Pairs, Unwritable> {
    match value {
        Value::Object(properties) => {
            let mut pairs = Vec::new();
            for (name, value) in properties {
                pairs.extend(named(name, value)?);
            }
            Ok(pairs)
        }
        value => named(name, value),
    }
}

/// A value in style `deepObject`. The style is defined for one level of properties; what lies further in
/// gets the brackets that most servers read (`a[b][c]=d`), and items of lists get their index (`a[0]=b`).
pub(super) fn deep(name: &str, value: &Value) -> Result<Pairs, Unwritable> {
    match value {
        Value::Object(properties) => deep_properties(name, properties),
        Value::Array(items) => {
            let mut pairs = Vec::new();
            for (index, item) in items.iter().enumerate() {
                pairs.extend(deep(&format!("{name}[{index}]"), item)?);
            }
            Ok(pairs)
        }
        value => named(name, value),
    }
}

fn deep_properties(name: &str, properties: &Map<String, Value>) -> Result<Pairs, Unwritable> {
    let mut pairs = Vec::new();
    for (property, value) in properties {
        pairs.extend(deep(&format!("{name}[{property}]"), value)?);
    }
    Ok(pairs)
}

/// A scalar or a list of scalars, each under the same name.
fn named(name: &str, value: &Value) -> Result<Pairs, Unwritable> {
    let texts = match value {
        Value::Array(items) => texts(items)?,
        scalar => text(scalar)?.into_iter().collect(),
    };
    Ok(texts
        .into_iter()
        .map(|text| (name.to_owned(), text))
        .collect())
}

fn texts(items: &[Value]) -> Result<Vec<String>, Unwritable> {
    items
        .iter()
        .filter_map(|item| text(item).transpose())
        .collect()
}

/// The text of a scalar; `None` for `null`.
pub(super) fn text(value: &Value) -> Result<Option<String>, Unwritable> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(value) => Ok(Some(value.to_string())),
        Value::String(value) => Ok(Some(value.clone())),
        Value::Number(number) => Ok(Some(match number.as_f64() {
            // Rust writes 5.0 as `5`, where JSON has `5.0`.
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        })),
        Value::Array(_) | Value::Object(_) => {
            Err("holds a list or an object where its style has room for one text".into())
        }
    }
}
