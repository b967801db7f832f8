//! The validated settings of a client.

use std::sync::Arc;

use http::HeaderMap;

use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::document_server::ChosenServer;
use super::limits::Limits;
#[cfg(feature = "rate-limit")]
use super::rate_limit::RateLimiter;
use super::redaction::Secrets;
use super::transport::dyn_transport::DynTransport;

/// The product that is the default `User-Agent`.
pub(super) const RUNTIME: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The validated settings of a [`Client`](super::http_client::Client).
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) base_url: Option<BaseUrl>,
    pub(super) server: Option<ChosenServer>,
    pub(super) headers: HeaderMap,
    pub(super) default_parameters: HeaderMap,
    pub(super) credentials: Credentials,
    /// The sensitive values of the headers, default parameters and credentials.
    pub(super) secrets: Secrets,
    pub(super) limits: Limits,
    #[cfg(feature = "rate-limit")]
    pub(super) rate_limiter: Option<RateLimiter>,
    /// `None` if every call fails with [`NotImplemented`](crate::ErrorKind::NotImplemented).
    pub(super) transport: Option<Arc<dyn DynTransport>>,
}
