//! The trait of an operation's request: encodes the request to HTTP and decodes the HTTP response. It performs no I/O, so
//! every HTTP client can be used.

use std::future::{Future, ready};

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

use crate::client::call_options::CallOptions;
use crate::client::security::SecurityRequirements;
use crate::error::{Error, Result};
use crate::wire::body::Body;
use crate::wire::encoder::Encoder;
use crate::wire::method::Method;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;
use crate::wire::server_template::ServerTemplate;

/// A function that decodes a response, such as [`decode::json`](crate::decode::json).
pub type Decode<T> = fn(&'static OperationInfo, HttpResponse<Bytes>) -> Result<Response<T>>;

/// The request of an operation, as plain data.
///
/// The [crate documentation](crate) contains a complete example.
pub trait Operation: Send + Sync + 'static {
    /// The value of a successful response.
    type Output: Send + 'static;

    /// The `operationId`.
    const ID: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path template, such as `/users/{id}`.
    const PATH: &'static str;
    /// The URL of the operation's first server; empty if the document declares no server.
    const SERVER: &'static str = "";
    /// The operation's own servers, if the server of the client decides their URLs.
    const SERVERS: &'static [ServerTemplate] = &[];
    /// The names of the header parameters.
    const HEADER_PARAMETERS: &'static [&'static str] = &[];
    /// The operation's own security requirements, if they differ from the defaults of the API.
    const SECURITY: SecurityRequirements = SecurityRequirements::All;
    /// `true` if the output is a [stream](crate::stream), which reads the body of a successful response.
    const STREAMS: bool = false;
    /// The function that decodes the response.
    const DECODE: Decode<Self::Output>;
    /// The description of the operation.
    const INFO: &'static OperationInfo = &OperationInfo {
        id: Self::ID,
        method: Self::METHOD,
        path: Self::PATH,
        server: Self::SERVER,
        servers: Self::SERVERS,
        header_parameters: Self::HEADER_PARAMETERS,
        security: Self::SECURITY,
    };

    /// Writes the parameters and the body.
    fn write(&self, request: Encoder) -> Encoder {
        request
    }

    /// Encodes the HTTP request. Its URI consists of path and query only (`/users/18?limit=5`).
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if a value cannot be sent at its location.
    fn encode(&self) -> Result<Request<Body>> {
        self.write(Encoder::new(Self::INFO)).finish()
    }

    /// Decodes the HTTP response.
    ///
    /// # Errors
    ///
    /// - [`Status`](crate::ErrorKind::Status) for an error status.
    /// - [`Decode`](crate::ErrorKind::Decode) if the body does not match the document.
    fn decode(response: HttpResponse<Bytes>) -> Result<Response<Self::Output>> {
        Self::DECODE(Self::INFO, response)
    }
}

/// The future that the methods of a generated trait return. Every `async fn` that returns `Result<Response<T>>` implements
/// it.
pub trait Answer<T>: Future<Output = Result<Response<T>>> + Send {}

impl<T, F: Future<Output = Result<Response<T>>> + Send> Answer<T> for F {}

/// The response to an operation that is not implemented.
///
/// # Errors
///
/// Always, with [`NotImplemented`](crate::ErrorKind::NotImplemented).
pub fn not_implemented<O: Operation>(
    _request: O,
    _options: CallOptions,
) -> impl Answer<O::Output> + use<O> {
    ready(Err(Error::not_implemented(O::INFO)))
}
