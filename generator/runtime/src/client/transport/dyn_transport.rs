//! Transports without a type parameter.

use std::time::Duration;

use http::{Request, Response};

use super::body_stream::BodyStream;
use super::error::{AttemptResult, TransportError};
use crate::client::box_future::BoxFuture;
use crate::wire::body::Body;

/// The object-safe form of [`Transport`](super::Transport), so that a client needs no type parameter.
pub(crate) trait DynTransport: Send + Sync {
    fn send_boxed(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, AttemptResult>;

    fn open_boxed(
        &self,
        request: Request<Body>,
        timeout: Option<Duration>,
    ) -> BoxFuture<'_, Result<Response<BodyStream>, TransportError>>;

    fn sleep_boxed(&self, duration: Duration) -> BoxFuture<'_, ()>;
}
