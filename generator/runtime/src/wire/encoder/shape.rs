//! The shapes of a parameter's value in a request: a list of texts, or pairs of name and text. Nothing is
//! percent-encoded here. `null` is omitted at every level.

use std::borrow::Cow;

use serde_json::Value;

/// The reason why a value cannot be encoded. It follows the name of the parameter in error messages.
pub(super) type EncodeProblem = Cow<'static, str>;

/// Pairs of name and text.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A text with an optional name.
pub(super) type NamedText<'a> = (Option<&'a str>, Cow<'a, str>);

/// A value without `explode`: a scalar is a list of one text, an object is a list of its names and values.
pub(super) fn list(value: &Value) -> Result<Vec<Cow<'_, str>>, EncodeProblem> {
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

/// A value with `explode` in a style that does not repeat the parameter's name: items of a list have no name,
/// properties of an object have their own.
pub(super) fn exploded_items(value: &Value) -> Result<Vec<NamedText<'_>>, EncodeProblem> {
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

/// Texts without names.
pub(super) fn unnamed(items: Vec<Cow<'_, str>>) -> Vec<NamedText<'_>> {
    items.into_iter().map(|item| (None, item)).collect()
}

/// A value in style `form` with `explode`: a list repeats the parameter's name, properties of an object have
/// their own.
pub(super) fn exploded_pairs<'a>(
    name: &'a str,
    value: &'a Value,
) -> Result<Pairs<'a>, EncodeProblem> {
    match value {
        Value::Object(properties) => {
            let mut pairs = Vec::new();
            for (name, value) in properties {
                pairs.extend(repeated(&name.into(), value)?);
            }
            Ok(pairs)
        }
        value => repeated(&name.into(), value),
    }
}

/// A value in style `deepObject`. The style is defined for one level of properties only. Deeper levels use
/// the brackets that most servers accept (`a[b][c]=d`), and items of lists use their index (`a[0]=b`).
pub(super) fn deep<'a>(name: &Cow<'a, str>, value: &'a Value) -> Result<Pairs<'a>, EncodeProblem> {
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
        value => repeated(name, value),
    }
}

/// A scalar or a list of scalars, each with the same name.
fn repeated<'a>(name: &Cow<'a, str>, value: &'a Value) -> Result<Pairs<'a>, EncodeProblem> {
    let texts = match value {
        Value::Array(items) => texts(items)?,
        scalar => text(scalar)?.into_iter().collect(),
    };
    let pairs = texts.into_iter().map(|text| (name.clone(), text));
    Ok(pairs.collect())
}

fn texts(items: &[Value]) -> Result<Vec<Cow<'_, str>>, EncodeProblem> {
    items
        .iter()
        .filter_map(|item| text(item).transpose())
        .collect()
}

/// The text of a scalar; `None` for `null`.
fn text(value: &Value) -> Result<Option<Cow<'_, str>>, EncodeProblem> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::String(value) => value.into(),
        Value::Number(number) => match number.as_f64() {
            // `Display` of `f64` formats 5.0 as `5`; JSON would be `5.0`.
            Some(float) if number.is_f64() => float.to_string().into(),
            _ => number.to_string().into(),
        },
        Value::Array(_) | Value::Object(_) => {
            return Err("contains a list or an object, but its style allows only a scalar".into());
        }
    }))
}

/// The text of a scalar, or the JSON of an array or object; `None` for `null`.
pub(crate) fn text_or_json(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::Array(_) | Value::Object(_) => Some(Cow::Owned(value.to_string())),
        scalar => text(scalar).ok().flatten(),
    }
}
