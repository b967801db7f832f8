//! The transport of the client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use apicrate_runtime::transport::Transport;
use apicrate_runtime::{Body, Bytes, TransportError, http};

/// A transport that returns the response of the current exchange, once, and keeps the request. Clones share both.
#[derive(Clone, Default)]
pub(crate) struct CurrentExchange(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    response: Option<http::Response<Bytes>>,
    request: Option<http::Request<Bytes>>,
}

impl CurrentExchange {
    /// Starts an exchange with this response.
    pub(crate) fn start(&self, response: http::Response<Bytes>) {
        *self.state() = State {
            response: Some(response),
            request: None,
        };
    }

    /// Returns the request of the client, if it has sent one.
    pub(crate) fn take_request(&self) -> Option<http::Request<Bytes>> {
        self.state().request.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for CurrentExchange {
    async fn send(
        &self,
        request: http::Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let body = body.collect(u64::MAX).await?;
        let mut state = self.state();
        let response = state.response.take();
        let response =
            response.ok_or_else(|| TransportError::unusable("the client sent a second request"))?;
        state.request = Some(http::Request::from_parts(head, body));
        Ok(response)
    }
}
