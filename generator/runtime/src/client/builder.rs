//! Settings of a client, checked when all of them are there.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header;
use zeroize::Zeroizing;

use super::credentials::Credentials;
use super::http_client::{Client, Inner};
use crate::client::base_url::BaseUrl;
use crate::client::limits::Limits;
use crate::client::redaction::Secrets;
use crate::client::retry_policy::RetryPolicy;
use crate::client::transport::DynTransport;
use crate::client::transport::Transport;
use crate::error::{Error, Result};
use crate::wire::headers::HeaderSet;

/// What a client sends when it is told nothing about itself.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Settings for a [`Client`]. A setting that cannot be used is reported by [`build`](Self::build).
#[derive(Default)]
pub struct ClientBuilder {
    base_url: Option<String>,
    headers: HeaderSet,
    default_parameters: HeaderSet,
    credentials: Credentials,
    limits: Limits,
    #[cfg(feature = "rate-limit")]
    rate_limiter: Option<crate::client::rate_limit::RateLimiter>,
    #[cfg(feature = "reqwest")]
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn DynTransport>>,
}

impl ClientBuilder {
    /// The settings of a client.
    pub(super) fn of(client: &Inner) -> Self {
        Self {
            base_url: client.base_url.as_ref().map(ToString::to_string),
            headers: client.headers.clone().into(),
            default_parameters: client.default_parameters.clone().into(),
            credentials: client.credentials.clone(),
            limits: client.limits.clone(),
            #[cfg(feature = "rate-limit")]
            rate_limiter: client.rate_limiter.clone(),
            #[cfg(feature = "reqwest")]
            connect_timeout: None,
            transport: client.transport.clone(),
        }
    }

