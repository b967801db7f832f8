//! One operation of an API: what is known about it without a request, and the two functions that
//! turn a request into HTTP and an answer into a value. Neither does I/O, so any HTTP client can
//! stand between them.

use std::future::{Future, ready};

use bytes::Bytes;
use http::{Method, Request, Response as HttpResponse};

use crate::{CallOptions, Error, Response, Result};

/// What a document says about an operation, whatever the request.
///
/// Generated code writes one `static` or constant for each operation; errors, retries and logs
/// point at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationInfo {
    /// The `operationId`, such as `users_achievements`; it opens every error message of the
    /// operation.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/users/{id}`: what it stands under is in `server`.
    pub path: &'static str,
    /// The first server of the document, such as `https://api.example.com/v1`. It is empty when the
    /// document names none, and may be relative (`/v1`); both need a base URL on the client.
    pub server: &'static str,
    /// The names of the parameters that are declared as headers, as the document spells them.
    pub header_parameters: &'static [&'static str],
}

/// A request to one operation, as plain data.
///
/// The [crate's front page](crate) shows one in full.
pub trait Operation {
    /// What a successful answer holds.
    type Output;

    /// Whether the output is a [stream](crate::stream): the body of an answer that is a success is then
    /// left to it, and not read before.
    const STREAMS: bool = false;

    /// What the document says about the operation.
    const INFO: &'static OperationInfo;

    /// The request in HTTP: method, headers, body, and a URI of path and query alone
    /// (`/users/18?limit=5`).
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when a value cannot be sent where it
    /// belongs.
    fn encode(&self) -> Result<Request<Bytes>>;

    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// [`Status`](crate::ErrorKind::Status) when the server refused, and
    /// [`Decode`](crate::ErrorKind::Decode) when the body is not what the document describes.
    fn decode(response: HttpResponse<Bytes>) -> Result<Response<Self::Output>>;
}

/// The answer of a service to an operation that it does not implement: the default body of every
/// method of a generated trait.
///
/// # Errors
///
/// Always, with [`NotImplemented`](crate::ErrorKind::NotImplemented).
pub fn not_implemented<O>(
    _request: O,
    _options: CallOptions,
) -> impl Future<Output = Result<Response<O::Output>>> + Send + use<O>
where
    O: Operation<Output: Send>,
{
    ready(Err(Error::not_implemented(O::INFO)))
}
