//! The other end of an API: whatever implements a generated trait, served over HTTP. A request is
//! read with the same types that a client writes it with, an answer is written with the types that a
//! client reads; the routes are those of the document.
//!
//! The trip of one request, and the type for each step:
//!
//! ```text
//! http::Request ──Routes: path, method, key──▶ ServerOperation::read_request ──▶ implementation
//!                                              (Decoder, or a Rejection)           │
//! http::Response ◀── ServerOperation::write_response ◀── Response<T>, or an Error ─┘
//!                    (encode)
//! ```
//!
//! [`Routes`] turn into an [`axum::Router`], which can be served, nested, merged and layered with
//! others.

mod decoder;
pub mod encode;
mod rejection;
mod routes;
mod template;
mod texts;

use bytes::Bytes;
use http::{Request, Response as HttpResponse};

pub use decoder::Decoder;
pub use rejection::{Rejection, RejectionStatuses};
pub use routes::Routes;

use crate::error::Result;
use crate::wire::operation::Operation;
use crate::wire::response::Response;
use template::{Template, tail};

/// The server's half of an [`Operation`]: how its request is read and how its answer is written.
///
/// Generated code implements it for every request beside the client's half, with the same names and
/// types:
///
/// ```
/// use apicrate_runtime::server::{Decoder, Rejection, RejectionStatuses, ServerOperation, encode};
/// # use apicrate_runtime::{Decode, Encoder, Operation, decode};
/// use apicrate_runtime::{Bytes, Response, Result, http};
///
/// struct GetUser {
///     id: String,
/// }
/// # impl Operation for GetUser {
/// #     type Output = apicrate_runtime::Value;
/// #
/// #     const ID: &'static str = "users_get";
/// #     const METHOD: http::Method = http::Method::GET;
/// #     const PATH: &'static str = "/users/{id}";
/// #     const DECODE: Decode<Self::Output> = decode::json;
/// #
/// #     fn write(&self, request: Encoder) -> Encoder {
/// #         request.path("id", &self.id)
/// #     }
/// # }
///
/// impl ServerOperation for GetUser {
///     const REJECTIONS: RejectionStatuses = RejectionStatuses::of(&[400, 404, 422]);
///
///     fn read_request(request: &Decoder<'_>) -> Result<Self, Rejection> {
///         Ok(Self { id: request.path("id")? })
///     }
///
///     fn write_response(response: Response<Self::Output>) -> Result<http::Response<Bytes>> {
///         encode::json(Self::INFO, 200, "application/json", response)
///     }
/// }
/// ```
pub trait ServerOperation: Operation + Sized {
    /// The statuses that the document has for a request that cannot be used.
    const REJECTIONS: RejectionStatuses;

    /// Reads the request.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] that names the parameter, or the place in the body, that is not as the
    /// document describes.
    fn read_request(request: &Decoder<'_>) -> Result<Self, Rejection>;

    /// Writes the answer, with the status that it sets or else the documented one.
    ///
    /// # Errors
    ///
    /// [`InvalidResponse`](crate::ErrorKind::InvalidResponse) when the value cannot be written.
    fn write_response(response: Response<Self::Output>) -> Result<HttpResponse<Bytes>>;
}

/// Reads a request if it is one of this operation, whatever address its path stands under.
pub(crate) fn read<O: ServerOperation>(request: &Request<Bytes>) -> Option<Result<O, Rejection>> {
    let template = Template::parse(O::INFO.path);
    let values = template.values(tail(request.uri().path(), &template))?;
    if *request.method() != O::INFO.method {
        return None;
    }
    let (parts, body) = request.clone().into_parts();
    Some(O::read_request(&Decoder::new(values, &parts, &body)))
}
