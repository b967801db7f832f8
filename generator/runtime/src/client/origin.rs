//! The call that a response belongs to. A [`ResponseOrigin`] is an extension of the HTTP response, so that an
//! error of decoding the body can name the operation and the number of attempts, and can redact secrets.

use std::fmt;

use bytes::Bytes;
use http::uri::{Authority, Scheme};
use http::{Method, Request, Response, Uri};

use crate::client::redaction::{Redactor, Secrets};
use crate::client::security::SecurityRequirements;
use crate::wire::body::Body;
use crate::wire::operation_info::OperationInfo;

/// The target of a call: an operation, or a request that belongs to no operation.
#[derive(Debug, Clone)]
pub(crate) enum CallTarget {
    /// An operation of the document.
    Operation(&'static OperationInfo),
    /// A request that the document may not describe.
    Request { method: Method, path: String },
}

impl CallTarget {
    /// Identifies a request by its method and path. The query is omitted, as it may contain private data.
    pub(crate) fn from_request(request: &Request<Body>) -> Self {
        Self::Request {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }
    }

    /// Replaces the secrets in the path.
    pub(crate) fn redacted(&self, redactor: &Redactor) -> Self {
        match self {
            Self::Operation(info) => Self::Operation(info),
            Self::Request { method, path } => Self::Request {
                method: method.clone(),
                path: redactor.redact(path).into_owned(),
            },
        }
    }

    pub(crate) fn info(&self) -> Option<&'static OperationInfo> {
        match self {
            Self::Operation(info) => Some(info),
            Self::Request { .. } => None,
        }
    }

    /// Returns whether the operation declares a header parameter of this name.
    pub(crate) fn declares_header(&self, name: &str) -> bool {
        self.info().is_some_and(|info| {
            let mut declared = info.header_parameters.iter();
            declared.any(|it| it.eq_ignore_ascii_case(name))
        })
    }

    pub(crate) fn security(&self) -> SecurityRequirements {
        let info = self.info();
        info.map_or(SecurityRequirements::All, |info| info.security)
    }
}

impl fmt::Display for CallTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(info) => f.write_str(info.id),
            Self::Request { method, path } => write!(f, "{method} {path}"),
        }
    }
}

/// The host and port of a request.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    authority: Authority,
    is_https: bool,
}

impl Host {
    /// The host of a URL. `None` if it is relative.
    pub(crate) fn from_uri(uri: &Uri) -> Option<Self> {
        Some(Self {
            authority: uri.authority()?.clone(),
            is_https: uri.scheme() == Some(&Scheme::HTTPS),
        })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = if self.is_https { 443 } else { 80 };
        let port = self.authority.port_u16().unwrap_or(default);
        write!(f, "{}:{port}", self.authority.host())
    }
}

/// The call that a response or an error belongs to.
#[derive(Debug, Clone)]
pub(crate) struct ResponseOrigin {
    pub(crate) target: CallTarget,
    pub(crate) host: Option<Host>,
    /// The number of attempts to send the request.
    pub(crate) attempts: u32,
    pub(crate) secrets: Secrets,
}

impl ResponseOrigin {
    /// The origin of a response that a client has received.
    pub(crate) fn from_response(response: &Response<Bytes>) -> Option<&Self> {
        response.extensions().get()
    }

    /// Takes the origin out of a response whose secrets are then redacted, so that they are not redacted again.
    pub(crate) fn take_from(response: &mut Response<Bytes>) -> Option<Self> {
        response.extensions_mut().remove()
    }
}
