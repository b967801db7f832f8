//! The meaning of a body: bodies with the same meaning can have different bytes.

use serde_json::Value;

/// The meaning of a body.
#[derive(PartialEq)]
pub(crate) enum Body {
    Json(Value),
    /// Names and values in alphabetical order.
    Form(Vec<(String, FormValue)>),
    /// The media type, and the headers and content of each part.
    Multipart(String, Vec<(Vec<String>, Body)>),
    /// The fields of each event, with the data of several lines as one.
    Events(Vec<(Vec<String>, Box<Body>)>),
    /// The JSON texts of a stream, each with its separators.
    Lines(Vec<(String, Value)>),
    Other(Vec<u8>),
}

#[derive(PartialEq)]
pub(crate) enum FormValue {
    Object(Value),
    Text(String),
}

/// Decodes a body as its media type defines it.
pub(crate) fn body(media_type: Option<&str>, bytes: &[u8]) -> Body {
    let media_type = media_type.unwrap_or_default();
    let lowercase = media_type.to_ascii_lowercase();
    if lowercase == "application/x-www-form-urlencoded" {
        let text = String::from_utf8_lossy(bytes);
        let mut pairs: Vec<_> = text.split('&').map(form_pair).collect();
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        return Body::Form(pairs);
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some((multipart, boundary)) = media_type.split_once("; boundary=") {
        return Body::Multipart(multipart.to_owned(), parts(&text, boundary));
    }
    if lowercase.starts_with("text/event-stream") {
        return Body::Events(text.split_terminator("\n\n").map(event).collect());
    }
    if lowercase.contains("jsonl") || lowercase.contains("ndjson") || lowercase.contains("-seq") {
        return Body::Lines(text.split_terminator('\n').map(line).collect());
    }
    match serde_json::from_slice(bytes) {
        Ok(value) if lowercase.contains("json") => Body::Json(value),
        _ => Body::Other(bytes.to_vec()),
    }
}

/// The path and both values of the first difference of two JSON values.
pub(crate) fn json_difference<'a>(
    expected: &'a Value,
    found: &'a Value,
) -> Option<(String, Option<&'a Value>, Option<&'a Value>)> {
    let inner = |name: String, expected: Option<&'a Value>, found: Option<&'a Value>| {
        let (path, expected, found) = match (expected, found) {
            (Some(expected), Some(found)) => json_difference(expected, found)?,
            _ => (String::new(), expected, found),
        };
        Some((name + &path, expected, found))
    };
    match (expected, found) {
        _ if expected == found => None,
        (Value::Object(one), Value::Object(other)) => {
            let added = other.keys().filter(|name| !one.contains_key(*name));
            let mut names = one.keys().chain(added);
            names.find_map(|name| match (one.get(name), other.get(name)) {
                (expected, found) if expected == found => None,
                (expected, found) => inner(format!("/{name}"), expected, found),
            })
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut indices = 0..one.len().max(other.len());
            indices.find_map(|index| match (one.get(index), other.get(index)) {
                (expected, found) if expected == found => None,
                (expected, found) => inner(format!("/{index}"), expected, found),
            })
        }
        _ => Some((String::new(), Some(expected), Some(found))),
    }
}

/// The headers, in alphabetical order, and the content of each part.
fn parts(text: &str, boundary: &str) -> Vec<(Vec<String>, Body)> {
    let text = format!("\r\n{text}");
    let delimiter = format!("\r\n--{boundary}");
    let parts = text.split(delimiter.as_str());
    let parts = parts.filter_map(|part| part.strip_prefix("\r\n"));
    let parts = parts.map(|part| {
        let part = format!("\r\n{part}");
        let (head, content) = part.split_once("\r\n\r\n").unwrap_or((&part, ""));
        let headers = head.split("\r\n").filter_map(|line| line.split_once(": "));
        let mut headers: Vec<(String, &str)> = headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        headers.sort();
        let content_type = headers.iter().find(|(name, _)| name == "content-type");
        let content = body(content_type.map(|(_, value)| *value), content.as_bytes());
        let headers = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        (headers.collect(), content)
    });
    parts.collect()
}

fn event(text: &str) -> (Vec<String>, Box<Body>) {
    let is_data = |line: &&str| line.starts_with("data: ");
    let data: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    let data = data.join("\n");
    let data = match serde_json::from_str(&data) {
        Ok(value) => Body::Json(value),
        Err(_) => Body::Other(data.into_bytes()),
    };
    let others = text.lines().filter(|line| !is_data(line));
    (others.map(str::to_owned).collect(), Box::new(data))
}

/// The separator and the JSON text of a line.
fn line(line: &str) -> (String, Value) {
    let text = line.trim_start_matches('\u{1E}');
    let separator = &line[..line.len() - text.len()];
    let value = serde_json::from_str(text).unwrap_or_default();
    (separator.to_owned(), value)
}

fn form_pair(pair: &str) -> (String, FormValue) {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy();
        decoded.into_owned()
    };
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let value = decoded(value);
    let value = match serde_json::from_str(&value) {
        Ok(object @ (Value::Object(_) | Value::Array(_))) => FormValue::Object(object),
        _ => FormValue::Text(value),
    };
    (decoded(name), value)
}
