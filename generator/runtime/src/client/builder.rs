//! The builder of a client. It validates the settings when the client is built.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header;
use zeroize::Zeroizing;

use super::base_url::BaseUrl;
use super::credentials::Credentials;
use super::document_server::{ChosenServer, DocumentServer};
use super::header_set::HeaderSet;
use super::http_client::Client;
use super::limits::Limits;
use super::provider::{CredentialsProvider, Provider};
#[cfg(feature = "rate-limit")]
use super::rate_limit::RateLimiter;
use super::reconnect_policy::ReconnectPolicy;
use super::redaction::Secrets;
use super::retry_policy::RetryPolicy;
use super::secret;
use super::settings::{RUNTIME, Settings};
use super::transport::dyn_transport::DynTransport;
use super::transport::middleware::DynMiddleware;
use super::transport::{Layered, Middleware, Transport};
use crate::error::{Error, Result};

/// The settings of a new [`Client`]. An invalid setting is reported by [`build`](Self::build).
#[derive(Default)]
pub struct ClientBuilder {
    base_url: Option<String>,
    server: Option<Result<ChosenServer>>,
    headers: HeaderSet,
    default_parameters: HeaderSet,
    credentials: Credentials,
    limits: Limits,
    #[cfg(feature = "rate-limit")]
    rate_limiter: Option<RateLimiter>,
    #[cfg(feature = "__http-transport")]
    connect_timeout: Option<Duration>,
    transport: Option<Arc<dyn DynTransport>>,
    layers: Vec<Arc<dyn DynMiddleware>>,
}

impl Client {
    /// Creates a builder without settings.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Creates a builder with the settings of this client. The new client uses the same connections.
    #[must_use]
    pub fn to_builder(&self) -> ClientBuilder {
        ClientBuilder::from_settings(&self.0)
    }
}

