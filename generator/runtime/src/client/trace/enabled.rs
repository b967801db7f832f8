//! Tells whoever listens.

use std::borrow::Cow;
use std::time::Duration;

use http::{Method, StatusCode, Uri};
use tracing::field::Empty;
use tracing::instrument::{Instrument, Instrumented};
use tracing::{Level, Span, event, info_span};

use crate::client::exchange::Outcome;
use crate::client::origin::Target;
use crate::error::{Error, ErrorKind};
use crate::wire::operation::OperationInfo;

/// The span of one call.
///
/// Its fields follow the semantic conventions for HTTP client spans. A request that belongs to no
/// operation has no template, and its path may hold identifiers, so it is told by its method alone.
#[derive(Debug)]
pub(crate) struct CallSpan(Span);

impl CallSpan {
    pub(crate) fn new(target: &Target) -> Self {
        let (method, info) = match target {
            Target::Operation(info) => (&info.method, Some(*info)),
            Target::Request { method, .. } => (method, None),
        };
        let span = info_span!(
            target: "apicrate_runtime",
            "call",
            "otel.kind" = "client",
            "otel.name" = name(method, info),
            "otel.status_code" = Empty,
            "operation.id" = info.map(|info| info.id),
            "http.request.method" = method.as_str(),
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

    /// Where the request goes.
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

    /// One attempt has ended; `pause` is the time until the next, if there is one.
    pub(crate) fn attempt(&self, number: u32, outcome: &Outcome, pause: Option<Duration>) {
        let resent = number.saturating_sub(1);
        let status = outcome.as_ref().ok().map(http::Response::status);
        let error = match outcome {
            Ok(response) => refusal(response.status()),
            Err(error) => Some(failure(error.kind(), error.is_connect()).into()),
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

    /// The call has ended, and its answer has been read.
    pub(crate) fn end(&self, error: Option<&Error>) {
        if let Some(error) = error {
            self.0.record("otel.status_code", "ERROR");
            self.0.record("error.type", &*error_type(error));
        }
    }
}

/// What OpenTelemetry calls the span.
fn name(method: &Method, info: Option<&OperationInfo>) -> String {
    match info {
        Some(info) => format!("{method} {}", info.path),
        None => method.to_string(),
    }
}

/// What `error.type` says of a call: a status, or one of a few words.
fn error_type(error: &Error) -> Cow<'static, str> {
    match error.status() {
        Some(status) if error.is_status() => status.as_u16().to_string().into(),
        _ => failure(error.kind(), error.is_connect()).into(),
    }
}

fn failure(kind: ErrorKind, is_connect: bool) -> &'static str {
    match kind {
        ErrorKind::NotImplemented => "not_implemented",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Transport if is_connect => "connect",
        ErrorKind::Transport => "transport",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Status => "status",
        ErrorKind::Decode => "decode",
        ErrorKind::BodyLimit => "body_limit",
        ErrorKind::InvalidResponse => "invalid_response",
    }
}

fn refusal(status: StatusCode) -> Option<Cow<'static, str>> {
    let refused = status.is_client_error() || status.is_server_error();
    refused.then(|| status.as_u16().to_string().into())
}
