//! Sends a sample exchange through a generated server and a generated client.
//!
//! The server forwards every call to the client, and the client sends to a [`Recorder`], which returns the response
//! of the exchange. If server and client agree with the document, the recorded request is the request of the
//! exchange, and the response of the server is its response.

use std::sync::LazyLock;

use apicrate_runtime::server::Routes;
use apicrate_runtime::testing::Recorder;
use apicrate_runtime::transport::{HttpTransport, Transport};
use apicrate_runtime::{Bytes, Client, RetryPolicy, http};
use axum::Router;
use http::header::{CONTENT_TYPE, LOCATION};
use libtest_mimic::Failed;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A request and the response to it: `apicrate_testkit::exchange::Exchange` as JSON.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Exchange {
    pub(crate) name: String,
    pub(crate) request: Request,
    pub(crate) response: Response,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) server: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) body: String,
}

/// The messages of an exchange after server and client have decoded and encoded them.
pub(crate) struct Observed {
    pub(crate) request: http::Request<Bytes>,
    pub(crate) response: http::Response<Bytes>,
}

/// The routes of a server that forwards calls to a client.
pub(crate) type Forward = fn(&Client) -> Routes;

/// Runs the servers and clients of all tests, which the test harness starts on several threads.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("the runtime starts"));

static TRANSPORT: LazyLock<HttpTransport> =
    LazyLock::new(|| HttpTransport::new().expect("the transport can be created"));

/// The base URL of the client. No request is sent to it.
pub(crate) const BASE: &str = "http://recorded.invalid";

/// Sends the request of an exchange to a server that forwards it to a client, and returns the response of the server.
pub(crate) fn send(
    exchange: &Exchange,
    client: &Client,
    forward: Forward,
) -> Result<http::Response<Bytes>, Failed> {
    let app = Router::from(forward(client));
    RUNTIME.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = format!("http://{}", listener.local_addr()?);
        let serving = tokio::spawn(async move { axum::serve(listener, app).await });
        let response = TRANSPORT
            .send(exchange.request.to_http(&server)?.map(Into::into), None)
            .await;
        serving.abort();
        Ok(response?)
    })
}

/// Sends the request of an exchange to the server, whose client receives the response of the exchange.
pub(crate) fn perform(exchange: &Exchange, forward: Forward) -> Result<Observed, Failed> {
    let recorder = Recorder::new();
    recorder.push(Ok(exchange.response.to_http()?));
    let client = Client::builder()
        .base_url(BASE)
        .retry(RetryPolicy::none())
        .transport(recorder.clone())
        .build()?;
    let response = send(exchange, &client, forward)?;
    match recorder.requests().pop() {
        Some(mut request) => {
            let server = format!("{BASE}{}", exchange.request.server);
            let uri = request.uri().to_string().replacen(&server, BASE, 1);
            *request.uri_mut() = uri.parse()?;
            Ok(Observed { request, response })
        }
        None => Err(format!(
            "{}: the server did not call the client: {} {}",
            exchange.name,
            response.status(),
            String::from_utf8_lossy(response.body())
        )
        .into()),
    }
}

/// Fails unless the server returns the status and the media type of the exchange.
pub(crate) fn assert_response_head(
    sent: &Response,
    received: &http::Response<Bytes>,
) -> Result<(), Failed> {
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

/// Fails with both values unless they are the same.
pub(crate) fn expect(
    is_same: bool,
    part: &str,
    expected: impl AsRef<[u8]>,
    found: impl AsRef<[u8]>,
) -> Result<(), Failed> {
    if is_same {
        return Ok(());
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (expected, found) = (text(expected.as_ref()), text(found.as_ref()));
    Err(format!("{part}\n  expected: {expected}\n  found:    {found}").into())
}

pub(crate) fn content_type(headers: &http::HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

impl Request {
    fn to_http(&self, server: &str) -> Result<http::Request<Bytes>, http::Error> {
        let mut request = http::Request::builder()
            .method(self.method.as_str())
            .uri(format!("{server}{}", self.target));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(self.body.clone().into())
    }
}

impl Response {
    fn to_http(&self) -> Result<http::Response<Bytes>, http::Error> {
        let mut response = http::Response::builder().status(self.status);
        if let Some(media_type) = &self.content_type {
            response = response.header(CONTENT_TYPE, media_type);
        }
        if let Some(location) = &self.location {
            response = response.header(LOCATION, location);
        }
        response.body(self.body.clone().into())
    }
}
