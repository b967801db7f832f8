//! The server side of an operation.

use bytes::Bytes;
use http::Request;

use super::decoder::Decoder;
use super::http_response::HttpResponse;
use super::limits::RequestLimits;
use super::rejection::{Rejection, RejectionStatuses};
use super::schema::RequestSchema;
use super::template::{Template, tail};
use crate::error::Result;
use crate::wire::operation::Operation;
use crate::wire::response::Response;

/// The server side of an [`Operation`]: decodes its requests and encodes its responses.
///
/// Generated code implements it for every request, in addition to the client side, with the same names and types:
///
/// ```
/// use apicrate_runtime::server::{
///     Decoder, HttpResponse, Rejection, RejectionStatuses, ServerOperation, encode,
/// };
/// # use apicrate_runtime::{Decode, Encoder, Method, Operation, decode};
/// use apicrate_runtime::{Response, Result};
///
/// struct GetUser {
///     id: String,
/// }
/// # impl Operation for GetUser {
/// #     type Output = apicrate_runtime::Value;
/// #
/// #     const ID: &'static str = "users_get";
/// #     const METHOD: Method = Method::GET;
/// #     const PATH: &'static str = "/users/{id}";
/// #     const DECODE: Decode<Self::Output> = decode::json;
/// #
/// #     fn write(&self, request: Encoder) -> Encoder {
/// #         request.path("id", &self.id)
/// #     }
/// # }
///
/// impl ServerOperation for GetUser {
///     const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[400, 404, 422]);
///
///     fn read_request(request: &Decoder<'_>) -> Result<Self, Rejection> {
///         Ok(Self { id: request.path("id")? })
///     }
///
///     fn write_response(response: Response<Self::Output>) -> Result<HttpResponse> {
///         encode::json(Self::INFO, 200, "application/json", response)
///     }
/// }
/// ```
pub trait ServerOperation: Operation + Sized {
    /// The documented statuses for a request that does not match the document.
    const REJECTIONS: RejectionStatuses;

    /// The media type of the body, if other operations with the same method and path have other ones. The `Content-Type`
    /// of a request decides between them.
    const CONTENT_TYPE: Option<&'static str> = None;

    /// The media type or the name of a parameter in a format that the server does not support. Such a request receives
    /// the status 501, before its body is read.
    const NOT_SERVED: Option<&'static str> = None;

    /// The schemas of the request, for [`Routes::validate`](super::Routes::validate). Code that is generated without the
    /// option `validation` does not have them.
    const SCHEMA: Option<&'static RequestSchema> = None;

    /// Decodes a request.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] with the parameter, or the JSON path in the body, that does not match the document.
    fn read_request(request: &Decoder<'_>) -> Result<Self, Rejection>;

    /// Encodes a response. The status is the documented one, unless the response sets another one.
    ///
    /// # Errors
    ///
    /// [`InvalidResponse`](crate::ErrorKind::InvalidResponse) if the value cannot be encoded.
    fn write_response(response: Response<Self::Output>) -> Result<HttpResponse>;
}

/// Decodes a request if its method and path are those of the operation. The path may have a prefix.
pub(crate) fn decode_if_matching<O: ServerOperation>(
    request: &Request<Bytes>,
) -> Option<Result<O, Rejection>> {
    let template = Template::parse(O::INFO.path);
    let values = template.values(tail(request.uri().path(), &template))?;
    if *request.method() != O::INFO.method {
        return None;
    }
    let (parts, body) = request.clone().into_parts();
    let decoder = Decoder::new(values, &parts, &body, RequestLimits::new(), None);
    Some(decoder.and_then(|decoder| O::read_request(&decoder)))
}
