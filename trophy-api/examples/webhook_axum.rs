//! Receives webhooks with axum. The handler takes the body as bytes, since the signature is calculated from the
//! unchanged bytes.
//!
//! `TROPHY_WEBHOOK_SECRET=… cargo run -p trophy-api --example webhook_axum` listens on port 4001 of this machine.

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use trophy_api::webhook::{Verifier, WebhookEvent};

async fn receive(
    State(verifier): State<Arc<Verifier>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, (StatusCode, String)> {
    let event = verifier
        .verify(&headers, &body)
        .map_err(|error| (error.status(), error.to_string()))?;
    match event {
        WebhookEvent::AchievementCompleted(event) => {
            println!("{} completed {}", event.user.id, event.achievement.name);
        }
        WebhookEvent::StreakLost(event) => {
            println!("{} lost a streak of {}", event.user.id, event.length);
        }
        other => println!("ignored event {:?}", other.event_type()),
    }
    Ok(StatusCode::OK)
}

/// The routes of the receiver.
pub(crate) fn app(verifier: Verifier) -> Router {
    Router::new()
        .route("/webhooks/trophy", post(receive))
        .with_state(Arc::new(verifier))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let secret = std::env::var("TROPHY_WEBHOOK_SECRET")
        .map_err(|_| "set TROPHY_WEBHOOK_SECRET to the webhook's secret")?;
    let listener = TcpListener::bind("127.0.0.1:4001").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app(Verifier::new(secret)?)).await?;
    Ok(())
}
