//! One operation of an API: what is known about it without a request, and the two functions that
//! turn a request into HTTP and an answer into a value. Neither does I/O, so any HTTP client can
//! stand between them.

use std::future::{Future, ready};

use bytes::Bytes;
use http::{Method, Request, Response as HttpResponse};

use crate::client::call_options::CallOptions;
use crate::client::security::SecurityRequirements;
use crate::error::{Error, Result};
use crate::wire::encoder::Encoder;
use crate::wire::operation_info::OperationInfo;
use crate::wire::response::Response;

/// A function that reads an answer, such as [`decode::json`](crate::decode::json).
pub type Decode<T> = fn(&'static OperationInfo, HttpResponse<Bytes>) -> Result<Response<T>>;

/// A request to one operation, as plain data.
///
/// The [crate's front page](crate) shows one in full.
pub trait Operation: Send + Sync + 'static {
    /// What a successful answer holds.
    type Output: Send + 'static;

    /// The `operationId`.
    const ID: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path template, such as `/users/{id}`.
    const PATH: &'static str;
    /// The first server of the document, or nothing.
    const SERVER: &'static str = "";
    /// The names of the parameters that are declared as headers.
    const HEADER_PARAMETERS: &'static [&'static str] = &[];
    /// Which credentials of the client go with it, where that is not what the API asks for everywhere.
    const SECURITY: SecurityRequirements = SecurityRequirements::All;
    /// Whether the output is a [stream](crate::stream): the body of an answer that is a success is then
    /// left to it, and not read before.
    const STREAMS: bool = false;
    /// How the answer is read.
    const DECODE: Decode<Self::Output>;
    /// All that the document says about the operation, in one place.
    const INFO: &'static OperationInfo = &OperationInfo {
        id: Self::ID,
        method: Self::METHOD,
        path: Self::PATH,
        server: Self::SERVER,
        header_parameters: Self::HEADER_PARAMETERS,
        security: Self::SECURITY,
    };

    /// Writes the parameters and the body, each in its place.
    fn write(&self, request: Encoder) -> Encoder {
        request
    }

    /// The request in HTTP: method, headers, body, and a URI of path and query alone
    /// (`/users/18?limit=5`).
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when a value cannot be sent where it
    /// belongs.
    fn encode(&self) -> Result<Request<Bytes>> {
        self.write(Encoder::new(Self::INFO)).finish()
    }

    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// [`Status`](crate::ErrorKind::Status) when the server refused, and
    /// [`Decode`](crate::ErrorKind::Decode) when the body is not what the document describes.
    fn decode(response: HttpResponse<Bytes>) -> Result<Response<Self::Output>> {
        Self::DECODE(Self::INFO, response)
    }
}

/// The future of an answer: what the methods of a generated trait give. An `async fn` whose result is
/// `Result<Response<T>>` is one.
pub trait Answer<T>: Future<Output = Result<Response<T>>> + Send {}

impl<T, F: Future<Output = Result<Response<T>>> + Send> Answer<T> for F {}

/// The answer of a service to an operation that it does not implement.
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