impl ClientBuilder {
    /// Sets the base URL of every request, instead of all servers of the document, also those of single operations. The
    /// path of the operation is appended to it: `https://api.example.com/v1` and `/users` become `https://api.example.com/v1/users`. If the server
    /// of the document is relative, such as `/v1`, it is appended before that path. One slash at the end is ignored; the
    /// rest of the path is kept byte for byte, including `..` and `%2F`.
    ///
    /// A URL with a query, a fragment, credentials, no host, an invalid port or a character that must be
    /// percent-encoded is an error of [`build`](Self::build). Write an international host name in Punycode.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Chooses one of the servers of the document, which a generated crate lists in its type `Server`. Without it, the client
    /// uses the first one.
    ///
    /// An operation with its own servers keeps them, unless its server is the first one of the document. Values that are set
    /// for variables apply to the variables of the same name in those servers too. If the operation's server does not
    /// support a value, its call fails with [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    ///
    /// A value that does not fit the position of its variable in the URL, such as a host with a slash, is an error of
    /// [`build`](Self::build). [`base_url`](Self::base_url) overrides the server.
    #[must_use]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "callers construct the server in the call"
    )]
    pub fn server(mut self, server: impl DocumentServer) -> Self {
        self.server = Some(ChosenServer::new(&server));
        self
    }

    /// Sets a bearer token (`Authorization: Bearer …`). It is kept secret like a
    /// [sensitive header](Self::sensitive_header). It is sent with every request, except for operations that
    /// require [other credentials or none](crate::SecurityRequirements).
    #[must_use]
    pub fn bearer_token(mut self, token: impl AsRef<str>) -> Self {
        self.headers.remove(header::AUTHORIZATION.as_str());
        self.credentials.set_bearer(token.as_ref());
        self
    }

    /// Sets a user name and password for basic authentication (`Authorization: Basic …`). They are kept secret
    /// and sent under the same conditions as a [token](Self::bearer_token). One of them may be empty, because some
    /// APIs expect a key as the user name. In errors, the password is redacted; a password with fewer than eight
    /// characters is not a safe one, or no password at all, so the user name is then redacted as well.
    #[must_use]
    pub fn basic_auth(mut self, name: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        let (name, password) = (name.as_ref(), password.as_ref());
        if secret::is_blank(name) && secret::is_blank(password) {
            let problem = "the user name and the password of basic authentication are empty";
            self.credentials.fail(problem.to_owned());
        }
        if name.contains(':') {
            let problem = "the user name of basic authentication contains a colon, which separates it from the password";
            self.credentials.fail(problem.to_owned());
        }
        let pair = Zeroizing::new(format!("{name}:{password}"));
        self.headers.remove(header::AUTHORIZATION.as_str());
        self.credentials.set_basic(&pair);
        self
    }

    /// Sets an API key that is sent in a header. It is kept secret and sent under the same conditions as a
    /// [token](Self::bearer_token).
    #[must_use]
    pub fn api_key_in_header(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.headers.remove(name);
        self.credentials.set_header_key(name, key.as_ref());
        self
    }

    /// Sets an API key that is sent in the query. It is kept secret and sent under the same conditions as a
    /// [token](Self::bearer_token). However, servers may log URLs, so prefer a header if the API supports both.
    #[must_use]
    pub fn api_key_in_query(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.credentials.set_query(name, key.as_ref());
        self
    }

    /// Sets an API key that is sent in a cookie, in addition to the cookies of the request. It is kept secret
    /// and sent under the same conditions as a [token](Self::bearer_token).
    #[must_use]
    pub fn api_key_in_cookie(mut self, name: &str, key: impl AsRef<str>) -> Self {
        self.credentials.set_cookie(name, key.as_ref());
        self
    }

    /// Sets a provider of the bearer token, for a token that expires. The token is sent under the same conditions as a
    /// [static](Self::bearer_token) one, and kept secret like it.
    #[must_use]
    pub fn bearer_token_from(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.headers.remove(header::AUTHORIZATION.as_str());
        self.credentials.provide_bearer(Provider::new(provider));
        self
    }

    /// Sets a provider of the user name and password for [basic authentication](Self::basic_auth). Its secret has the
    /// form `name:password`.
    #[must_use]
    pub fn basic_auth_from(mut self, provider: impl CredentialsProvider + 'static) -> Self {
        self.headers.remove(header::AUTHORIZATION.as_str());
        self.credentials.provide_basic(Provider::new(provider));
        self
    }

    /// Sets a provider of an API key that is sent [in a header](Self::api_key_in_header).
    #[must_use]
    pub fn api_key_in_header_from(
        mut self,
        name: &str,
        provider: impl CredentialsProvider + 'static,
    ) -> Self {
        self.headers.remove(name);
        self.credentials
            .provide_header(name, Provider::new(provider));
        self
    }

    /// Sets a provider of an API key that is sent [in the query](Self::api_key_in_query).
    #[must_use]
    pub fn api_key_in_query_from(
        mut self,
        name: &str,
        provider: impl CredentialsProvider + 'static,
    ) -> Self {
        self.credentials
            .provide_query(name, Provider::new(provider));
        self
    }

    /// Sets a provider of an API key that is sent [in a cookie](Self::api_key_in_cookie).
    #[must_use]
    pub fn api_key_in_cookie_from(
        mut self,
        name: &str,
        provider: impl CredentialsProvider + 'static,
    ) -> Self {
        self.credentials
            .provide_cookie(name, Provider::new(provider));
        self
    }

    /// Sends a header with every request.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.credentials.remove_header(name);
        self.headers.set(name, value.as_ref());
        self
    }

    /// Sends a header with a secret value, a string or a [`Secret`](crate::Secret), with every request. Neither
    /// `Debug` nor an error shows the value, and the client overwrites its memory when it is dropped. An empty
    /// value is invalid.
    ///
    /// If a response repeats a secret of the request, an [`Error`] that shows the response shows `[redacted]`
    /// instead: of the value as it is, in another letter case, percent-encoded, escaped as in JSON or HTML, in several of
    /// these ways, in base64, in hexadecimal or in UTF-16. A value with fewer than eight characters is redacted only as a whole word,
    /// because it may be a part of ordinary words. The decoded value of a successful response is never changed.
    #[must_use]
    pub fn sensitive_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.credentials.remove_header(name);
        self.headers.set_sensitive(name, value.as_ref());
        self
    }

    /// Sets the default value of a header parameter. It is sent with every operation that declares the
    /// parameter, unless the request sets the parameter itself. An empty value is an error of [`build`](Self::build).
    #[must_use]
    pub fn default_parameter(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let value = value.as_ref();
        if secret::is_blank(value) {
            let problem = format!("the default value of the parameter `{name}` is empty");
            self.default_parameters.fail(problem);
        }
        self.default_parameters.set(name, value);
        self
    }

    /// Sets the timeout of a call: the time from its start until the whole response has arrived, including all
    /// retries and the pauses between them. The options of a call override it. The default is 60 seconds;
    /// [`Duration::MAX`] means no limit, and zero is an error of [`build`](Self::build).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of one attempt: the time until its whole response has arrived. The options of a call
    /// override it. By default only the timeout of the call applies. Zero is an error of [`build`](Self::build).
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the timeout for opening a connection, including the TLS handshake. The default is 10 seconds, and zero is an error.
    /// Connections are shared, so it applies to all calls. It is a setting of the default transport:
    /// together with another transport, [`build`](Self::build) fails.
    #[cfg(feature = "__http-transport")]
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets when and how often requests are retried. The options of a call override it.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    /// Sets when and how often event streams are opened again after an interruption. The options of a call override it.
    #[must_use]
    pub fn reconnect(mut self, policy: ReconnectPolicy) -> Self {
        self.limits.reconnect = Some(policy);
        self
    }

    /// Sets the largest size of a response body, in bytes. The options of a call override it. The default is
    /// 64 MiB. If a body is larger, the rest of it is not read and the call fails with
    /// [`BodyLimit`](crate::ErrorKind::BodyLimit).
    #[must_use]
    pub fn body_limit(mut self, bytes: u64) -> Self {
        self.limits.body_limit = Some(bytes);
        self
    }

    /// Limits the rate of requests. By default there is no limit. Clients with clones of the same limiter share
    /// its limits.
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limit(mut self, limiter: RateLimiter) -> Self {
        self.rate_limiter = Some(limiter);
        self
    }

    /// Sets the header `User-Agent`, such as `my-app/1.2`. By default, it names the runtime, and before it the generated
    /// crate whose root type gets the client.
    #[must_use]
    pub fn user_agent(self, product: impl AsRef<str>) -> Self {
        self.header(header::USER_AGENT.as_str(), product)
    }

    /// Sets the transport that sends the requests, instead of the default one.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a layer of [middleware](Middleware) around the transport, also around the default one. The layer that is
    /// added last receives a request first. Each attempt of a call passes through all layers.
    #[must_use]
    pub fn layer(mut self, middleware: impl Middleware + 'static) -> Self {
        self.layers.push(Arc::new(middleware));
        self
    }

    /// Validates the settings and builds the client.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if a setting is invalid or a secret is empty, or if no
    /// transport is set and the default one cannot be set up.
    pub fn build(self) -> Result<Client> {
        let base_url = self.base_url.as_deref().map(BaseUrl::parse).transpose()?;
        let server = self.server.clone().transpose()?;
        let mut headers = self.headers.get()?.clone();
        headers
            .entry(header::USER_AGENT)
            .or_insert(header::HeaderValue::from_static(RUNTIME));
        let default_parameters = self.default_parameters.get()?.clone();
        self.credentials.check()?;
        self.limits.check()?;
        let values = headers.values().chain(default_parameters.values());
        let secrets = Secrets::of_client(values.chain(self.credentials.values()));
        #[cfg(feature = "rate-limit")]
        self.rate_limiter
            .as_ref()
            .map_or(Ok(()), RateLimiter::check)?;
        Ok(Client(Arc::new(Settings {
            base_url,
            server,
            headers,
            default_parameters,
            credentials: self.credentials.clone(),
            secrets,
            limits: self.limits.clone(),
            transport: Some(self.layered_transport()?),
            #[cfg(feature = "rate-limit")]
            rate_limiter: self.rate_limiter,
        })))
    }

    fn layered_transport(&self) -> Result<Arc<dyn DynTransport>> {
        let transport = self.transport_or_default()?;
        let wrap = |transport, middleware: &Arc<dyn DynMiddleware>| -> Arc<dyn DynTransport> {
            Arc::new(Layered::new(Arc::clone(middleware), transport))
        };
        Ok(self.layers.iter().fold(transport, wrap))
    }

    #[cfg(feature = "__http-transport")]
    fn transport_or_default(&self) -> Result<Arc<dyn DynTransport>> {
        use super::transport::HttpTransport;

        match (&self.transport, self.connect_timeout) {
            (Some(transport), None) => Ok(Arc::clone(transport)),
            (Some(_), Some(_)) => Err(Error::invalid_request(
                "`connect_timeout` is a setting of the default transport and cannot be combined with `transport`",
            )),
            (None, None) => Ok(Arc::new(HttpTransport::new()?)),
            (None, Some(timeout)) => {
                let transport = HttpTransport::builder().connect_timeout(timeout);
                Ok(Arc::new(transport.build()?))
            }
        }
    }

    #[cfg(not(feature = "__http-transport"))]
    fn transport_or_default(&self) -> Result<Arc<dyn DynTransport>> {
        self.transport.clone().ok_or_else(|| {
            Error::invalid_request(
                "no transport: enable the feature `http-transport` or call `ClientBuilder::transport`",
            )
        })
    }

    fn from_settings(client: &Settings) -> Self {
        Self {
            base_url: client.base_url.as_ref().map(ToString::to_string),
            server: client.server.clone().map(Ok),
            headers: client.headers.clone().into(),
            default_parameters: client.default_parameters.clone().into(),
            credentials: client.credentials.clone(),
            limits: client.limits.clone(),
            #[cfg(feature = "rate-limit")]
            rate_limiter: client.rate_limiter.clone(),
            #[cfg(feature = "__http-transport")]
            connect_timeout: None,
            transport: client.transport.clone(),
            layers: Vec::new(),
        }
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
