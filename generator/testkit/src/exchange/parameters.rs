//! Writes sample parameters into a request, in the styles of the OpenAPI standard.

use apicrate::model::{
    Api, Operation, Parameter, ParameterLocation, ParameterPresence, ParameterStyle,
};
use serde_json::{Value, json};

use super::form::{self, json_text, plain_text};
use super::percent::{
    escaped, is_path_template, is_reserved_in_cookie, is_reserved_in_path, is_reserved_in_query,
    is_unreserved,
};
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
            // A style may express another member of a union only.
            let sample = || {
                let value = sample::parameter(api, parameter, fill);
                value.or_else(|| sample::parameter(api, parameter, Fill::Full))
            };
            let value = match parameter.presence {
                ParameterPresence::Required => Some(sample()?),
                // A client adds this header to a request without it, so every sample has it.
                _ if parameter.wire.eq_ignore_ascii_case("Idempotency-Key") => sample(),
                ParameterPresence::Optional if fill.is_full() => sample(),
                ParameterPresence::Flag if fill.is_full() => Some(json!(true)),
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
            target = target.replace(&placeholder, &path(parameter, value));
        }
        let whole = self.at(ParameterLocation::QueryString);
        let pairs = self.at(ParameterLocation::Query);
        let pairs: Vec<String> = whole
            .map(|(it, value)| query_string(it, value))
            .chain(pairs.flat_map(|(it, value)| query(it, value)))
            .collect();
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
                let text = match parameter.style {
                    ParameterStyle::Json => json_text(value),
                    style => joined(value, style == ParameterStyle::Exploded, ",", |_| true),
                };
                (parameter.wire.to_ascii_lowercase(), text)
            })
            .collect();
        let cookies = self.at(ParameterLocation::Cookie);
        let cookies: Vec<String> = cookies.flat_map(|(it, value)| cookie(it, value)).collect();
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

/// The characters of a value that are not percent-encoded. In a list or object, the separators always are.
fn kept(parameter: &Parameter, value: &Value, reserved: fn(u8) -> bool) -> fn(u8) -> bool {
    let is_composite = value.is_array() || value.is_object();
    match (parameter.allow_reserved, is_composite, parameter.location) {
        (false, ..) => is_unreserved,
        (true, false, _) => reserved,
        (true, true, ParameterLocation::Path) => {
            |byte| is_reserved_in_path(byte) && !b",;=".contains(&byte)
        }
        (true, true, _) => |byte| is_reserved_in_query(byte) && !b",;=".contains(&byte),
    }
}

fn path(parameter: &Parameter, value: &Value) -> String {
    let name = escaped(&parameter.wire, is_unreserved);
    let keep = kept(parameter, value, is_reserved_in_path);
    match (parameter.style, value) {
        (ParameterStyle::Label { explode: false }, _) => {
            format!(".{}", joined(value, false, ",", keep))
        }
        // A dot inside of an item would separate two items.
        (ParameterStyle::Label { explode: true }, Value::Array(_) | Value::Object(_)) => {
            let keep = |byte| is_unreserved(byte) && byte != b'.';
            format!(".{}", joined(value, true, ".", keep))
        }
        (ParameterStyle::Label { .. }, _) => format!(".{}", joined(value, false, ".", keep)),
        (ParameterStyle::Matrix { explode: true }, Value::Object(_)) => {
            format!(";{}", joined(value, true, ";", keep))
        }
        (ParameterStyle::Matrix { explode: true }, Value::Array(items)) => {
            let items = items.iter().map(plain_text);
            let items = items.map(|item| format!(";{name}={}", escaped(&item, keep)));
            items.collect()
        }
        (ParameterStyle::Matrix { .. }, _) => {
            format!(";{name}={}", joined(value, false, ",", keep))
        }
        (ParameterStyle::Json, _) => escaped(&json_text(value), keep),
        (style, _) => joined(value, style == ParameterStyle::Exploded, ",", keep),
    }
}

/// The whole query string.
fn query_string(parameter: &Parameter, value: &Value) -> String {
    match parameter.style {
        ParameterStyle::Form => form::text(&parameter.encodings, value),
        ParameterStyle::Json => escaped(&json_text(value), is_unreserved),
        _ => escaped(&plain_text(value), is_unreserved),
    }
}

/// The `name=value` pairs of a query parameter.
fn query(parameter: &Parameter, value: &Value) -> Vec<String> {
    let name = &parameter.wire;
    let keep = if parameter.allow_reserved {
        is_reserved_in_query
    } else {
        is_unreserved
    };
    let one = |name: &str, value: &Value| pair(name, &escaped(&plain_text(value), keep));
    match (parameter.style, value) {
        (ParameterStyle::Delimited(delimiter), value) => {
            let keep = kept(parameter, value, is_reserved_in_query);
            let delimiter = match delimiter {
                "," => ",".to_owned(),
                // A space and a bar are not allowed in a URI.
                other => escaped(other, is_unreserved),
            };
            vec![pair(name, &joined(value, false, &delimiter, keep))]
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
        (ParameterStyle::Json, value) => vec![pair(name, &escaped(&json_text(value), keep))],
        (_, Value::Object(properties)) => {
            let properties = properties.iter();
            properties.map(|(name, value)| one(name, value)).collect()
        }
        (_, Value::Array(items)) => items.iter().map(|item| one(name, item)).collect(),
        (_, scalar) => vec![one(name, scalar)],
    }
}

/// The cookies of a parameter. Those in style `cookie` are not percent-encoded.
fn cookie(parameter: &Parameter, value: &Value) -> Vec<String> {
    let name = &parameter.wire;
    let keep = kept(parameter, value, is_reserved_in_cookie);
    let plain = |name: &str, value: &Value| format!("{name}={}", plain_text(value));
    match (parameter.style, value) {
        (ParameterStyle::Json, _) => vec![pair(name, &escaped(&json_text(value), keep))],
        (ParameterStyle::Cookie { explode: true }, Value::Object(properties)) => {
            let properties = properties.iter();
            let mut cookies: Vec<String> =
                properties.map(|(name, value)| plain(name, value)).collect();
            cookies.sort();
            cookies
        }
        (ParameterStyle::Cookie { explode: true }, Value::Array(items)) => {
            items.iter().map(|item| plain(name, item)).collect()
        }
        (ParameterStyle::Cookie { .. }, _) => {
            vec![format!("{name}={}", joined(value, false, ",", |_| true))]
        }
        _ => vec![pair(name, &joined(value, false, ",", keep))],
    }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={value}", escaped(name, is_unreserved))
}

/// The items of a list, or the names and values of an object in alphabetical order, with a separator between them. With
/// `explode`, an equals sign is between name and value.
fn joined(value: &Value, explode: bool, separator: &str, keep: fn(u8) -> bool) -> String {
    let text = |text: &str| escaped(text, keep);
    let items: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|it| text(&plain_text(it))).collect(),
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties.iter().collect();
            properties.sort_by_key(|(name, _)| *name);
            let properties = properties.into_iter();
            let between = if explode { "=" } else { separator };
            properties
                .map(|(name, value)| format!("{}{between}{}", text(name), text(&plain_text(value))))
                .collect()
        }
        scalar => vec![text(&plain_text(scalar))],
    };
    items.join(separator)
}
