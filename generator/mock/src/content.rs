//! The bytes of a value in a media type.

use std::fmt::Write as _;

use apicrate::media_type::is_lines;
use apicrate::validate::ApiDescription;
use apicrate_runtime::media_type::{essence, is_json};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::node::Node;

/// The boundary of multipart bodies.
const BOUNDARY: &str = "mock-boundary-7d9c2f";

/// The format of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    /// Server-sent events.
    Events,
    /// JSON values, one in each line.
    Lines,
    /// JSON values that begin with a record separator (RFC 7464).
    Sequence,
    Form,
    Multipart,
    Xml,
    /// Text or bytes.
    Text,
}

impl Format {
    pub(crate) fn new(media_type: &str) -> Self {
        let name = essence(media_type).to_ascii_lowercase();
        match name.as_str() {
            "text/event-stream" => Self::Events,
            "application/json-seq" => Self::Sequence,
            "application/x-www-form-urlencoded" => Self::Form,
            _ if is_lines(&name) => Self::Lines,
            _ if is_json(&name) => Self::Json,
            _ if name.starts_with("multipart/") => Self::Multipart,
            _ if name.ends_with("/xml") || name.ends_with("+xml") => Self::Xml,
            _ => Self::Text,
        }
    }

    /// Returns true if the body consists of several values.
    pub(crate) const fn is_stream(self) -> bool {
        matches!(self, Self::Events | Self::Lines | Self::Sequence)
    }
}

/// The values of the lines of a body, or the problem of each line that is not JSON.
pub(crate) fn lines(text: &str) -> Vec<Result<Value, String>> {
    values(text.split('\n').zip(1..), "line")
}

/// The values of a JSON text sequence, or the problem of each text that is not JSON.
pub(crate) fn sequence(text: &str) -> Vec<Result<Value, String>> {
    values(text.split('\u{1e}').zip(0..), "text")
}

fn values<'t>(
    texts: impl Iterator<Item = (&'t str, usize)>,
    name: &str,
) -> Vec<Result<Value, String>> {
    let texts = texts.filter(|(text, _)| !text.trim().is_empty());
    let values = texts.map(|(text, number)| {
        let value = serde_json::from_str(text);
        value.map_err(|error| format!("is not JSON in {name} {number}: {error}"))
    });
    values.collect()
}

/// Writes a value. Returns the media type with its parameters, and the bytes.
pub(crate) fn write(
    description: &ApiDescription,
    schema: Option<&str>,
    media_type: &str,
    value: &Value,
) -> (String, Vec<u8>) {
    let mut media_type = media_type.to_owned();
    let text = match Format::new(&media_type) {
        Format::Json => value.to_string(),
        Format::Events => items(value).iter().map(event).collect(),
        Format::Lines => each(value, ""),
        Format::Sequence => each(value, "\u{1e}"),
        Format::Form => form(value),
        Format::Multipart => {
            if !media_type.contains("boundary=") {
                media_type = format!("{media_type}; boundary={BOUNDARY}");
            }
            multipart(&media_type, value)
        }
        Format::Xml => {
            let name = schema.and_then(|schema| root_name(description, schema));
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
                element(name.as_deref().unwrap_or("root"), value)
            )
        }
        Format::Text => {
            if media_type.starts_with("text/") && !media_type.contains("charset") {
                media_type.push_str("; charset=utf-8");
            }
            text(value)
        }
    };
    (media_type, text.into_bytes())
}

/// The values of a stream.
fn items(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        single => vec![single.clone()],
    }
}

/// The values of a stream, each with a line break after it.
fn each(value: &Value, start: &str) -> String {
    let mut text = String::new();
    for item in items(value) {
        _ = writeln!(text, "{start}{item}");
    }
    text
}

/// A string as it is; other values as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A server-sent event. An object whose properties are fields of events is one; any other value is its data.
fn event(value: &Value) -> String {
    const FIELDS: [&str; 4] = ["event", "id", "retry", "data"];
    let mut written = String::new();
    let mut field = |name: &str, value: &Value| {
        // Each line has a field of its own, also an empty one: an event without data is not dispatched.
        for line in text(value).replace("\r\n", "\n").split(['\r', '\n']) {
            _ = writeln!(written, "{name}: {line}");
        }
    };
    match value {
        Value::Object(object)
            if object.contains_key("data")
                && object.keys().all(|name| FIELDS.contains(&name.as_str())) =>
        {
            for name in FIELDS {
                if let Some(value) = object.get(name) {
                    field(name, value);
                }
            }
        }
        value => field("data", value),
    }
    written.push('\n');
    written
}

fn form(value: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let values = match value {
            Value::Array(items) => items.iter().map(text).collect(),
            value => vec![text(value)],
        };
        for value in values {
            let [name, value] =
                [name.as_str(), &value].map(|it| utf8_percent_encode(it, NON_ALPHANUMERIC));
            pairs.push(format!("{name}={value}"));
        }
    }
    pairs.join("&")
}

fn multipart(media_type: &str, value: &Value) -> String {
    let boundary = media_type.split("boundary=").nth(1).unwrap_or(BOUNDARY);
    let boundary = boundary
        .split(';')
        .next()
        .unwrap_or(BOUNDARY)
        .trim_matches('"');
    let is_form = essence(media_type).eq_ignore_ascii_case("multipart/form-data");
    let parts: Vec<(Option<&String>, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(name, it)| (Some(name), it)).collect(),
        Value::Array(items) => items.iter().map(|it| (None, it)).collect(),
        other => vec![(None, other)],
    };
    let mut body = String::new();
    for (name, value) in parts {
        _ = write!(body, "--{boundary}\r\n");
        if let Some(name) = name.filter(|_| is_form) {
            let name = name.replace('"', "%22").replace(['\r', '\n'], " ");
            _ = write!(body, "Content-Disposition: form-data; name=\"{name}\"\r\n");
        }
        let media_type = if value.is_string() {
            "text/plain"
        } else {
            "application/json"
        };
        _ = write!(
            body,
            "Content-Type: {media_type}\r\n\r\n{}\r\n",
            text(value)
        );
    }
    _ = write!(body, "--{boundary}--\r\n");
    body
}

/// The name of the root element: the one in `xml`, or that of the component.
fn root_name(description: &ApiDescription, schema: &str) -> Option<String> {
    let node = Node::at(description.value(), schema)?;
    let xml = node.value.get("xml");
    let declared = xml.and_then(|xml| xml.get("name")?.as_str());
    let component = node.at.strip_prefix("/components/schemas/");
    declared.or(component).map(str::to_owned)
}

/// An element of XML, with elements for the properties. The names in `xml` of properties are not supported.
fn element(name: &str, value: &Value) -> String {
    let is_name_character = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut name: String = name.chars().filter(|c| is_name_character(*c)).collect();
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    let inner = match value {
        Value::Array(items) => {
            return items.iter().map(|item| element(&name, item)).collect();
        }
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| element(name, value))
            .collect(),
        Value::Null => String::new(),
        scalar => text(scalar)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
    };
    format!("<{name}>{inner}</{name}>")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::event;

    #[test]
    fn events_contain_all_lines_of_their_data() {
        for (value, expected) in [
            (json!({ "id": 1 }), "data: {\"id\":1}\n\n"),
            (json!({ "data": "a", "id": "7" }), "id: 7\ndata: a\n\n"),
            (json!({ "data": "" }), "data: \n\n"),
            (
                json!("a\r\nb\rc\n"),
                "data: a\ndata: b\ndata: c\ndata: \n\n",
            ),
        ] {
            assert_eq!(event(&value), expected);
        }
    }
}
