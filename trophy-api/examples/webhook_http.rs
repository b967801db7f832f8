//! Receives webhooks with the types of the crate `http`, for use with any web framework.
//!
//! `cargo run -p trophy-api --example webhook_http` passes a signed request, a forged one, and one without an event to
//! [`receive`] and prints the responses.

use std::error::Error;
use std::io::{self, Write};

use trophy_api::Bytes;
use trophy_api::http::{Request, Response, StatusCode};
use trophy_api::webhook::{SIGNATURE, Verifier, WebhookEvent, sign};

/// Handles a webhook request. Returns 200 for a valid one, 401 if the signature is not valid, and 422 if the signature is
/// valid, but not the event.
fn receive(verifier: &Verifier, request: &Request<Bytes>) -> Response<String> {
    let (status, text) = match verifier.verify(request.headers(), request.body()) {
        Ok(event) => (StatusCode::OK, handle(&event)),
        Err(error) => (error.status(), error.to_string()),
    };
    let mut response = Response::new(text);
    *response.status_mut() = status;
    response
}

fn handle(event: &WebhookEvent) -> String {
    match event {
        WebhookEvent::StreakLost(event) => {
            format!("{} lost a streak of {}", event.user.id, event.length)
        }
        other => format!("ignored event {:?}", other.event_type()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Handles three requests and writes the responses.
pub(crate) fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let secret = "an-example";
    let verifier = Verifier::new(secret)?;
    let body = r#"{"type":"season.opened"}"#;
    let incomplete = r#"{"type":"streak.lost"}"#;
    let forged = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned();
    for (body, signature) in [
        (body, sign(secret, body.as_bytes())),
        (body, forged),
        (incomplete, sign(secret, incomplete.as_bytes())),
    ] {
        let request = Request::post("/webhooks/trophy")
            .header(SIGNATURE, signature)
            .body(Bytes::from(body))?;
        let response = receive(&verifier, &request);
        writeln!(out, "{}: {}", response.status(), response.body())?;
    }
    Ok(())
}
