//! Responses that are the example in the API's document.

use serde::de::DeserializeOwned;
use trophy_api::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use trophy_api::{Error, Operation, Response, Result};

use crate::examples::application;

/// The response header that marks a response, or a part of it, that does not follow from the server's data.
///
/// - `documented-example`: the response is the example in the API's document.
/// - `documented-example; part=…`: one property is taken from that example.
/// - `no-effect`: the request was valid, and the server ignored it.
///
/// All other responses lack the header.
pub const HEADER: &str = "x-trophy-local";

/// Returns the documented response to a request.
pub(crate) fn response<R>(_request: &R) -> Result<Response<R::Output>>
where
    R: Operation<Output: DeserializeOwned>,
{
    let example = application::response(R::INFO.id).map(serde_json::from_str);
    match example {
        Some(Ok(value)) => Ok(with_mark(Response::new(value), "documented-example")),
        Some(Err(error)) => Err(Error::refusal(
            StatusCode::NOT_IMPLEMENTED,
            format!("the documented example is not a valid response: {error}"),
        )),
        None => Err(Error::not_implemented(R::INFO)),
    }
}

/// Sets the header [`HEADER`].
pub(crate) fn with_mark<T>(response: Response<T>, mark: &'static str) -> Response<T> {
    let header = (
        HeaderName::from_static(HEADER),
        HeaderValue::from_static(mark),
    );
    response.with_headers(HeaderMap::from_iter([header]))
}
