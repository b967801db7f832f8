//! The interface between an event stream and the client, which opens the stream again.

use std::time::Duration;

use bytes::Bytes;
use http::Response as HttpResponse;

use crate::client::box_future::BoxFuture;
use crate::error::{Error, Result};

/// Sends the request of an event stream again.
pub(crate) trait Reconnect: Send {
    /// Waits and sends the request again, as often as the policy allows. Dropping the future cancels it.
    fn reconnect(
        self: Box<Self>,
        interruption: Interruption,
    ) -> BoxFuture<'static, Result<Reconnected>>;
}

/// The result of a reconnection.
pub(crate) enum Reconnected {
    /// The response continues the stream.
    Response(HttpResponse<Bytes>, Box<dyn Reconnect>),
    /// The stream has ended.
    Ended,
}

/// The end of a response before the end of its stream.
pub(crate) struct Interruption {
    /// The error of a lost connection; `None` after a regular end of the response.
    pub(crate) lost: Option<Error>,
    /// `true` if an event arrived since the stream was opened or opened again.
    pub(crate) has_progress: bool,
    pub(crate) position: Position,
}

/// The position in an event stream, as the server sent it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Position {
    /// The ID of the last complete event: empty if the server has reset it, `None` if it sent none.
    pub(crate) last_event_id: Option<String>,
    /// The reconnection time.
    pub(crate) retry: Option<Duration>,
}
