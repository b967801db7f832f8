//! The documented headers of a response, with valid values.

use apicrate::validate::{ApiDescription, Direction};
use apicrate_runtime::http::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::operation::Header;
use apicrate::sample::sample;

/// The headers that the connection or the body determine.
const RESERVED: [&str; 8] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "keep-alive",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The headers of a response.
pub(crate) fn values(
    description: &ApiDescription,
    headers: &[Header],
    seed: Option<u64>,
) -> Vec<(HeaderName, HeaderValue)> {
    let values = headers.iter().filter_map(|header| {
        let name = HeaderName::from_bytes(header.name.as_bytes()).ok()?;
        if RESERVED.contains(&name.as_str()) {
            return None;
        }
        let example = header.example.clone().filter(|_| seed.is_none());
        let value = match (example, &header.schema) {
            (Some(example), Some(schema)) if is_valid(description, schema, &example) => example,
            (Some(example), None) => example,
            (_, Some(schema)) => sample(description, schema, Direction::Received, seed).value,
            (None, None) => Value::from("string"),
        };
        let value = HeaderValue::from_str(&text(&value, header.explode)).ok()?;
        Some((name, value))
    });
    values.collect()
}

fn is_valid(description: &ApiDescription, schema: &str, value: &Value) -> bool {
    let violations = description.violations(schema, value, Direction::Received);
    violations.is_some_and(|violations| violations.is_empty())
}

/// The text of a value in style `simple`.
fn text(value: &Value, explode: bool) -> String {
    let scalar = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let texts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(object) => {
            let separator = if explode { '=' } else { ',' };
            let pairs = object.iter();
            pairs
                .map(|(name, value)| format!("{name}{separator}{}", scalar(value)))
                .collect()
        }
        other => vec![scalar(other)],
    };
    texts.join(",")
}
