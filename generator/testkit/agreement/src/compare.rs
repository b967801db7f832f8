//! Compares the messages of an exchange with those of server and client.

use apicrate_runtime::http::header::{CONTENT_TYPE, LOCATION};
use apicrate_runtime::{Bytes, http};
use serde_json::Value;

use crate::Result;
use crate::body::{Body, body, json_difference};
use crate::exchange::{Request, Response};

/// Fails unless the client sends the request that the server received.
pub(crate) fn compare_request(sent: &Request, recorded: &http::Request<Bytes>) -> Result<()> {
    expect(
        sent.method == recorded.method().as_str(),
        "method",
        &sent.method,
        recorded.method().as_str(),
    )?;
    let target = recorded.uri().to_string();
    let is_same = normalized(&sent.target) == normalized(&target);
    expect(is_same, "path and query", &sent.target, target)?;
    for (name, value) in &sent.headers {
        // The boundaries differ. A body that does not contain its boundary has no parts.
        if value.to_ascii_lowercase().starts_with("multipart/") {
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
    expect_body(
        "request body",
        (&sent_body, sent.body.as_bytes()),
        (&recorded_body, recorded.body()),
    )
}

/// Fails unless the server returns the response that the client received.
pub(crate) fn compare_response(sent: &Response, received: &http::Response<Bytes>) -> Result<()> {
    compare_response_head(sent, received)?;
    let sent_body = body(sent.content_type.as_deref(), sent.body.as_bytes());
    let received_body = body(content_type(received.headers()), received.body());
    expect_body(
        "response body",
        (&sent_body, sent.body.as_bytes()),
        (&received_body, received.body()),
    )
}

/// Fails unless the server returns the status, the media type and the header `Location` of the response that the client
/// received.
///
/// # Errors
///
/// The difference.
pub fn compare_response_head(sent: &Response, received: &http::Response<Bytes>) -> Result<()> {
    let status = received.status();
    let is_same = sent.status == status.as_u16();
    // The body of an error response contains the reason.
    let found = format!("{status} {}", String::from_utf8_lossy(received.body()));
    expect(is_same, "status", sent.status.to_string(), found)?;
    let location = received.headers().get(LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    expect(
        sent.location.as_deref() == location,
        "location",
        sent.location.as_deref().unwrap_or("none"),
        location.unwrap_or("none"),
    )?;
    let media_type = content_type(received.headers());
    expect(
        sent.content_type.as_deref() == media_type,
        "media type",
        sent.content_type.as_deref().unwrap_or("none"),
        media_type.unwrap_or("none"),
    )
}

/// Fails unless two bodies have the same meaning, with the first values in JSON that differ, or with both bodies.
fn expect_body(part: &str, expected: (&Body, &[u8]), found: (&Body, &[u8])) -> Result<()> {
    let difference = match (expected.0, found.0) {
        (Body::Json(expected), Body::Json(found)) => json_difference(expected, found),
        _ => None,
    };
    match difference {
        Some((path, expected, found)) => {
            let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            let part = format!("{part}{path}");
            expect(false, &part, text(expected), text(found))
        }
        None => expect(expected.0 == found.0, part, expected.1, found.1),
    }
}

/// Fails with both values unless they are the same.
fn expect(
    is_same: bool,
    part: &str,
    expected: impl AsRef<[u8]>,
    found: impl AsRef<[u8]>,
) -> Result<()> {
    if is_same {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (expected, found) = (text(expected.as_ref()), text(found.as_ref()));
    Err(format!("{part}\n  expected: {expected}\n  found:    {found}").into())
}

fn content_type(headers: &http::HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// The path, and the parameters of the query in alphabetical order: the order of an object's properties has no
/// meaning.
fn normalized(target: &str) -> (&str, Vec<&str>) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut parameters: Vec<&str> = query.split('&').collect();
    parameters.sort_unstable();
    (path, parameters)
}
