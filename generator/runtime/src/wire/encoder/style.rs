//! The shapes that a parameter's value can take in a request: a list of texts, or pairs of name and
//! text. Nothing is percent-encoded here. `null` is what is not there, at every level.

use std::borrow::Cow;

use serde_json::Value;

/// Why a value cannot be written, to be read after the name of the parameter.
pub(super) type Unwritable = Cow<'static, str>;

/// Names and texts.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A text, with its name where it has one.
pub(super) type Item<'a> = (Option<&'a str>, Cow<'a, str>);

/// A value that is not exploded: a scalar is a list of one, an object the list of its names and
/// values.
pub(super) fn list(value: &Value) -> Result<Vec<Cow<'_, str>>, Unwritable> {
    match value {
        Value::Array(items) => texts(items),
        Value::Object(properties) => {
            let mut list = Vec::new();
            for (name, value) in properties {
                if let Some(text) = text(value)? {
                    list.extend([Cow::from(name), text]);
                }
            }
            Ok(list)
        }
        scalar => Ok(text(scalar)?.into_iter().collect()),
    }
}

/// A value in a style that is exploded without repeating the name: items of a list have none, properties of
/// an object have their own.
pub(super) fn assigned(value: &Value) -> Result<Vec<Item<'_>>, Unwritable> {
    match value {
        Value::Object(properties) => {
            let mut items = Vec::new();
            for (name, value) in properties {
                items.extend(text(value)?.map(|text| (Some(name.as_str()), text)));
            }
            Ok(items)
        }
        value => Ok(unnamed(list(value)?)),
    }
}

/// Items without a name.
pub(super) fn unnamed(items: Vec<Cow<'_, str>>) -> Vec<Item<'_>> {
    items.into_iter().map(|item| (None, item)).collect()
}

/// A value in style `form`, exploded: a list repeats the name, an object's properties bring their
/// own.
pub(super) fn exploded<'a>(name: &'a str, value: &'a Value) -> Result<Pairs<'a>, Unwritable> {
    match value {
        Value::Object(properties) => {
            let mut pairs = Vec::new();
            for (name, value) in properties {
                pairs.extend(named(&name.into(), value)?);
            }
            Ok(pairs)
        }
        value => named(&name.into(), value),
    }
}

/// A value in style `deepObject`. The style is defined for one level of properties; what lies further in
/// gets the brackets that most servers read (`a[b][c]=d`), and items of lists get their index (`a[0]=b`).
pub(super) fn deep<'a>(name: &Cow<'a, str>, value: &'a Value) -> Result<Pairs<'a>, Unwritable> {
    match value {
        Value::Object(properties) => {
            let mut pairs = Vec::new();
            for (property, value) in properties {
                pairs.extend(deep(&format!("{name}[{property}]").into(), value)?);
            }
            Ok(pairs)
        }
        Value::Array(items) => {
            let mut pairs = Vec::new();
            for (index, item) in items.iter().enumerate() {
                pairs.extend(deep(&format!("{name}[{index}]").into(), item)?);
            }
            Ok(pairs)
        }
        value => named(name, value),
    }
}

/// A scalar or a list of scalars, each under the same name.
fn named<'a>(name: &Cow<'a, str>, value: &'a Value) -> Result<Pairs<'a>, Unwritable> {
    let texts = match value {
        Value::Array(items) => texts(items)?,
        scalar => text(scalar)?.into_iter().collect(),
    };
    let pairs = texts.into_iter().map(|text| (name.clone(), text));
    Ok(pairs.collect())
}

fn texts(items: &[Value]) -> Result<Vec<Cow<'_, str>>, Unwritable> {
    items
        .iter()
        .filter_map(|item| text(item).transpose())
        .collect()
}

/// The text of a scalar; `None` for `null`.
pub(super) fn text(value: &Value) -> Result<Option<Cow<'_, str>>, Unwritable> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::String(value) => value.into(),
        Value::Number(number) => match number.as_f64() {
            // Rust writes 5.0 as `5`, where JSON has `5.0`.
            Some(float) if number.is_f64() => float.to_string().into(),
            _ => number.to_string().into(),
        },
        Value::Array(_) | Value::Object(_) => {
            return Err("holds a list or an object where its style has room for one text".into());
        }
    }))
}