    /// Sends every request there, in place of the server that the document names. What comes before
    /// an operation's path is this URL and nothing else: `https://api.example.com/v1` and `/users`
    /// make `https://api.example.com/v1/users`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends a header with every request.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.credentials.remove_header(name);
        self.headers.set(name, value.as_ref());
        self
    }

    /// Sends a header that is a secret with every request, as text or as [`Secret`](crate::Secret):
    /// neither `Debug` nor an error shows the value, and the memory that the client keeps it in is
    /// overwritten in the end.
    #[must_use]
    pub fn sensitive_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.credentials.remove_header(name);
        self.headers.set_sensitive(name, value.as_ref());
        self
    }

    /// Shows a token: `Authorization: Bearer …`. It is as secret as a
    /// [sensitive header](Self::sensitive_header), and goes with every request but those of operations
    /// that ask for [something else or for nothing](crate::SecurityRequirements).
    #[must_use]
    pub fn bearer_token(self, token: impl AsRef<str>) -> Self {
        let value = Zeroizing::new(format!("Bearer {}", token.as_ref()));
        self.api_key_in_header(header::AUTHORIZATION.as_str(), value.as_str())
    }

    /// Shows a name and a password: `Authorization: Basic …`. They are as secret as a token, and go
    /// where a [token](Self::bearer_token) would go.
    #[must_use]
    pub fn basic_auth(self, name: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let pair = Zeroizing::new(format!("{}:{}", name.as_ref(), password.as_ref()));
        let value = Zeroizing::new(format!("Basic {}", BASE64.encode(pair.as_bytes())));
        self.api_key_in_header(header::AUTHORIZATION.as_str(), value.as_str())
    }

    /// Shows an API key in a header. It is as secret as a token, and goes where a
    /// [token](Self::bearer_token) would go.
    #[must_use]
    pub fn api_key_in_header(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.headers.remove(name);
        self.credentials.set_header(name, key.as_ref());
        self
    }

    /// Shows an API key in the query. It is as secret as a token, and goes where a
    /// [token](Self::bearer_token) would go. A URL may be written to the logs of servers all the same,
    /// so a header is the better place where the API leaves the choice.
    #[must_use]
    pub fn api_key_in_query(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.credentials.set_query(name, key.as_ref());
        self
    }

    /// Shows an API key in a cookie, beside the cookies of the request. It is as secret as a token, and
    /// goes where a [token](Self::bearer_token) would go.
    #[must_use]
    pub fn api_key_in_cookie(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.credentials.set_cookie(name, key.as_ref());
        self
    }

    /// Gives a header parameter a value for all operations that declare it, and no others. A
    /// request that sets the parameter itself is sent as it is.
    #[must_use]
    pub fn default_parameter(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.default_parameters.set(name, value.as_ref());
        self
    }

    /// The time that a call may take, from its start until the whole response is there, with all its
    /// attempts and the pauses between them, unless the call says otherwise. A minute when nothing
    /// is set; [`Duration::MAX`] is no limit.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// The time that one attempt may take, until its whole response is there, unless the call says
    /// otherwise. When nothing is set, an attempt has all that is left of the call.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// The time that the default transport has to make a connection, TLS included: 10 seconds when
    /// nothing is set. Connections are shared between calls, so this holds for all of them. With
    /// another transport, it is that one's to set, and [`build`](Self::build) refuses it here.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// When requests are sent again, and how often, unless the call says otherwise.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    /// The largest body that a response may have, in bytes, unless the call says otherwise: 64 MiB
    /// when nothing is set. A larger one is not read to its end: the call fails with
    /// [`BodyLimit`](crate::ErrorKind::BodyLimit).
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.limits.body_limit = Some(bytes);
        self
    }

    /// Lets requests through no faster than this. There is no limit unless one is set. Clients that
    /// are given clones of one limiter keep it together.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limit(mut self, limiter: crate::client::rate_limit::RateLimiter) -> Self {
        self.rate_limiter = Some(limiter);
        self
    }

    /// Says to the server who is calling, such as `my-app/1.2`.
    #[must_use]
    pub fn user_agent(self, product: impl AsRef<str>) -> Self {
        self.header(header::USER_AGENT.as_str(), product)
    }

    /// Sends requests this way, in place of the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when a setting cannot be used, or when
    /// there is no transport and the default one cannot be set up.
    pub fn build(self) -> Result<Client> {
        let base_url = self.base_url.as_deref().map(BaseUrl::parse).transpose()?;
        let mut headers = self.headers.get()?.clone();
        headers
            .entry(header::USER_AGENT)
            .or_insert(header::HeaderValue::from_static(USER_AGENT));
        let default_parameters = self.default_parameters.get()?.clone();
        self.credentials.check()?;
        let values = headers.values().chain(default_parameters.values());
        let secrets = Secrets::of(values.chain(self.credentials.values()));
        #[cfg(feature = "rate-limit")]
        self.rate_limiter
            .as_ref()
            .map_or(Ok(()), crate::client::rate_limit::RateLimiter::check)?;
        Ok(Client(Arc::new(Inner {
            base_url,
            headers,
            default_parameters,
            credentials: self.credentials.clone(),
            secrets,
            limits: self.limits.clone(),
            transport: Some(self.chosen_transport()?),
            #[cfg(feature = "rate-limit")]
            rate_limiter: self.rate_limiter,
        })))
    }

    #[cfg(feature = "reqwest")]
    fn chosen_transport(&self) -> Result<Arc<dyn DynTransport>> {
        use crate::client::transport::ReqwestTransport;

        match (&self.transport, self.connect_timeout) {
            (Some(transport), None) => Ok(Arc::clone(transport)),
            (Some(_), Some(_)) => Err(Error::invalid_request(
                "`connect_timeout` is a setting of the default transport, but there is another",
            )),
            (None, None) => Ok(Arc::new(ReqwestTransport::new()?)),
            (None, Some(timeout)) => Ok(Arc::new(ReqwestTransport::with_connect_timeout(timeout)?)),
        }
    }

    #[cfg(not(feature = "reqwest"))]
    fn chosen_transport(&self) -> Result<Arc<dyn DynTransport>> {
        self.transport.clone().ok_or_else(|| {
            Error::invalid_request(
                "no transport: turn on the feature `reqwest` or call `ClientBuilder::transport`",
            )
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("headers", &self.headers)
            .field("credentials", &self.credentials)
            .field("default_parameters", &self.default_parameters)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
