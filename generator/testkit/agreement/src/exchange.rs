//! A sample exchange: `apicrate_testkit::exchange::Exchange` as JSON.

use apicrate_runtime::http::header::{CONTENT_TYPE, LOCATION};
use apicrate_runtime::{Bytes, http};
use serde::Deserialize;

/// A request of an operation and the response to it.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// The operation's ID. The media type distinguishes the variants of an operation.
    pub operation: String,
    /// The operation's ID and the name of the exchange, for example `users_get/minimal`.
    pub name: String,
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
}

/// The request of an exchange.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The relative server URL of the document, which the client sends before the target.
    pub server: String,
    /// The path and the query.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// The response of an exchange.
#[derive(Clone, Debug, Deserialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// True if the call fails with this response.
    pub is_error: bool,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

impl Request {
    /// The HTTP request to a server with this URL.
    pub(crate) fn to_http(&self, server: &str) -> http::Result<http::Request<Bytes>> {
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
    /// The HTTP response.
    pub(crate) fn to_http(&self) -> http::Result<http::Response<Bytes>> {
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
