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
pub(super) fn list(value: &Value) -> Vec<Cow<'_, str>> {
    match value {
        Value::Array(items) => texts(items),
        Value::Object(properties) => {
            let pairs = properties.iter();
            let pairs = pairs.filter_map(|(name, value)| Some([name.into(), text_or_json(value)?]));
            pairs.flatten().collect()
        }
        scalar => text_or_json(scalar).into_iter().collect(),
    }
}

/// A value with `explode` in a style that does not repeat the parameter's name: items of a list have no name,
/// properties of an object have their own.
pub(super) fn exploded_items(value: &Value) -> Vec<NamedText<'_>> {
    match value {
        Value::Object(properties) => {
            let items = properties.iter();
            let items =
                items.filter_map(|(name, value)| Some((Some(name.as_str()), text_or_json(value)?)));
            items.collect()
        }
        value => unnamed(list(value)),
    }
}

/// Texts without names.
pub(super) fn unnamed(items: Vec<Cow<'_, str>>) -> Vec<NamedText<'_>> {
    items.into_iter().map(|item| (None, item)).collect()
}

/// A value in style `form` with `explode`: a list repeats the parameter's name, properties of an object have
/// their own.
pub(super) fn exploded_pairs<'a>(name: &'a str, value: &'a Value) -> Pairs<'a> {
    match value {
        Value::Object(properties) => {
            let properties = properties.iter();
            properties
                .flat_map(|(name, value)| repeated(&name.into(), value))
                .collect()
        }
        value => repeated(&name.into(), value),
    }
}

/// A value in style `deepObject`. The style is defined for one level of properties only. Deeper levels use
/// the brackets that most servers accept (`a[b][c]=d`), and items of lists use their index (`a[0]=b`).
pub(super) fn deep<'a>(name: &Cow<'a, str>, value: &'a Value) -> Pairs<'a> {
    match value {
        Value::Object(properties) => {
            let properties = properties.iter();
            properties
                .flat_map(|(property, value)| deep(&format!("{name}[{property}]").into(), value))
                .collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .flat_map(|(index, item)| deep(&format!("{name}[{index}]").into(), item))
                .collect()
        }
        value => repeated(name, value),
    }
}

/// A scalar or a list of scalars, each with the same name.
fn repeated<'a>(name: &Cow<'a, str>, value: &'a Value) -> Pairs<'a> {
    let texts = match value {
        Value::Array(items) => texts(items),
        scalar => text_or_json(scalar).into_iter().collect(),
    };
    let pairs = texts.into_iter().map(|text| (name.clone(), text));
    pairs.collect()
}

fn texts(items: &[Value]) -> Vec<Cow<'_, str>> {
    items.iter().filter_map(text_or_json).collect()
}

/// The text of a scalar, or the JSON of an array or object, for which no style is defined inside of another one; `None`
/// for `null`.
pub(crate) fn text_or_json(value: &Value) -> Option<Cow<'_, str>> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::String(value) => value.into(),
        Value::Number(number) => match number.as_f64() {
            // `Display` of `f64` formats 5.0 as `5`; JSON would be `5.0`.
            Some(float) if number.is_f64() => float.to_string().into(),
            _ => number.to_string().into(),
        },
        Value::Array(_) | Value::Object(_) => value.to_string().into(),
    })
}
