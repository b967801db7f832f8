//! Makes calls: puts the URL and the headers of a client around the request of an operation, hands
//! it to the transport, and gives the answer back to the operation to read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response as HttpResponse, header};

use crate::base_url::BaseUrl;
use crate::headers::{HeaderSet, add_missing};
use crate::transport::DynTransport;
use crate::{CallOptions, Error, Operation, OperationInfo, Response, Result, Transport};

/// Makes calls to an API. Cloning is cheap, and clones share connections.
///
/// Where a header is set in more than one place, the first of these wins: the request itself, the
/// options of the call, the default parameters of the client, the headers of the client.
///
/// ```
/// use std::time::Duration;
/// use trophy_runtime::Client;
///
/// # #[cfg(feature = "reqwest")] {
/// let client = Client::builder()
///     .base_url("https://api.example.com/v1")
///     .sensitive_header("X-API-KEY", "secret")
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// assert!(!format!("{client:?}").contains("secret"));
/// # }
/// # Ok::<(), trophy_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    base_url: Option<BaseUrl>,
    headers: HeaderMap,
    default_parameters: HeaderMap,
    timeout: Option<Duration>,
    transport: Arc<dyn DynTransport>,
}

impl Client {
    /// Starts with no settings.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Starts with the settings of this client, to make another one over the same connections.
    #[must_use]
    pub fn to_builder(&self) -> ClientBuilder {
        let inner = &*self.0;
        ClientBuilder {
            base_url: inner.base_url.as_ref().map(ToString::to_string),
            headers: inner.headers.clone().into(),
            default_parameters: inner.default_parameters.clone().into(),
            timeout: inner.timeout,
            transport: Some(Arc::clone(&inner.transport)),
        }
    }

    /// Makes one call.
    ///
    /// # Errors
    ///
    /// Any kind of [`Error`], with the operation in it.
    // Generic code is compiled once for each operation, so all but the two ends is in `exchange`.
    pub async fn call<O: Operation>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> Result<Response<O::Output>> {
        let response = self.0.exchange(O::INFO, request.encode(), options).await?;
        O::decode(response)
    }
}

impl Inner {
    async fn exchange(
        &self,
        info: &'static OperationInfo,
        request: Result<Request<Bytes>>,
        options: &CallOptions,
    ) -> Result<HttpResponse<Bytes>> {
        let request = request
            .and_then(|request| self.address(info, request, options))
            .map_err(|error| error.with_operation(info))?;
        let timeout = options.get_timeout().or(self.timeout);
        let sent = self.transport.send_boxed(request, timeout).await;
        sent.map_err(|error| {
            Error::transport(error)
                .with_limit(timeout)
                .with_operation(info)
        })
    }

    /// Adds what the request does not say: where it goes, and the headers of the call and the
    /// client.
    fn address(
        &self,
        info: &'static OperationInfo,
        request: Request<Bytes>,
        options: &CallOptions,
    ) -> Result<Request<Bytes>> {
        let (mut parts, body) = request.into_parts();
        parts.uri = self.server(info)?.join(&parts.uri)?;
        add_missing(&mut parts.headers, options.headers()?);
        let declared = |name: &str| {
            info.header_parameters
                .iter()
                .any(|it| it.eq_ignore_ascii_case(name))
        };
        let defaults = self
            .default_parameters
            .iter()
            .filter(|(name, _)| declared(name.as_str()));
        add_missing(&mut parts.headers, defaults);
        add_missing(&mut parts.headers, &self.headers);
        Ok(Request::from_parts(parts, body))
    }

    fn server(&self, info: &'static OperationInfo) -> Result<BaseUrl> {
        match &self.base_url {
            Some(base_url) => Ok(base_url.clone()),
            None if info.server.contains("://") => BaseUrl::parse(info.server),
            None => Err(Error::invalid_request(
                "the document names no absolute server URL: set `base_url` on the client",
            )),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("headers", &self.0.headers)
            .field("default_parameters", &self.0.default_parameters)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// What a client sends when it is told nothing about itself.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Settings for a [`Client`]. A setting that cannot be used is reported by [`build`](Self::build).
#[derive(Default)]
pub struct ClientBuilder {
    base_url: Option<String>,
    headers: HeaderSet,
    default_parameters: HeaderSet,
    timeout: Option<Duration>,
    transport: Option<Arc<dyn DynTransport>>,
}

impl ClientBuilder {
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
        self.headers.set(name, value.as_ref());
        self
    }

    /// Sends a header that is a secret, such as an API key: `Debug` never shows the value.
    #[must_use]
    pub fn sensitive_header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.set_sensitive(name, value.as_ref());
        self
    }

    /// Gives a header parameter a value for all operations that declare it, and no others. A
    /// request that sets the parameter itself is sent as it is.
    #[must_use]
    pub fn default_parameter(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.default_parameters.set(name, value.as_ref());
        self
    }

    /// The time that a call may take, from its start until the whole response is there, unless the
    /// call says otherwise. There is no limit unless one is set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
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
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let inner = Inner {
            base_url,
            headers,
            default_parameters,
            timeout: self.timeout,
            transport,
        };
        Ok(Client(Arc::new(inner)))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("headers", &self.headers)
            .field("default_parameters", &self.default_parameters)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn DynTransport>> {
    Ok(Arc::new(crate::transport::ReqwestTransport::new()?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn DynTransport>> {
    Err(Error::invalid_request(
        "no transport: turn on the feature `reqwest` or call `ClientBuilder::transport`",
    ))
}
