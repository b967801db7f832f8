//! Tells whoever listens.

use std::time::Duration;

use http::{Method, StatusCode, Uri};
use tracing::field::Empty;
use tracing::instrument::{Instrument, Instrumented};
use tracing::{Level, Span, event, info_span};

use crate::client::Outcome;
use crate::origin::Target;
use crate::{Error, ErrorKind, OperationInfo};

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
            target: "trophy_runtime",
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
            Err(error) => Some(Failure::Kind(match () {
                () if error.is_connect() => "connect",
                () if error.is_timeout() => "timeout",
                () if error.is_body_limit() => "body_limit",
                () if error.is_unusable() => "invalid_request",
                () => "transport",
            })),
        };
        event!(
            target: "trophy_runtime",
            parent: &self.0,
            Level::DEBUG,
            "http.request.resend_count" = resent,
            "http.response.status_code" = status.map(|status| status.as_u16()),
            "error.type" = error.as_ref().map(Failure::as_str),
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
            self.0.record("error.type", Failure::of(error).as_str());
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

/// What `error.type` says: a status, or one of a few words.
enum Failure {
    Status(String),
    Kind(&'static str),
}

impl Failure {
    fn of(error: &Error) -> Self {
        Self::Kind(match (error.kind(), error.status()) {
            (ErrorKind::Status, Some(status)) => return Self::Status(status.as_u16().to_string()),
            (ErrorKind::Status, None) => "status",
            (ErrorKind::NotImplemented, _) => "not_implemented",
            (ErrorKind::InvalidRequest, _) => "invalid_request",
            (ErrorKind::Transport, _) if error.is_connect() => "connect",
            (ErrorKind::Transport, _) => "transport",
            (ErrorKind::Timeout, _) => "timeout",
            (ErrorKind::Decode, _) => "decode",
            (ErrorKind::BodyLimit, _) => "body_limit",
        })
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Status(status) => status,
            Self::Kind(kind) => kind,
        }
    }
}

fn refusal(status: StatusCode) -> Option<Failure> {
    let refused = status.is_client_error() || status.is_server_error();
    refused.then(|| Failure::Status(status.as_u16().to_string()))
}
