//! The errors of a transport.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;

#[cfg(feature = "__http-transport")]
use super::proxy_failure::ProxyFailure;
use crate::client::redaction::Redactor;
use crate::error_kind::ErrorKind;
use crate::escape::Escaped;

/// The reason why no complete response arrived.
///
/// The cause that is passed to a constructor is the [`source`](StdError::source) of the error. The client
/// redacts the sensitive values of the request in it, and escapes control characters.
#[derive(Debug, Clone)]
pub struct TransportError {
    failure: Failure,
    source: Option<Cause>,
}

/// The result of one attempt to send a request.
pub(crate) type AttemptResult = Result<Response<Bytes>, TransportError>;

/// Shared, so that an error can be copied.
type Cause = Arc<dyn StdError + Send + Sync>;

/// A cause in words of this crate. They contain no secret, so they are never redacted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reason(pub(crate) &'static str);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl StdError for Reason {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    Connect,
    /// Not temporary, unlike `Connect`.
    Incompatible,
    Exchange,
    TimedOut,
    /// The body is larger than this many bytes.
    BodyLimit(u64),
    Unprocessed,
    Unusable,
    /// The body cannot be sent, but a part of the request was.
    #[cfg_attr(
        not(any(feature = "__http-transport", feature = "reqwest")),
        allow(dead_code)
    )]
    UnusableBody,
    Credentials,
    /// The source of the request body failed.
    Unreadable,
}

impl TransportError {
    /// The request or the response was lost. The server may have processed the request.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Exchange,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The connection could not be opened. The server has not seen the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Connect,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The connection could not be opened, and another attempt would fail in the same way, for example because the server does
    /// not support TLS or its certificate is not trusted. The server has not seen the request, which is not sent again.
    pub fn incompatible(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Incompatible,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The server has refused the request and guarantees that it has not processed it.
    pub fn unprocessed(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Unprocessed,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The timeout expired. The server may have processed the request.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::TimedOut,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The response body is larger than `limit` bytes. The rest of it was not read.
    #[must_use]
    pub fn body_limit(limit: u64) -> Self {
        Self {
            failure: Failure::BodyLimit(limit),
            source: None,
        }
    }

    /// The request cannot be sent, for example outside of the async runtime that the transport requires.
    /// Nothing was sent, and a retry would fail in the same way.
    pub fn unusable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Unusable,
            source: Some(Arc::from(source.into())),
        }
    }

