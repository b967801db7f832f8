//! Bodies of type `application/x-www-form-urlencoded`: each property of an object is encoded in its own style.

use serde::Serialize;
use serde_json::Value;

use super::percent::{Escape, append_pair};
use super::shape::{self, EncodeProblem, Pairs, text_or_json};
use super::style::{ParameterStyle, split};
use super::styled;
use crate::wire::json;

/// Encodes an object as a form.
pub(super) fn encoded(
    body: &(impl Serialize + ?Sized),
    styles: &[(&str, ParameterStyle)],
) -> Result<String, String> {
    let value =
        json::to_value(body).map_err(|error| format!("cannot be encoded as a form: {error}"))?;
    let mut text = String::new();
    let Value::Object(properties) = value else {
        return Err("cannot be encoded as a form: it is not an object".to_owned());
    };
    for (name, value) in &properties {
        let style = styles.iter().find(|(known, _)| known == name);
        append_property(&mut text, name, value, style.map(|(_, style)| *style))
            .map_err(|problem| format!("form property `{name}` {problem}"))?;
    }
    Ok(text)
}

fn append_property(
    text: &mut String,
    name: &str,
    value: &Value,
    style: Option<ParameterStyle>,
) -> Result<(), EncodeProblem> {
    let (style, escape) = split(style, Escape::IN_QUERY);
    let pairs = match style {
        Some(ParameterStyle::Delimited(delimiter)) => {
            if let Some(list) = styled::list(value, delimiter, escape) {
                append_pair(text, "&", name, &list);
            }
            return Ok(());
        }
        Some(ParameterStyle::DeepObject) => shape::deep(&name.into(), value),
        Some(ParameterStyle::Exploded) => shape::exploded_pairs(name, value),
        None => default_pairs(name, value),
        Some(style) => {
            return Err(format!("has style `{style:?}`, which forms do not support").into());
        }
    };
    for (name, value) in pairs {
        append_pair(text, "&", &name, &escape.encode(&value));
    }
    Ok(())
}

/// The default style: a list repeats the name, and an object is encoded as JSON.
fn default_pairs<'a>(name: &'a str, value: &'a Value) -> Pairs<'a> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        value => std::slice::from_ref(value),
    };
    let texts = items.iter().filter_map(text_or_json);
    texts.map(|text| (name.into(), text)).collect()
}
