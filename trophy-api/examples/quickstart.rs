//! Creates a user, sends events until the user completes an achievement, lists the user's achievements, and receives the
//! webhook. Runs against a local Trophy server, in the same process, without an API key or a network.
//!
//! ```text
//! cargo run -p trophy-api --example quickstart
//! ```

use std::io::{self, Write};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use trophy_api::admin::models::CreateMetricRequestItem;
use trophy_api::models::UpsertedUser;
use trophy_api::webhook::{Verifier, WebhookEvent};
use trophy_local::{Achievement, Seed, Server};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The secret that signs the webhooks.
const SECRET: &str = "the-webhook's-secret";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes a line for each result.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let seed = Seed::new()
        .metric(CreateMetricRequestItem::new("Lessons", "lessons"))
        .achievement(Achievement::metric("Ten lessons", "lessons", 10.0))
        .achievement(Achievement::api("Grand tour", "grand-tour"));
    let server = Server::builder().seed(seed).start().await?;
    let (url, mut webhooks) = receive_webhooks().await?;
    server.webhooks_to(url, SECRET)?;

    // From here on, the code of an app. For Trophy itself, create the client with `Trophy::new(api_key)`.
    let trophy = server.client()?;

    let noor = UpsertedUser::new("user-18").name("Noor");
    let user = trophy.users().create(noor).await?;
    writeln!(out, "created  {}", user.id)?;

    let earned = loop {
        let noor = UpsertedUser::new("user-18");
        let event = trophy.metrics().event("lessons", noor, 4.0).await?;
        writeln!(out, "event    {} lessons", event.total)?;
        if let Some(earned) = event.achievements.into_iter().next() {
            break earned;
        }
    };
    writeln!(out, "earned   {}", earned.name)?;

    let all = trophy
        .users()
        .achievements("user-18")
        .include_incomplete(true);
    for it in all.await? {
        let mark = if it.achieved_at.is_some() { 'x' } else { ' ' };
        writeln!(out, "list     [{mark}] {} ({}%)", it.name, it.rarity)?;
    }

    let event = webhooks.recv().await.ok_or("the server stopped")?;
    if let WebhookEvent::AchievementCompleted(event) = &event {
        let name = event.user.name.as_deref().unwrap_or_default();
        writeln!(out, "webhook  {name}: {}", event.achievement.name)?;
    }
    Ok(())
}

/// Starts a webhook receiver. Returns its URL, and the events with a valid signature.
async fn receive_webhooks() -> Result<(String, Receiver<WebhookEvent>)> {
    let (sender, events) = channel(8);
    let router = Router::new().route("/", post(receive)).with_state(sender);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, events))
}

async fn receive(
    State(events): State<Sender<WebhookEvent>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let verifier = Verifier::new(SECRET);
    let event = match verifier.and_then(|verifier| verifier.verify(&headers, &body)) {
        Ok(event) => event,
        Err(error) => return error.status(),
    };
    match events.send(event).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}
