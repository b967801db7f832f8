//! Compares an exchange with the messages that server and client make of it.

use apicrate_runtime::{Bytes, http};
use libtest_mimic::Failed;
use serde_json::Value;

use crate::exchange::{
    BASE, Exchange, Observed, Request, assert_response_head, content_type, expect,
};

/// Fails unless both messages are those of the exchange.
pub(crate) fn assert_unchanged(exchange: &Exchange, observed: &Observed) -> Result<(), Failed> {
    assert_request(&exchange.request, &observed.request)?;
    assert_response_head(&exchange.response, &observed.response)?;
    let (sent, received) = (&exchange.response, &observed.response);
    let is_same = body(sent.content_type.as_deref(), sent.body.as_bytes())
        == body(content_type(received.headers()), received.body());
    expect(is_same, "response body", &sent.body, received.body())
}

/// Fails unless the client sends the request that the server received.
fn assert_request(sent: &Request, recorded: &http::Request<Bytes>) -> Result<(), Failed> {
    expect(
        sent.method == recorded.method().as_str(),
        "method",
        &sent.method,
        recorded.method().as_str(),
    )?;
    let uri = recorded.uri().to_string();
    let target = uri.strip_prefix(BASE).unwrap_or(&uri);
    let is_same = normalized(&sent.target) == normalized(target);
    expect(is_same, "path and query", &sent.target, target)?;
    for (name, value) in &sent.headers {
        // The boundaries differ. A body that does not contain its boundary has no parts.
        if value.starts_with("multipart/") {
            continue;
        }
        let recorded = recorded.headers().get(name);
        let is_same = recorded.is_some_and(|recorded| recorded == value);
        let recorded = recorded.map_or(&b"nothing"[..], |recorded| recorded.as_bytes());
        expect(is_same, &format!("header `{name}`"), value, recorded)?;
    }
    let sent_type = sent.headers.iter().find(|(name, _)| name == "content-type");
    let sent_body = body(
        sent_type.map(|(_, media_type)| media_type.as_str()),
        sent.body.as_bytes(),
    );
    let recorded_body = body(content_type(recorded.headers()), recorded.body());
    expect(
        sent_body == recorded_body,
        "request body",
        &sent.body,
        recorded.body(),
    )
}

/// The path, and the parameters of the query in alphabetical order: the order of an object's properties has no
/// meaning.
fn normalized(target: &str) -> (&str, Vec<&str>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.sort_unstable();
    (path, parameters)
}

/// The meaning of a body.
#[derive(PartialEq)]
enum Body {
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
enum FormValue {
    Object(Value),
    Text(String),
}

fn body(media_type: Option<&str>, bytes: &[u8]) -> Body {
    let media_type = media_type.unwrap_or_default();
    if media_type == "application/x-www-form-urlencoded" {
        let text = String::from_utf8_lossy(bytes);
        let mut pairs: Vec<_> = text.split('&').map(form_pair).collect();
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        return Body::Form(pairs);
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some((multipart, boundary)) = media_type.split_once("; boundary=") {
        return Body::Multipart(multipart.to_owned(), parts(&text, boundary));
    }
    if media_type.starts_with("text/event-stream") {
        return Body::Events(text.split_terminator("\n\n").map(event).collect());
    }
    if media_type.contains("jsonl") || media_type.contains("ndjson") || media_type.contains("-seq")
    {
        return Body::Lines(text.split_terminator('\n').map(line).collect());
    }
    match serde_json::from_slice(bytes) {
        Ok(value) if media_type.contains("json") => Body::Json(value),
        _ => Body::Other(bytes.to_vec()),
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
