//! A transport for tests: it answers from a queue and remembers what it was asked.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::Serialize;

use crate::client::transport::{Transport, TransportError};
use crate::wire::response;

/// Answers requests from a queue and remembers them, without a network. Clones share both.
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
    answers: VecDeque<Result<Response<Bytes>, TransportError>>,
}

impl Recorder {
    /// Nothing asked, nothing to answer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with a JSON body to the queue. A value that cannot be written as JSON is
    /// answered with a failure that says so.
    pub fn answer(&self, status: StatusCode, body: &impl Serialize) {
        let answer = serde_json::to_vec(body).map_err(TransportError::unusable);
        self.push(answer.map(|body| response::json(status, body)));
    }

    /// Adds any answer, or a failure to get one, to the queue.
    pub fn push(&self, answer: Result<Response<Bytes>, TransportError>) {
        self.record().answers.push_back(answer);
    }

    /// What was asked, in order. A request that was sent again is there as often as it was sent.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.record().requests.clone()
    }

    /// How many answers nobody has asked for yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.record().answers.len()
    }

    /// The requests of one operation, read as a server would read them.
    ///
    /// # Errors
    ///
    /// When a request of the operation is not what the document describes.
    #[cfg(feature = "server")]
    pub fn received<O: crate::server::ServerOperation>(
        &self,
    ) -> Result<Vec<O>, crate::server::Rejection> {
        let requests = self.requests();
        let read = requests.iter().filter_map(crate::server::read::<O>);
        read.collect()
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        // Nothing panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Recorder {
    async fn send(
        &self,
        request: Request<Bytes>,
        _timeout: Option<Duration>,
    ) -> Result<Response<Bytes>, TransportError> {
        let mut record = self.record();
        let answer = record.answers.pop_front().unwrap_or_else(|| {
            let (method, path) = (request.method(), request.uri().path());
            Err(TransportError::unusable(format!(
                "no answer is left for {method} {path}"
            )))
        });
        record.requests.push(request);
        answer
    }

    /// A test does not wait.
    async fn sleep(&self, _duration: Duration) {}
}

/// Leaves the requests out: a header of theirs may be a secret.
impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = self.record();
        f.debug_struct("Recorder")
            .field("requests", &record.requests.len())
            .field("answers", &record.answers.len())
            .finish()
    }
}
