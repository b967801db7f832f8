//! A server that verifies webhooks and forwards their events to the test.

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use trophy_api::webhook::{Verifier, WebhookEvent};

/// The secret that signs the webhooks.
pub(crate) const SECRET: &str = "whsec-local";

/// The time that a test waits for a webhook.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) struct Receiver {
    pub(crate) url: String,
    events: UnboundedReceiver<WebhookEvent>,
}

impl Receiver {
    pub(crate) async fn start() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let (sender, events) = unbounded_channel();
        let router = Router::new()
            .route("/hooks", post(receive))
            .with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hooks", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, events })
    }

    pub(crate) async fn next(&mut self) -> Result<WebhookEvent, Box<dyn Error + Send + Sync>> {
        let event = timeout(RECEIVE_TIMEOUT, self.events.recv()).await?;
        Ok(event.ok_or("no more webhooks")?)
    }

    /// Returns whether no webhook arrives within 200 ms.
    pub(crate) async fn is_quiet(&mut self) -> bool {
        timeout(Duration::from_millis(200), self.events.recv())
            .await
            .is_err()
    }
}

async fn receive(
    State(events): State<UnboundedSender<WebhookEvent>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let verifier = Verifier::new(SECRET);
    match verifier.and_then(|verifier| verifier.verify(&headers, &body)) {
        Ok(event) => {
            _ = events.send(event);
            StatusCode::OK
        }
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}
