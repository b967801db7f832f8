//! Tests of the mock server, in memory and on a port.

mod answers;
mod bodies;
mod browser;
mod documents;
mod page;
mod requests;
mod selection;
mod server;

use std::error::Error;

use apicrate::RawDocument;
use apicrate_mock::http::{Request, Response};
use apicrate_mock::{Bytes, Mock, MockOptions};
use serde_json::Value;

type Test = Result<(), Box<dyn Error>>;

/// A mock server of the document with pets.
fn pets() -> Result<Mock, Box<dyn Error>> {
    mock(include_str!("pets.yaml"))
}

fn mock(text: &str) -> Result<Mock, Box<dyn Error>> {
    let document = RawDocument::parse("test.yaml", text)?;
    Ok(Mock::from_raw(document, MockOptions::new())?)
}

/// Sends a request without a body. `headers` are pairs of a name and a value.
fn send(
    mock: &Mock,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
) -> Result<Response<Bytes>, Box<dyn Error>> {
    send_body(mock, method, target, headers, "")
}

fn send_body(
    mock: &Mock,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Result<Response<Bytes>, Box<dyn Error>> {
    let mut request = Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Ok(mock.answer(request.body(body.into())?))
}

fn json(response: &Response<Bytes>) -> Result<Value, Box<dyn Error>> {
    Ok(serde_json::from_slice(response.body())?)
}

/// The value of a header; empty if there is none.
fn header<'r>(response: &'r Response<Bytes>, name: &str) -> &'r str {
    let value = response.headers().get(name);
    value.and_then(|it| it.to_str().ok()).unwrap_or_default()
}
