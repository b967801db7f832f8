//! A mock server as the transport of a generated client, without a network.

use std::time::Duration;

use apicrate_runtime::http::{Request, Response};
use apicrate_runtime::{Body, Bytes, Transport, TransportError};

use crate::mock::Mock;

impl Transport for Mock {
    async fn send(
        &self,
        request: Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let body = match body.as_bytes() {
            Some(bytes) => bytes.clone(),
            None => self.collect(body).await?,
        };
        Ok(self.answer(Request::from_parts(parts, body)))
    }

    /// Returns at once, because tests should not wait for retries.
    async fn sleep(&self, _duration: Duration) {}
}
