//! Writes sample parameters into a request, in the styles of the OpenAPI standard.

use apicrate::model::{
    Api, Operation, Parameter, ParameterLocation, ParameterPresence, ParameterStyle,
};
use serde_json::{Value, json};

use super::body::text_of_scalar;
use crate::sample::{self, Fill};

/// The sample parameters of one request.
pub(super) struct Parameters<'a> {
    path: &'a str,
    values: Vec<(&'a Parameter, Value)>,
}

impl<'a> Parameters<'a> {
    /// Returns `None` if a required parameter has no value that its style can express.
    pub(super) fn new(api: &Api, operation: &'a Operation, fill: Fill) -> Option<Self> {
        let mut values = Vec::new();
        for parameter in &operation.parameters {
            let value = match (parameter.presence, fill) {
                (ParameterPresence::Required, _) => Some(sample::parameter(api, parameter)?),
                // A client adds this header to a request without it, so every sample has it.
                _ if parameter.wire.eq_ignore_ascii_case("Idempotency-Key") => {
                    sample::parameter(api, parameter)
                }
                (ParameterPresence::Optional, Fill::Full) => sample::parameter(api, parameter),
                (ParameterPresence::Flag, Fill::Full) => Some(json!(true)),
                _ => None,
            };
            values.extend(value.map(|value| (parameter, value)));
        }
        let path = &operation.path;
        Some(Self { path, values })
    }

    /// The path and the query.
    pub(super) fn target(&self) -> String {
        let mut target = escaped(self.path, is_path_template);
        if !target.starts_with('/') {
            target.insert(0, '/');
        }
        for (parameter, value) in self.at(ParameterLocation::Path) {
            let placeholder = format!("{{{}}}", escaped(&parameter.wire, is_path_template));
            target = target.replace(&placeholder, &list(value, ",", is_unreserved));
        }
        let pairs = self.at(ParameterLocation::Query);
        let pairs: Vec<String> = pairs.flat_map(|(it, value)| query(it, value)).collect();
        if !pairs.is_empty() {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&pairs.join("&"));
        }
        target
    }

    /// The header parameters, and the cookies in one header.
    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let headers = self.at(ParameterLocation::Header);
        let mut headers: Vec<(String, String)> = headers
            .filter(|(parameter, _)| !parameter.is_media_type())
            .map(|(parameter, value)| {
                (
                    parameter.wire.to_ascii_lowercase(),
                    list(value, ",", |_| true),
                )
            })
            .collect();
        let cookies = self.at(ParameterLocation::Cookie);
        let cookies: Vec<String> = cookies
            .map(|(parameter, value)| pair(&parameter.wire, &list(value, ",", is_unreserved)))
            .collect();
        if !cookies.is_empty() {
            headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        headers
    }

    fn at(&self, location: ParameterLocation) -> impl Iterator<Item = (&'a Parameter, &Value)> {
        let values = self
            .values
            .iter()
            .map(|(parameter, value)| (*parameter, value));
        values.filter(move |(parameter, _)| parameter.location == location)
    }
}

/// The `name=value` pairs of a query parameter.
fn query(parameter: &Parameter, value: &Value) -> Vec<String> {
    let name = &parameter.wire;
    let keep = if parameter.allow_reserved {
        is_reserved_or_unreserved
    } else {
        is_unreserved
    };
    let one = |name: &str, value: &Value| pair(name, &escaped(&text_of_scalar(value), keep));
    match (parameter.style, value) {
        (ParameterStyle::Delimited(delimiter), value) => {
            vec![pair(name, &list(value, delimiter, keep))]
        }
        (ParameterStyle::DeepObject, Value::Object(properties)) => properties
            .iter()
            .map(|(property, value)| one(&format!("{name}[{property}]"), value))
            .collect(),
        (ParameterStyle::DeepObject, Value::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| one(&format!("{name}[{index}]"), item))
            .collect(),
        (_, Value::Object(properties)) => {
            let properties = properties.iter();
            properties.map(|(name, value)| one(name, value)).collect()
        }
        (_, Value::Array(items)) => items.iter().map(|item| one(name, item)).collect(),
        (_, scalar) => vec![one(name, scalar)],
    }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={value}", escaped(name, is_unreserved))
}

/// The items of a list, or the names and values of an object in alphabetical order, separated by a delimiter.
fn list(value: &Value, delimiter: &str, keep: fn(u8) -> bool) -> String {
    let items = match value {
        Value::Array(items) => items.iter().map(text_of_scalar).collect(),
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties.iter().collect();
            properties.sort_by_key(|(name, _)| *name);
            let properties = properties.into_iter();
            properties
                .flat_map(|(name, value)| [name.clone(), text_of_scalar(value)])
                .collect()
        }
        scalar => vec![text_of_scalar(scalar)],
    };
    let items: Vec<String> = items.iter().map(|item| escaped(item, keep)).collect();
    let delimiter = match delimiter {
        "," => ",".to_owned(),
        // A space and a bar are not allowed in a URI.
        other => escaped(other, keep),
    };
    items.join(&delimiter)
}

/// Percent-encodes all bytes that `keep` does not accept.
fn escaped(text: &str, keep: fn(u8) -> bool) -> String {
    let mut escaped = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            escaped.push(byte);
        } else {
            escaped.extend(format!("%{byte:02X}").bytes());
        }
    }
    String::from_utf8_lossy(&escaped).into_owned()
}

/// The unreserved characters of RFC 3986.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// The characters that a parameter with `allowReserved` keeps. `&`, `=`, `+`, `#`, `[` and `]` would end the value or
/// change its meaning.
fn is_reserved_or_unreserved(byte: u8) -> bool {
    is_unreserved(byte) || b":/?@!$'()*,;".contains(&byte)
}

/// The characters of a path template that are kept. Braces enclose the names of parameters.
fn is_path_template(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\"#<>\\^`|".contains(&byte)
}
