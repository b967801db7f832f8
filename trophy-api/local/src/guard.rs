//! Rejects requests that a web page in the developer's browser could send. A page of any site can send requests to the
//! loopback address: without permission if the media type is one that forms can send, and as if from its own site if its
//! host name resolves to the loopback address (DNS rebinding).

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use trophy_api::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use trophy_api::http::uri::Authority;
use trophy_api::http::{HeaderName, StatusCode};

/// The names of hosts that requests may have in addition to the loopback addresses and `localhost`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hosts(pub(crate) Vec<String>);

/// Passes a request on unless a web page of another site could have sent it.
pub(crate) async fn check(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Response {
    match problem(&hosts, &request) {
        Some((status, message)) => rejected(status, message),
        None => next.run(request).await,
    }
}

/// A response with the body `{"error": message}`.
pub(crate) fn rejected(status: StatusCode, message: &str) -> Response {
    let body = serde_json::json!({ "error": message }).to_string();
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn problem(hosts: &Hosts, request: &Request) -> Option<(StatusCode, &'static str)> {
    let url_host = request.uri().authority();
    let is_local_url = url_host.is_none_or(|authority| hosts.contain(authority.as_str()));
    if !is_local_url
        || !single(request, &HOST).is_ok_and(|host| host.is_some_and(|host| hosts.contain(host)))
    {
        let message = "`Host` is neither `localhost` nor a loopback address; other hosts must be allowed when the server \
                       starts: `--allow-host`";
        return Some((StatusCode::FORBIDDEN, message));
    }
    let is_local = |origin: &str| {
        let host = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| hosts.contain(host))
    };
    if !single(request, &ORIGIN).is_ok_and(|origin| origin.is_none_or(is_local)) {
        let message = "`Origin` is a web page of another host; hosts must be allowed when the server starts: \
                       `--allow-host`";
        return Some((StatusCode::FORBIDDEN, message));
    }
    // A request without a body needs no media type. If the operation needs a body, it is rejected later.
    if !request.body().is_end_stream()
        && !single(request, &CONTENT_TYPE).is_ok_and(|media_type| media_type.is_some_and(is_json))
    {
        let message = "the `Content-Type` must be `application/json`, because a web page can send other types without \
                       permission";
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    None
}

/// The value of a header; `None` if the request does not have it.
///
/// # Errors
///
/// If there are several values, or if the value is not visible ASCII.
fn single<'r>(request: &'r Request, name: &HeaderName) -> Result<Option<&'r str>, ()> {
    let mut values = request.headers().get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

impl Hosts {
    /// Returns whether a host with an optional port is this machine or an allowed host.
    fn contain(&self, authority: &str) -> bool {
        let Ok(authority) = authority.parse::<Authority>() else {
            return false;
        };
        let host = authority.host();
        let address = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        let lower = host.to_ascii_lowercase();
        // A user name before the host is allowed in URLs only.
        !authority.as_str().contains('@')
            && (address
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
                || lower == "localhost"
                || lower.ends_with(".localhost")
                || self
                    .0
                    .iter()
                    .any(|allowed| allowed.eq_ignore_ascii_case(host)))
    }
}
