//! Writes an object as `application/x-www-form-urlencoded`.

use apicrate::model::{FormStyle, PropertyEncoding};
use serde_json::{Value, json};

use super::percent::{escaped, is_reserved_in_query, is_unreserved};

/// Encodes an object. If a property has no explicit style, a list repeats the property's name, and an object is encoded as
/// JSON.
pub(super) fn text(encodings: &[PropertyEncoding], value: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let mut encodings = encodings.iter();
        let encoding = encodings.find(|encoding| encoding.property == *name);
        let is_reserved = encoding.is_some_and(|encoding| encoding.allow_reserved);
        let mut form = Pairs {
            pairs: &mut pairs,
            is_reserved,
        };
        form.add_property(name, encoding.and_then(|encoding| encoding.style), value);
    }
    pairs.join("&")
}

struct Pairs<'a> {
    pairs: &'a mut Vec<String>,
    /// True if the reserved characters of values are not percent-encoded.
    is_reserved: bool,
}

impl Pairs<'_> {
    fn add_property(&mut self, name: &str, style: Option<FormStyle>, value: &Value) {
        match (style, value) {
            (Some(FormStyle::Deep), value) => self.add_deep(name, value),
            (Some(FormStyle::Delimited(delimiter)), Value::Array(items)) => {
                let keep: fn(u8) -> bool = if self.is_reserved {
                    |byte| is_reserved_in_query(byte) && !b",;=".contains(&byte)
                } else {
                    is_unreserved
                };
                let items = items.iter().map(|item| escaped(&plain_text(item), keep));
                let items: Vec<String> = items.collect();
                let delimiter = if delimiter == "," {
                    ",".to_owned()
                } else {
                    escaped(delimiter, is_unreserved)
                };
                let name = escaped(name, is_unreserved);
                self.pairs
                    .push(format!("{name}={}", items.join(&delimiter)));
            }
            (Some(FormStyle::Exploded), Value::Object(properties)) => {
                for (name, value) in properties {
                    self.add_property(name, None, value);
                }
            }
            (_, Value::Array(items)) => items.iter().for_each(|item| self.add(name, item)),
            (_, value) => self.add(name, value),
        }
    }

    /// Adds `name[property]=value` and `name[index]=item` pairs, at any depth.
    fn add_deep(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(properties) => {
                for (property, value) in properties {
                    self.add_deep(&format!("{name}[{property}]"), value);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add_deep(&format!("{name}[{index}]"), item);
                }
            }
            value => self.add(name, value),
        }
    }

    fn add(&mut self, name: &str, value: &Value) {
        if !value.is_null() {
            let name = escaped(name, is_unreserved);
            let keep = if self.is_reserved {
                is_reserved_in_query
            } else {
                is_unreserved
            };
            let value = escaped(&plain_text(value), keep);
            self.pairs.push(format!("{name}={value}"));
        }
    }
}

/// Returns a value as text for parameters and forms: a string without quotes, and a list or object as JSON.
pub(super) fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => json_text(value),
    }
}

/// A value as JSON text, with the properties of objects in alphabetical order.
pub(super) fn json_text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json_text).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties.iter().collect();
            properties.sort_by_key(|(name, _)| *name);
            let properties = properties.into_iter();
            let properties =
                properties.map(|(name, value)| format!("{}:{}", json!(name), json_text(value)));
            format!("{{{}}}", properties.collect::<Vec<_>>().join(","))
        }
        scalar => scalar.to_string(),
    }
}
