//! Sends signed webhooks one after the other, from a queue of limited length.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use trophy_api::http::uri::{InvalidUri, PathAndQuery};
use trophy_api::http::{Request, Uri, header};
use trophy_api::webhook::{SIGNATURE, WebhookEvent, sign};
use trophy_api::{Bytes, CallOptions, Client, Error, Result, RetryPolicy, Secret};

/// The length of the queue of webhooks. When the queue is full, new webhooks are dropped.
pub const MAX_QUEUED_WEBHOOKS: usize = 10_000;

/// The timeout for the delivery of one webhook.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A receiver of webhooks and the secret that signs them.
#[derive(Clone, Debug)]
pub(crate) struct WebhookReceiver {
    client: Client,
    path: PathAndQuery,
    url: String,
    secret: Secret,
}

impl WebhookReceiver {
    pub(crate) fn new(url: String, secret: Secret) -> Result<Self> {
        let invalid = |problem: String| Error::invalid_request(format!("`{url}`: {problem}"));
        if !url.contains("://") {
            let problem = "does not start with `https://` or `http://`";
            return Err(invalid(problem.to_owned()));
        }
        let uri: Uri = url
            .parse()
            .map_err(|error: InvalidUri| invalid(error.to_string()))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid("not an absolute URL".to_owned()));
        };
        let client = Client::builder()
            .base_url(format!("{scheme}://{authority}"))
            .retry(RetryPolicy::none())
            .timeout(TIMEOUT)
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
            .header(SIGNATURE, sign(self.secret.expose(), body))
            .body(body.clone())
            .map_err(|error| Error::invalid_request(error.to_string()))?;
        self.client.execute(request, &CallOptions::new()).await?;
        Ok(())
    }
}

/// The queue of webhooks. Sending stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Outbox {
    queue: Sender<Bytes>,
    receivers: Arc<Mutex<Vec<WebhookReceiver>>>,
    sending: JoinHandle<()>,
}

impl Outbox {
    /// Must be called within a Tokio runtime.
    pub(crate) fn start(receivers: Vec<WebhookReceiver>) -> Self {
        let (queue, queued) = channel(MAX_QUEUED_WEBHOOKS);
        let receivers = Arc::new(Mutex::new(receivers));
        let sending = tokio::spawn(send_all(queued, Arc::clone(&receivers)));
        Self {
            queue,
            receivers,
            sending,
        }
    }

    pub(crate) fn add(&self, receiver: WebhookReceiver) {
        let mut receivers = self
            .receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        receivers.push(receiver);
    }

    /// Queues an event. It is sent to the receivers that are registered when its turn comes.
    pub(crate) fn send(&self, event: &WebhookEvent) {
        let queued = serde_json::to_vec(event)
            .map_err(|error| error.to_string())
            .and_then(|body| {
                let queued = self.queue.try_send(body.into());
                queued.map_err(|error| error.to_string())
            });
        if let Err(problem) = queued {
            eprintln!("webhook dropped: {problem}");
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.sending.abort();
    }
}

async fn send_all(mut queued: Receiver<Bytes>, receivers: Arc<Mutex<Vec<WebhookReceiver>>>) {
    while let Some(body) = queued.recv().await {
        let receivers = receivers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for receiver in receivers {
            if let Err(error) = receiver.deliver(&body).await {
                eprintln!("webhook not delivered to {}: {error}", receiver.url);
            }
        }
    }
}
