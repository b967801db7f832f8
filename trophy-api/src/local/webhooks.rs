//! Webhooks: signed, and sent one after the other from a queue that does not grow without end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use crate::http::uri::{InvalidUri, PathAndQuery};
use crate::http::{Request, Uri, header};
use crate::webhook::{SIGNATURE, WebhookEvent, signature_of};
use crate::{Bytes, CallOptions, Client, Error, Result, RetryPolicy, Secret};

/// How many webhooks wait for their turn. What is more is dropped.
pub const WAITING_WEBHOOKS: usize = 10_000;

/// How long a receiver may take for one.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where webhooks go, and the secret that they are signed with.
#[derive(Clone, Debug)]
pub(super) struct Receiving {
    client: Client,
    path: PathAndQuery,
    url: String,
    secret: Secret,
}

impl Receiving {
    pub(super) fn new(url: String, secret: Secret) -> Result<Self> {
        let refused = |problem: String| Error::invalid_request(format!("`{url}`: {problem}"));
        let uri: Uri = url
            .parse()
            .map_err(|error: InvalidUri| refused(error.to_string()))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(refused("a webhook goes to a whole URL".to_owned()));
        };
        let client = Client::builder()
            .base_url(format!("{scheme}://{authority}"))
            .retry(RetryPolicy::none())
            .timeout(PATIENCE)
            .user_agent("trophy-local")
            .build()?;
        let path = uri.path_and_query().cloned();
        Ok(Self {
            client,
            path: path.unwrap_or_else(|| PathAndQuery::from_static("/")),
            url,
            secret,
        })
    }

    async fn deliver(&self, body: &Bytes) -> Result<()> {
        let request = Request::post(self.path.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE, signature_of(self.secret.expose(), body))
            .body(body.clone())
            .map_err(|error| Error::invalid_request(error.to_string()))?;
        self.client.execute(request, &CallOptions::new()).await?;
        Ok(())
    }
}

/// The queue of webhooks. Dropping it ends the sending.
#[derive(Debug)]
pub(super) struct Outbox {
    queue: Sender<Bytes>,
    receivers: Arc<Mutex<Vec<Receiving>>>,
    sending: JoinHandle<()>,
}

impl Outbox {
    /// Has to be called within a runtime of Tokio.
    pub(super) fn start(receivers: Vec<Receiving>) -> Self {
        let (queue, waiting) = channel(WAITING_WEBHOOKS);
        let receivers = Arc::new(Mutex::new(receivers));
        let sending = tokio::spawn(send_all(waiting, Arc::clone(&receivers)));
        Self {
            queue,
            receivers,
            sending,
        }
    }

    pub(super) fn add(&self, receiver: Receiving) {
        let mut receivers = self
            .receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        receivers.push(receiver);
    }

    /// Sends an event to whoever receives webhooks by then.
    pub(super) fn send(&self, event: &WebhookEvent) {
        let sent = serde_json::to_vec(event)
            .map_err(|error| error.to_string())
            .and_then(|body| {
                let queued = self.queue.try_send(body.into());
                queued.map_err(|error| error.to_string())
            });
        if let Err(problem) = sent {
            eprintln!("a webhook is not sent: {problem}");
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.sending.abort();
    }
}

async fn send_all(mut waiting: Receiver<Bytes>, receivers: Arc<Mutex<Vec<Receiving>>>) {
    while let Some(body) = waiting.recv().await {
        let receivers = receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for receiver in receivers {
            if let Err(error) = receiver.deliver(&body).await {
                eprintln!("a webhook is not delivered to {}: {error}", receiver.url);
            }
        }
    }
}