    /// A provider has no credentials. Nothing was sent.
    pub(crate) fn credentials(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Credentials,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The source of the request body, such as a file, cannot be read. A retry would fail in the same way.
    pub fn unreadable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            failure: Failure::Unreadable,
            source: Some(Arc::from(source.into())),
        }
    }

    /// The error of an HTTP client that lost a request or a response. If the body of the request cannot be sent at all, a
    /// retry would fail in the same way.
    #[cfg(any(feature = "__http-transport", feature = "reqwest"))]
    pub(super) fn from_client(error: impl StdError + Send + Sync + 'static) -> Self {
        let mut cause = error.source();
        while let Some(source) = cause {
            match source.downcast_ref::<Self>().map(|error| error.failure) {
                Some(Failure::Unusable) => {
                    return Self {
                        failure: Failure::UnusableBody,
                        source: Some(Arc::new(error)),
                    };
                }
                Some(Failure::Unreadable) => return Self::unreadable(error),
                _ => {}
            }
            cause = source.source();
        }
        Self::new(error)
    }

    /// Returns whether the timeout expired.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure == Failure::TimedOut
    }

    /// Returns whether the connection could not be opened.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.failure, Failure::Connect | Failure::Incompatible)
    }

    /// Returns whether the connection could not be opened, and another attempt would fail in the same way.
    #[must_use]
    pub fn is_incompatible(&self) -> bool {
        self.failure == Failure::Incompatible
    }

    /// Returns whether the server guarantees that it has not processed the request.
    #[must_use]
    pub fn is_unprocessed(&self) -> bool {
        self.failure == Failure::Unprocessed
    }

    /// Returns whether the response body is larger than the limit.
    #[must_use]
    pub fn is_body_limit(&self) -> bool {
        matches!(self.failure, Failure::BodyLimit(_))
    }

    /// Returns whether the request cannot be sent.
    #[must_use]
    pub fn is_unusable(&self) -> bool {
        matches!(self.failure, Failure::Unusable | Failure::UnusableBody)
    }

    /// Returns whether nothing was sent, because the request cannot be sent.
    pub(crate) fn is_unsent(&self) -> bool {
        self.failure == Failure::Unusable
    }

    fn cause(&self) -> Option<&(dyn StdError + 'static)> {
        let cause = self.source.as_deref()?;
        Some(cause)
    }

    /// The kind of the error that the call ends with.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self.failure {
            Failure::Connect | Failure::Incompatible | Failure::Exchange | Failure::Unprocessed => {
                ErrorKind::Transport
            }
            Failure::TimedOut => ErrorKind::Timeout,
            Failure::BodyLimit(_) => ErrorKind::BodyLimit,
            Failure::Unusable | Failure::UnusableBody => ErrorKind::InvalidRequest,
            Failure::Credentials => ErrorKind::Credentials,
            Failure::Unreadable => ErrorKind::Io,
        }
    }

    /// The reason for a log: the first cause of all. `None` for a timeout, which has no other reason; for credentials, whose
    /// cause is part of the message; and for a text with a URL, which may contain private data.
    pub(crate) fn reason(&self) -> Option<String> {
        if matches!(
            self.failure,
            Failure::TimedOut | Failure::BodyLimit(_) | Failure::Credentials
        ) {
            return None;
        }
        let mut first = self.source()?;
        while let Some(cause) = first.source() {
            first = cause;
        }
        let of_system = first
            .downcast_ref::<io::Error>()
            .filter(|it| it.raw_os_error().is_some());
        let kind = of_system.map(io::Error::kind);
        let reason = match kind {
            // The text of the operating system, such as `Connection refused (os error 111)`, is not the same everywhere.
            Some(kind) if is_named(kind) => kind.to_string(),
            _ => first.to_string(),
        };
        let is_safe = first.is::<Reason>() || !reason.contains("://");
        (!reason.is_empty() && is_safe).then_some(reason)
    }

    /// The description of the failure, with the host of the request. `described` is the description without it.
    pub(crate) fn with_host(&self, described: &str, host: &dyn fmt::Display) -> String {
        match self.failure {
            Failure::Connect | Failure::Incompatible => match self.proxy() {
                Some(proxy) => format!("could not connect to {host} through the proxy {proxy}"),
                None => format!("could not connect to {host}"),
            },
            Failure::Exchange | Failure::TimedOut => format!("{described} from {host}"),
            Failure::Unprocessed => format!("the server {host} did not process the request"),
            Failure::BodyLimit(_)
            | Failure::Unusable
            | Failure::UnusableBody
            | Failure::Credentials
            | Failure::Unreadable => described.to_owned(),
        }
    }

    /// The host and port of the proxy, if the connection to it or through it failed.
    #[cfg(feature = "__http-transport")]
    fn proxy(&self) -> Option<&http::uri::Authority> {
        let mut cause = self.source();
        while let Some(error) = cause {
            if let Some(failure) = error.downcast_ref::<ProxyFailure>() {
                return Some(&failure.proxy);
            }
            cause = error.source();
        }
        None
    }

    #[cfg(not(feature = "__http-transport"))]
    #[allow(
        clippy::unused_self,
        reason = "it reads the causes if the feature is enabled"
    )]
    fn proxy(&self) -> Option<&str> {
        None
    }

    /// Removes secrets from the causes, and escapes control characters. A cause that contains one cannot be changed, so
    /// the messages of all causes replace it.
    pub(crate) fn redacted(mut self, redactor: &Redactor) -> Self {
        if self.cause().is_none_or(<dyn StdError>::is::<Reason>) {
            return self;
        }
        let mut shown = format!("{:?}", self.source);
        let mut messages = Vec::new();
        let mut cause = self.cause();
        while let Some(error) = cause {
            messages.push(error.to_string());
            cause = error.source();
        }
        let messages = messages.join(": ");
        shown.push_str(&messages);
        let has_secret = matches!(redactor.redact(&shown), Cow::Owned(_));
        if has_secret || Escaped(&messages).is_needed() {
            let messages = redactor.redact(&messages);
            self.source = Some(Arc::from(Box::<dyn StdError + Send + Sync>::from(
                Escaped(&messages).to_string(),
            )));
        }
        self
    }
}

/// Returns whether the description of the kind is more than "other error".
fn is_named(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{
        AddrNotAvailable, BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset,
        HostUnreachable, NetworkDown, NetworkUnreachable, NotConnected, PermissionDenied, TimedOut,
    };
    matches!(
        kind,
        AddrNotAvailable
            | BrokenPipe
            | ConnectionAborted
            | ConnectionRefused
            | ConnectionReset
            | HostUnreachable
            | NetworkDown
            | NetworkUnreachable
            | NotConnected
            | PermissionDenied
            | TimedOut
    )
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failure {
            Failure::Connect | Failure::Incompatible => {
                f.write_str("could not connect to the server")
            }
            Failure::Exchange => f.write_str("no complete response arrived"),
            Failure::TimedOut => f.write_str("no complete response arrived in time"),
            Failure::Unprocessed => f.write_str("the server did not process the request"),
            Failure::Unusable | Failure::UnusableBody => f.write_str("the request cannot be sent"),
            Failure::Credentials => {
                f.write_str("no credentials")?;
                match &self.source {
                    Some(source) => write!(f, ": {source}"),
                    None => Ok(()),
                }
            }
            Failure::Unreadable => f.write_str("the body of the request cannot be read"),
            Failure::BodyLimit(limit) => {
                write!(f, "the response is larger than {limit} bytes")
            }
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.failure {
            // The message contains that of the cause, so the chain continues after it.
            Failure::Credentials => self.cause()?.source(),
            _ => self.cause(),
        }
    }
}
