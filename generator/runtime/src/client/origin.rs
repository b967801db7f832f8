//! Where a response came from. It travels in the extensions of the response, so that whoever reads
//! the body can say in an error what was called, how often, and without repeating a secret.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response};

use crate::client::redaction::Secrets;
use crate::client::security::SecurityRequirements;
use crate::wire::operation::OperationInfo;

/// What is called.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// An operation of the document.
    Operation(&'static OperationInfo),
    /// A request that the document may not know.
    Request { method: Method, path: String },
}

impl Target {
    /// Names a request by its method and path. The query is left out: it may hold what is private.
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        Self::Request {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }
    }

    pub(crate) fn info(&self) -> Option<&'static OperationInfo> {
        match self {
            Self::Operation(info) => Some(info),
            Self::Request { .. } => None,
        }
    }

    /// The header parameters that are declared for it.
    pub(crate) fn declares_header(&self, name: &str) -> bool {
        self.info().is_some_and(|info| {
            let mut declared = info.header_parameters.iter();
            declared.any(|it| it.eq_ignore_ascii_case(name))
        })
    }

    /// Which credentials go there.
    pub(crate) fn security(&self) -> SecurityRequirements {
        let info = self.info();
        info.map_or(SecurityRequirements::All, |info| info.security)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(info) => f.write_str(info.id),
            Self::Request { method, path } => write!(f, "{method} {path}"),
        }
    }
}

/// The call that a response or an error is the outcome of.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) target: Target,
    /// How often the request was sent, or tried to be.
    pub(crate) attempts: u32,
    pub(crate) secrets: Secrets,
}

impl Origin {
    /// The origin of a response that a client has received.
    pub(crate) fn of(response: &Response<Bytes>) -> Option<&Self> {
        response.extensions().get()
    }
}
