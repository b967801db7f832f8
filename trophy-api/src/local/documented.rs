//! Answers that are the example in the API's document, for what follows from rules that are Trophy's own.

use serde::de::DeserializeOwned;

use super::examples::application;
use crate::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use crate::{Error, Operation, Response, Result};

/// The response header that says how much of an answer is the local Trophy's own: it is missing where all of it
/// is, `documented-example` where the answer is the example in the API's document, and `no-effect` where a
/// request is taken and nothing comes of it.
pub const HEADER: &str = "x-trophy-local";

/// The documented answer to a request.
pub(super) fn response<R>(_request: &R) -> Result<Response<R::Output>>
where
    R: Operation<Output: DeserializeOwned>,
{
    let example = application::response(R::INFO.id).map(serde_json::from_str);
    match example {
        Some(Ok(value)) => Ok(marked(Response::new(value), "documented-example")),
        Some(Err(error)) => Err(Error::refusal(
            StatusCode::NOT_IMPLEMENTED,
            format!("the documented example is not an answer: {error}"),
        )),
        None => Err(Error::not_implemented(R::INFO)),
    }
}

/// The same with the header.
pub(super) fn marked<T>(response: Response<T>, mark: &'static str) -> Response<T> {
    let header = (
        HeaderName::from_static(HEADER),
        HeaderValue::from_static(mark),
    );
    response.with_headers(HeaderMap::from_iter([header]))
}
