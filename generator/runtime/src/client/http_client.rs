//! Makes calls: puts the URL and the headers of a client around the request of an operation, hands
//! it to the transport as often as the call may, and gives the answer back to the operation to read.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response as HttpResponse};

use crate::client::base_url::BaseUrl;
use crate::client::call_options::CallOptions;
use crate::client::limits::Limits;
use crate::client::origin::Target;
use crate::client::redaction::Secrets;
use crate::client::transport::DynTransport;
use crate::error::{Error, Result};
use crate::wire::operation::Operation;

use super::builder::ClientBuilder;
use super::call::Call;
use super::credentials::Credentials;

/// Makes calls to an API. Cloning is cheap, and clones share connections.
///
/// Where a header is set in more than one place, the first of these wins: the request itself, the
/// options of the call, the default parameters of the client, the headers of the client. They go to
/// the host of the client's base URL (or of the operation's server) and to no other: a response that
/// redirects is an error like any status that is not a success.
///
/// A request that is lost, or refused for a reason that passes, is sent again where that is safe:
/// [`RetryPolicy`](crate::RetryPolicy) says when. For an operation that declares the header
/// `Idempotency-Key` the client makes a key, unless the request or the options of the call have one,
/// and sends the same with every attempt.
///
/// Dropping the future of a call cancels it.
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::{Client, Secret};
///
/// # #[cfg(feature = "reqwest")] {
/// let client = Client::builder()
///     .base_url("https://api.example.com/v1")
///     .api_key_in_header("X-API-KEY", Secret::new("hunter2"))
///     .timeout(Duration::from_secs(30))
///     .build()?;
/// assert!(!format!("{client:?}").contains("hunter2"));
/// # }
/// # Ok::<(), apicrate_runtime::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(pub(super) Arc<Inner>);

#[derive(Default)]
pub(super) struct Inner {
    pub(super) base_url: Option<BaseUrl>,
    pub(super) headers: HeaderMap,
    pub(super) default_parameters: HeaderMap,
    pub(super) credentials: Credentials,
    /// The values of all these that nobody may see.
    pub(super) secrets: Secrets,
    pub(super) limits: Limits,
    #[cfg(feature = "rate-limit")]
    pub(super) rate_limiter: Option<crate::client::rate_limit::RateLimiter>,
    /// `None` when no operation is implemented.
    pub(super) transport: Option<Arc<dyn DynTransport>>,
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
        ClientBuilder::of(&self.0)
    }

    /// A client that sends nothing: every call is answered with
    /// [`NotImplemented`](crate::ErrorKind::NotImplemented). Whoever needs an implementation of an API and
    /// has none yet takes this one.
    ///
    /// ```
    /// use apicrate_runtime::{Bytes, CallOptions, Client, http};
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let request = http::Request::get("/users").body(Bytes::new())?;
    /// let answer = Client::unimplemented().execute(request, &CallOptions::new()).await;
    /// assert!(answer.is_err_and(|error| error.is_not_implemented()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn unimplemented() -> Self {
        Self(Arc::new(Inner::default()))
    }

    /// Makes one call. The request is written at once, and sent when the future is awaited.
    ///
    /// # Errors
    ///
    /// The future gives any kind of [`Error`], with the operation in it.
    // Generic code is compiled once for each operation, so here are only the two ends of it.
    pub fn call<O: Operation>(&self, request: &O, options: &CallOptions) -> Call<O::Output> {
        let target = Target::Operation(O::INFO);
        let answered = self.start(target, request.encode(), options, O::STREAMS);
        Call::new(answered, O::decode)
    }

    /// The request that [`call`](Self::call) would send: with its URL, all its headers and, where
    /// the operation has one, an idempotency key. Nothing is sent.
    ///
    /// It holds the secrets of the client, so whoever sends it must know where to.
    ///
    /// ```
    /// # #[cfg(feature = "reqwest")] {
    /// use apicrate_runtime::{CallOptions, Client, Decode, Operation, decode, http};
    ///
    /// struct Ping;
    ///
    /// impl Operation for Ping {
    ///     type Output = String;
    ///     const ID: &'static str = "ping";
    ///     const METHOD: http::Method = http::Method::GET;
    ///     const PATH: &'static str = "/ping";
    ///     const SERVER: &'static str = "https://api.example.com/v1";
    ///     const DECODE: Decode<Self::Output> = decode::text;
    /// }
    ///
    /// let client = Client::builder().header("X-Plain", "a").build()?;
    /// let request = client.request(&Ping, &CallOptions::new())?;
    /// assert_eq!(request.uri(), "https://api.example.com/v1/ping");
    /// assert_eq!(request.headers()["x-plain"], "a");
    /// # }
    /// # Ok::<(), apicrate_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when it cannot be made.
    pub fn request<O: Operation>(
        &self,
        operation: &O,
        options: &CallOptions,
    ) -> Result<Request<Bytes>> {
        let target = Target::Operation(O::INFO);
        let addressed = self.0.address(&target, operation.encode(), options)?;
        Ok(addressed.request)
    }

    /// Makes a call that no operation describes, such as one to a path that is newer than the
    /// document: with the URL, the headers, the retries and the errors of every other call.
    ///
    /// The URI of the request is path and query alone (`/users/18?limit=5`), and the client needs a
    /// base URL. Default parameters are not sent, and no idempotency key is made: the
    /// [options](CallOptions::idempotency_key) or the request have to have one. Errors name the call
    /// by its method and path.
    ///
    /// ```
    /// # async fn run(client: apicrate_runtime::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use apicrate_runtime::{Bytes, CallOptions, Response, Value, http};
    ///
    /// let request = http::Request::get("/badges?limit=5").body(Bytes::new())?;
    /// let answer = client.execute(request, &CallOptions::new()).await?;
    /// let badges: Response<Vec<Value>> = Response::json(answer)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any kind of [`Error`]; of kind [`Status`](crate::ErrorKind::Status) for every status but 2xx.
    pub async fn execute(
        &self,
        request: Request<Bytes>,
        options: &CallOptions,
    ) -> Result<HttpResponse<Bytes>> {
        let target = Target::of(&request);
        let (outcome, span) = self.start(target, Ok(request), options, false).await;
        let outcome = outcome.and_then(successful);
        span.end(outcome.as_ref().err());
        outcome
    }
}

fn successful(response: HttpResponse<Bytes>) -> Result<HttpResponse<Bytes>> {
    if response.status().is_success() {
        return Ok(response);
    }
    Err(Error::from_response(response))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("headers", &self.0.headers)
            .field("credentials", &self.0.credentials)
            .field("default_parameters", &self.0.default_parameters)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}
