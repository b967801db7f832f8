//! Reconnects event streams: waits, and sends the request of the stream again.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode};

use super::box_future::BoxFuture;
use super::exchange::Exchange;
use super::retry_after;
use super::trace::CallSpan;
use crate::error::{Error, Result};
use crate::wire::stream::body::UnreadBody;
use crate::wire::stream::reconnect::{Interruption, Position, Reconnect, Reconnected};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Sends the request of a call again.
struct Reconnector {
    exchange: Exchange,
    /// The number of failures in a row since the last event.
    failures: u32,
    /// The number of reconnections since the last event, with those after the regular end of a response.
    reconnections: u32,
}

/// Adds the means to reconnect to the response of an exchange, if its call allows that.
pub(super) fn allow(exchange: Exchange, response: &HttpResponse<Bytes>) {
    if let Some(body) = response.extensions().get::<UnreadBody>()
        && response.status() != StatusCode::NO_CONTENT
        && exchange.can_reconnect()
    {
        let reconnector = Reconnector {
            exchange,
            failures: 0,
            reconnections: 0,
        };
        body.reconnect_with(Box::new(reconnector));
    }
}

impl Reconnect for Reconnector {
    fn reconnect(
        self: Box<Self>,
        interruption: Interruption,
    ) -> BoxFuture<'static, Result<Reconnected>> {
        Box::pin(self.run(interruption))
    }
}

impl Reconnector {
    async fn run(mut self: Box<Self>, interruption: Interruption) -> Result<Reconnected> {
        let Interruption {
            mut lost,
            has_progress,
            position,
        } = interruption;
        if has_progress {
            self.failures = 0;
            self.reconnections = 0;
        }
        loop {
            if !self.is_allowed(lost.as_ref(), &position) {
                return lost.map_or(Ok(Reconnected::Ended), Err);
            }
            self.set_last_event_id(&position)?;
            self.failures += u32::from(lost.is_some());
            self.reconnections = self.reconnections.saturating_add(1);
            let policy = self.exchange.reconnect_policy();
            let pause = policy.pause(self.reconnections, position.retry);
            let pause = pause.max(lost.as_ref().and_then(requested_pause).unwrap_or_default());
            let span = CallSpan::new(self.exchange.target());
            span.reconnect(lost.as_ref(), pause);
            let result = span.around(self.exchange.repeat(pause, &span)).await;
            let result = result.and_then(|response| self.success(response));
            span.end(result.as_ref().err());
            match result {
                Ok(response) if response.status() == StatusCode::NO_CONTENT => {
                    return Ok(Reconnected::Ended);
                }
                Ok(response) => return Ok(Reconnected::Response(response, self)),
                Err(error) if error.is_retryable() => lost = Some(error),
                Err(error) => return Err(error),
            }
        }
    }

    fn is_allowed(&self, lost: Option<&Error>, position: &Position) -> bool {
        let policy = self.exchange.reconnect_policy();
        let has_id = match &position.last_event_id {
            Some(id) => !id.is_empty(),
            None => self.exchange.headers().contains_key(LAST_EVENT_ID),
        };
        (has_id || policy.allows_without_id())
            && match lost {
                Some(error) => error.is_retryable() && policy.allows_after(self.failures),
                None => policy.allows_after_end(),
            }
    }

    /// Sets the header `Last-Event-ID`. If the server has sent no ID, the header of the call is kept.
    fn set_last_event_id(&mut self, position: &Position) -> Result<()> {
        match position.last_event_id.as_deref() {
            None => {}
            Some("") => drop(self.exchange.headers_mut().remove(LAST_EVENT_ID)),
            Some(id) => {
                let id = HeaderValue::from_bytes(id.as_bytes()).map_err(|_| self.invalid_id())?;
                self.exchange.headers_mut().insert(LAST_EVENT_ID, id);
            }
        }
        Ok(())
    }

    fn invalid_id(&self) -> Error {
        self.exchange.error(Error::invalid_request(
            "the event stream cannot be resumed: the ID of its last event contains a control character, which a \
             header cannot contain",
        ))
    }

    /// Rejects a status other than 2xx.
    fn success(&self, response: HttpResponse<Bytes>) -> Result<HttpResponse<Bytes>> {
        if response.status().is_success() {
            return Ok(response);
        }
        let error = Error::from_response(response);
        match self.exchange.target().info() {
            Some(info) => Err(error.with_operation(info)),
            None => Err(error),
        }
    }
}

/// The time that the server asks for in an error response.
fn requested_pause(error: &Error) -> Option<Duration> {
    retry_after::requested_pause(error.status()?, error.headers()?)
}
