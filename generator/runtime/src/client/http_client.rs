//! The client: it calls operations over a transport.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HeaderValue, USER_AGENT};
use http::{Request, Response as HttpResponse};

use super::address::ReceivedUrl;
use super::box_future::BoxFuture;
use super::call::{Call, UndecodedResponse, start};
use super::call_options::CallOptions;
use super::exchange::Reading;
use super::origin::CallTarget;
use super::settings::{RUNTIME, Settings};
use crate::error::{Error, Result};
use crate::wire::body::Body;
use crate::wire::operation::Operation;
use crate::wire::operation_info::OperationInfo;
use crate::wire::stream::download::{Download, download};

/// A client of an API. Cloning is cheap, and clones share connections.
///
/// If a header is set more than once, the first of these wins: the request, the options of the call, the
/// default parameters of the client, the headers of the client. Headers are sent only to the host of the
/// client's base URL (or of the operation's server). A redirect is not followed: it is an error like every
/// status other than 2xx.
///
/// A request that is lost, or that fails for a temporary reason, is retried if that is safe: see
/// [`RetryPolicy`](crate::RetryPolicy). For an operation that declares the header `Idempotency-Key`, the
/// client generates a key, unless the request or the options of the call contain one, and sends the same key
/// with every attempt.
///
/// Dropping the future of a call cancels it.
///
/// ```
/// use std::time::Duration;
/// use apicrate_runtime::{Client, Secret};
///
/// # #[cfg(feature = "__http-transport")] {
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
pub struct Client(pub(super) Arc<Settings>);

impl Client {
    /// Calls an operation. The request is encoded at once and sent when the future is awaited.
    ///
    /// # Errors
    ///
    /// The future returns any kind of [`Error`], with the operation set.
    // Generic code is compiled once for each operation, so this only encodes the request and passes the decode
    // function.
    pub fn call<O: Operation>(&self, request: &O, options: &CallOptions) -> Call<O::Output> {
        self.call_to(None, request, options)
    }

    /// Calls an operation at a URL that the server has returned.
    pub(super) fn call_to<O: Operation>(
        &self,
        url: Option<&str>,
        request: &O,
        options: &CallOptions,
    ) -> Call<O::Output> {
        let target = CallTarget::Operation(O::INFO);
        let mut request = request.encode();
        if let (Ok(request), Some(url)) = (&mut request, url) {
            request.extensions_mut().insert(ReceivedUrl(url.to_owned()));
        }
        let reading = if O::STREAMS {
            Reading::Items
        } else {
            Reading::Whole
        };
        let response = start(&self.0, target, request, options, reading);
        Call::new(response, O::decode)
    }

    /// Removes the credentials of the client from the query of a URL that the server has returned.
    pub(super) fn without_credentials(&self, url: &str) -> String {
        self.0.credentials.remove_from_query(url)
    }

    /// Calls an operation whose response is bytes, and returns the response as soon as its head has arrived. The body is a
    /// stream of chunks: see [`Download`] for its limits.
    ///
    /// # Errors
    ///
    /// The future returns any kind of [`Error`], with the operation set.
    pub fn stream_body<O: Operation<Output = Bytes>>(
        &self,
        request: &O,
        options: &CallOptions,
    ) -> BoxFuture<'static, Result<Download>> {
        let target = CallTarget::Operation(O::INFO);
        let response = start(&self.0, target, request.encode(), options, Reading::Chunks);
        Box::pin(opened(O::INFO, response))
    }

    /// Builds the request that [`call`](Self::call) would send, with its URL, all headers and, if the operation
    /// declares it, an idempotency key. Nothing is sent.
    ///
    /// The request contains the secrets of the client, except for those of a
    /// [`CredentialsProvider`](crate::CredentialsProvider). Do not send it to another host.
    ///
    /// ```
    /// # #[cfg(feature = "__http-transport")] {
    /// use apicrate_runtime::{CallOptions, Client, Decode, Method, Operation, decode};
    ///
    /// struct Ping;
    ///
    /// impl Operation for Ping {
    ///     type Output = String;
    ///     const ID: &'static str = "ping";
    ///     const METHOD: Method = Method::GET;
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
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the request cannot be built.
    pub fn request<O: Operation>(
        &self,
        operation: &O,
        options: &CallOptions,
    ) -> Result<Request<Body>> {
        let target = CallTarget::Operation(O::INFO);
        let addressed = self.0.address(&target, operation.encode(), options)?;
        Ok(addressed.request)
    }

    /// Sends a request that belongs to no operation, for example because its path is newer than the document.
    /// URL, headers, retries and errors are the same as for every other call.
    ///
    /// The URI of the request must consist of path and query only (`/users/18?limit=5`), and the client needs a
    /// base URL. Default parameters are not sent, and no idempotency key is generated: set it in the request or
    /// in the [options](CallOptions::idempotency_key). Error messages contain the method and path.
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
    /// Any kind of [`Error`]; the kind [`Status`](crate::ErrorKind::Status) for every status other than 2xx.
    pub async fn execute(
        &self,
        request: Request<impl Into<Body>>,
        options: &CallOptions,
    ) -> Result<HttpResponse<Bytes>> {
        let request = request.map(Into::into);
        let target = CallTarget::from_request(&request);
        let (response, span) = start(&self.0, target, Ok(request), options, Reading::Whole).await;
        let response = response.and_then(success);
        span.end(response.as_ref().err());
        response
    }

    /// Creates a client that sends nothing: every call fails with
    /// [`NotImplemented`](crate::ErrorKind::NotImplemented). It is a placeholder where an implementation of an
    /// API is required.
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
        Self(Arc::new(Settings::default()))
    }

    /// Returns this client with a product, such as `pets-api/1.0.0`, before the runtime in the header `User-Agent`. A client
    /// with a [`user_agent`](crate::ClientBuilder::user_agent) is returned unchanged. Generated crates call it with their name
    /// and version.
    #[must_use]
    pub fn with_product(&self, product: &str) -> Self {
        let header = self.0.headers.get(USER_AGENT);
        let products = HeaderValue::try_from(format!("{product} {RUNTIME}"));
        let Some(products) = products
            .ok()
            .filter(|_| header.is_some_and(|it| it == RUNTIME))
        else {
            return self.clone();
        };
        let mut settings = Settings::clone(&self.0);
        settings.headers.insert(USER_AGENT, products);
        Self(Arc::new(settings))
    }
}

/// The chunks of a successful response.
async fn opened(
    info: &'static OperationInfo,
    response: BoxFuture<'static, UndecodedResponse>,
) -> Result<Download> {
    let (response, span) = response.await;
    let response = response.and_then(success);
    let response = response.map_err(|error| error.with_operation(info));
    span.end(response.as_ref().err());
    response.map(|response| download(info, response))
}

fn success(response: HttpResponse<Bytes>) -> Result<HttpResponse<Bytes>> {
    if response.status().is_success() {
        return Ok(response);
    }
    Err(Error::from_response(response))
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("server", &self.0.server)
            .field("headers", &self.0.headers)
            .field("credentials", &self.0.credentials)
            .field("default_parameters", &self.0.default_parameters)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}
