//! Writes a value as a body.

use apicrate::model::{BodyFormat, Content, FormStyle};
use serde_json::Value;

/// Encodes a value in the format of the content.
pub(super) fn text(content: &Content, value: &Value) -> String {
    match (content.format(), value) {
        (BodyFormat::Text | BodyFormat::Bytes, Value::String(text)) => text.clone(),
        (BodyFormat::Form, value) => form(content, value),
        _ => value.to_string(),
    }
}

/// Returns a scalar as text for parameters and forms: a string without quotes.
pub(super) fn text_of_scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Encodes an object as `application/x-www-form-urlencoded`. If a property has no explicit style, a list repeats the
/// property's name, and an object is encoded as JSON.
fn form(content: &Content, value: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let mut encodings = content.encodings.iter();
        let encoding = encodings.find(|encoding| encoding.property == *name);
        match (encoding.and_then(|encoding| encoding.style), value) {
            (Some(FormStyle::Deep), value) => deep(name, value, &mut pairs),
            (Some(FormStyle::Delimited(delimiter)), Value::Array(items)) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| encoded(&text_of_scalar(item)))
                    .collect();
                let delimiter = if delimiter == "," {
                    ","
                } else {
                    &encoded(delimiter)
                };
                pairs.push(format!("{}={}", encoded(name), items.join(delimiter)));
            }
            (_, Value::Array(items)) => items.iter().for_each(|item| add(name, item, &mut pairs)),
            (_, value) => add(name, value, &mut pairs),
        }
    }
    pairs.join("&")
}

/// Adds `name[property]=value` and `name[index]=item` pairs, at any depth.
fn deep(name: &str, value: &Value, pairs: &mut Vec<String>) {
    match value {
        Value::Object(properties) => {
            for (property, value) in properties {
                deep(&format!("{name}[{property}]"), value, pairs);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                deep(&format!("{name}[{index}]"), item, pairs);
            }
        }
        value => add(name, value, pairs),
    }
}

fn add(name: &str, value: &Value, pairs: &mut Vec<String>) {
    if !value.is_null() {
        pairs.push(format!(
            "{}={}",
            encoded(name),
            encoded(&text_of_scalar(value))
        ));
    }
}

/// Percent-encodes all but letters and digits.
fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    bytes.collect()
}
