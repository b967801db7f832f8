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
    match serde_json::from_slice(bytes) {
        Ok(value) if media_type.contains("json") => Body::Json(value),
        _ => Body::Other(bytes.to_vec()),
    }
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
