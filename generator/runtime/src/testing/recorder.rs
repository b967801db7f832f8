//! A transport for tests that returns queued responses and records the requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Serialize;

use crate::client::transport::{Transport, TransportError};
#[cfg(feature = "server")]
use crate::server::operation::{ServerOperation, decode_if_matching};
#[cfg(feature = "server")]
use crate::server::rejection::Rejection;
use crate::wire::body::Body;
use crate::wire::json_response::json_response;

/// A transport without a network: it returns queued responses and records the requests. Clones share the queue and the
/// record. The crate of your API exports this type too.
///
/// If the queue is empty, the call fails with an error of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest),
/// whose message contains the method and the path. The request is recorded.
///
/// ```
/// use apicrate_runtime::http::StatusCode;
/// use apicrate_runtime::testing::Recorder;
/// use apicrate_runtime::{Bytes, CallOptions, Client, Response, Value, http};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let recorder = Recorder::new();
/// recorder.answer(StatusCode::OK, &["a", "b"]);
/// let client = Client::builder()
///     .base_url("https://api.example.com")
///     .transport(recorder.clone())
///     .build()?;
///
/// let request = http::Request::get("/letters").body(Bytes::new())?;
/// let answer = client.execute(request, &CallOptions::new()).await?;
///
/// assert_eq!(Response::<Vec<String>>::json(answer)?.into_inner(), ["a", "b"]);
/// assert_eq!(recorder.requests()[0].uri(), "https://api.example.com/letters");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Record>>);

#[derive(Default)]
struct Record {
    requests: Vec<Request<Bytes>>,
    responses: VecDeque<Result<Response<Bytes>, TransportError>>,
}

impl Recorder {
    /// Creates a recorder with an empty queue.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response with a JSON body to the queue. If the value cannot be serialized, the call fails with the error of
    /// the serializer.
    pub fn answer(&self, status: StatusCode, body: &impl Serialize) {
        let response = serde_json::to_vec(body).map_err(TransportError::unusable);
        self.push(response.map(|body| json_response(status, body)));
    }

    /// Adds an [`http::Response`](Response) or an error to the queue, for example a response with a header:
    ///
    /// ```
    /// use apicrate_runtime::testing::Recorder;
    /// use apicrate_runtime::{Bytes, http};
    ///
    /// let response = http::Response::builder()
    ///     .status(429)
    ///     .header("retry-after", "30")
    ///     .body(Bytes::from_static(br#"{"error":"slow down"}"#))?;
    /// let recorder = Recorder::new();
    /// recorder.push(Ok(response));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn push(&self, response: Result<Response<Bytes>, TransportError>) {
        self.record().responses.push_back(response);
    }

    /// The recorded requests, in order. Each retry is recorded separately.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.record().requests.clone()
    }

    /// The number of responses that are left in the queue.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.record().responses.len()
    }

    /// The recorded requests of one operation, decoded as a server decodes them. Requires the feature `server` of the
    /// crate of your API.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] if a request of the operation does not match the document.
    #[cfg(feature = "server")]
    pub fn received<O: ServerOperation>(&self) -> Result<Vec<O>, Rejection> {
        let requests = self.requests();
        let decoded = requests.iter().filter_map(decode_if_matching::<O>);
        decoded.collect()
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        // No code that holds the lock panics, so a poisoned lock is still consistent.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorder {
    async fn send(
        &self,
        request: Request<Body>,
        _timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let (head, body) = request.into_parts();
        let request = Request::from_parts(head, body.collect(u64::MAX).await?);
        let mut record = self.record();
        let response = record.responses.pop_front().unwrap_or_else(|| {
            let (method, path) = (request.method(), request.uri().path());
            Err(TransportError::unusable(format!(
                "no response is left in the queue for {method} {path}"
            )))
        });
        record.requests.push(request);
        response
    }

    /// Returns at once, because tests should not wait for retries.
    async fn sleep(&self, _duration: Duration) {}
}

/// Omits the requests, because their headers may contain secrets.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.record();
        f.debug_struct("Recorder")
            .field("requests", &record.requests.len())
            .field("responses", &record.responses.len())
            .finish()
    }
}
