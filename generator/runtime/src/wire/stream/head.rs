//! The head of a streamed response, and the errors that refer to it.

use bytes::Bytes;
use http::Response as HttpResponse;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::client::origin::ResponseOrigin;
use crate::error::{Error, Result};
use crate::escape::excerpt;
use crate::wire::decode::location::{JsonError, from_json};
use crate::wire::decode::problem::{DecodeProblem, content_type, without_byte_order_mark};
use crate::wire::media_type::essence;
use crate::wire::operation_info::OperationInfo;

/// The head of a response and its operation, for error messages.
#[derive(Debug)]
pub(super) struct Head {
    info: &'static OperationInfo,
    response: HttpResponse<Bytes>,
}

impl Head {
    pub(super) fn new(info: &'static OperationInfo, response: HttpResponse<Bytes>) -> Self {
        Self { info, response }
    }

    /// Replaces the response by the one that continues the stream.
    ///
    /// # Errors
    ///
    /// Fails if it is not an event stream.
    pub(super) fn replace(&mut self, response: HttpResponse<Bytes>) -> Result<()> {
        check_event_stream(self.info, &response)?;
        self.response = response;
        Ok(())
    }

    /// Parses an item of the body as JSON.
    pub(super) fn item_from_json<T: DeserializeOwned>(&self, text: Bytes) -> Result<T> {
        from_json(without_byte_order_mark(&text)).map_err(|error| self.json_error(text, &error))
    }

    fn json_error(&self, text: Bytes, error: &JsonError) -> Error {
        self.item_error(text, |item, is_redacted| {
            DecodeProblem::from_json_error(item, error, is_redacted)
        })
    }

    /// An error about an item.
    pub(super) fn item_error(
        &self,
        text: Bytes,
        describe: impl FnOnce(&HttpResponse<Bytes>, bool) -> DecodeProblem,
    ) -> Error {
        let mut item = self.response.clone();
        // The `Content-Type` describes the whole body, not the item.
        item.headers_mut().remove(CONTENT_TYPE);
        *item.body_mut() = text;
        Error::undecodable(item, describe).with_operation(self.info)
    }

    /// Adds the call to an error that is not about an item.
    pub(super) fn add_call(&self, error: Error) -> Error {
        match ResponseOrigin::from_response(&self.response) {
            Some(origin) => error.with_origin(origin),
            None => error.with_operation(self.info),
        }
    }
}

/// Rejects a response that is not an event stream. Otherwise an HTML page, for example, would be a stream
/// without events and without an error.
pub(crate) fn check_event_stream(
    info: &'static OperationInfo,
    response: &HttpResponse<Bytes>,
) -> Result<()> {
    match content_type(response.headers()) {
        Some(media_type) if !essence(media_type).eq_ignore_ascii_case("text/event-stream") => {
            let error = Error::undecodable(response.clone(), |response, _| {
                let other = excerpt(content_type(response.headers()).unwrap_or_default());
                DecodeProblem::new(format!("response is not an event stream but `{other}`"))
            });
            Err(error.with_operation(info))
        }
        _ => Ok(()),
    }
}
