//! The implementation with the feature `tracing`.

use std::borrow::Cow;
use std::time::Duration;

use http::{StatusCode, Uri};
use tracing::field::Empty;
use tracing::instrument::{Instrument, Instrumented};
use tracing::{Level, Span, event, info_span};

use crate::client::origin::CallTarget;
use crate::client::transport::error::AttemptResult;
use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::wire::operation_info::OperationInfo;

/// The span of one call.
///
/// Its fields follow the semantic conventions for HTTP client spans. A request that belongs to no operation has no
/// path template, and its path may contain identifiers, so its name is the method only.
#[derive(Debug)]
pub(crate) struct CallSpan(Span);

impl CallSpan {
    pub(crate) fn new(target: &CallTarget) -> Self {
        let (method, info) = match target {
            CallTarget::Operation(info) => (info.method.as_str(), Some(*info)),
            CallTarget::Request { method, .. } => (method.as_str(), None),
        };
        let span = info_span!(
            target: "apicrate_runtime",
            "call",
            "otel.kind" = "client",
            "otel.name" = name(method, info),
            "otel.status_code" = Empty,
            "operation.id" = info.map(|info| info.id),
            "http.request.method" = method,
            "url.template" = info.map(|info| info.path),
            "url.scheme" = Empty,
            "server.address" = Empty,
            "server.port" = Empty,
            "http.request.resend_count" = Empty,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
        );
        Self(span)
    }

    pub(crate) fn around<F: Future>(&self, call: F) -> Instrumented<F> {
        call.instrument(self.0.clone())
    }

    /// Records the server of the request.
    pub(crate) fn addressed(&self, url: &Uri) {
        let scheme = url.scheme_str().unwrap_or_default();
        let port = url.port_u16().unwrap_or(match scheme {
            "http" => 80,
            _ => 443,
        });
        self.0.record("url.scheme", scheme);
        self.0
            .record("server.address", url.host().unwrap_or_default());
        self.0.record("server.port", port);
    }

    /// Records the end of an attempt. `pause` is the time until the next attempt, if there is one.
    pub(crate) fn attempt(&self, number: u32, result: &AttemptResult, pause: Option<Duration>) {
        let resent = number.saturating_sub(1);
        let status = result.as_ref().ok().map(http::Response::status);
        let error = match result {
            Ok(response) => status_error(response.status()),
            Err(error) => Some(kind_name(error.kind(), error.is_connect()).into()),
        };
        event!(
            target: "apicrate_runtime",
            parent: &self.0,
            Level::DEBUG,
            "http.request.resend_count" = resent,
            "http.response.status_code" = status.map(|status| status.as_u16()),
            "error.type" = error.as_deref(),
            "retry.pause_ms" = pause.map(|pause| pause.as_secs_f64() * 1e3),
            "attempt"
        );
        if resent > 0 {
            self.0.record("http.request.resend_count", resent);
        }
        if let Some(status) = status {
            self.0.record("http.response.status_code", status.as_u16());
        }
    }

    /// Records that an event stream was interrupted, and the time until its request is sent again.
    pub(crate) fn reconnect(&self, lost: Option<&Error>, pause: Duration) {
        event!(
            target: "apicrate_runtime",
            parent: &self.0,
            Level::DEBUG,
            "error.type" = lost.map(error_type).as_deref(),
            "retry.pause_ms" = pause.as_secs_f64() * 1e3,
            "reconnect"
        );
    }

    /// Records the end of the call, after the response was decoded.
    pub(crate) fn end(&self, error: Option<&Error>) {
        if let Some(error) = error {
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", &*error_type(error));
        }
    }
}

/// The span name by the conventions of OpenTelemetry.
fn name(method: &str, info: Option<&OperationInfo>) -> String {
    match info {
        Some(info) => format!("{method} {}", info.path),
        None => method.to_string(),
    }
}

/// The attribute `error.type` of a call: a status, or the name of an error kind.
fn error_type(error: &Error) -> Cow<'static, str> {
    match error.status() {
        Some(status) if error.is_status() => status.as_u16().to_string().into(),
        _ => kind_name(error.kind(), error.is_connect()).into(),
    }
}

fn kind_name(kind: ErrorKind, is_connect: bool) -> &'static str {
    match kind {
        ErrorKind::NotImplemented => "not_implemented",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Transport if is_connect => "connect",
        ErrorKind::Transport => "transport",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Status => "status",
        ErrorKind::Decode => "decode",
        ErrorKind::BodyLimit => "body_limit",
        ErrorKind::Credentials => "credentials",
        ErrorKind::InvalidResponse => "invalid_response",
        ErrorKind::Io => "io",
    }
}

fn status_error(status: StatusCode) -> Option<Cow<'static, str>> {
    let is_error = status.is_client_error() || status.is_server_error();
    is_error.then(|| status.as_u16().to_string().into())
}
