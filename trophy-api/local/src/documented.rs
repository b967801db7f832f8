//! Responses that are the example in the API's document.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trophy_api::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use trophy_api::{Error, Operation, Response, Result};

/// The response header that marks a response, or a part of it, that does not follow from the server's data.
///
/// - `documented-example`: the response is the example in the API's document.
/// - `documented-example; part=…`: one property is taken from that example.
/// - `no-effect`: the request was valid, and the server ignored it.
///
/// All other responses lack the header.
pub const HEADER: &str = "x-trophy-local";

/// The first documented response of each operation, by the operation's ID.
static EXAMPLES: LazyLock<serde_json::Result<BTreeMap<String, Value>>> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples/application.json")));

/// Returns the documented response to a request.
pub(crate) fn response<R>(_request: &R) -> Result<Response<R::Output>>
where
    R: Operation<Output: DeserializeOwned>,
{
    let invalid = |error: &serde_json::Error| {
        Error::from_status(
            StatusCode::NOT_IMPLEMENTED,
            format!("the documented example is not a valid response: {error}"),
        )
    };
    let examples = EXAMPLES.as_ref().map_err(invalid)?;
    let example = examples.get(R::INFO.id);
    let example = example.ok_or_else(|| Error::not_implemented(R::INFO))?;
    let value = R::Output::deserialize(example).map_err(|error| invalid(&error))?;
    Ok(with_mark(Response::new(value), "documented-example"))
}

/// Sets the header [`HEADER`].
pub(crate) fn with_mark<T>(response: Response<T>, mark: &'static str) -> Response<T> {
    let header = (
        HeaderName::from_static(HEADER),
        HeaderValue::from_static(mark),
    );
    response.with_headers(HeaderMap::from_iter([header]))
}
