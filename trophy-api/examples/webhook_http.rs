//! Receives webhooks in terms of the crate `http` alone, which every server can be brought to.
//!
//! `cargo run -p trophy-api --example webhook_http` puts one signed request and one
//! forged one through [`receive`] and prints the answers.

use std::error::Error;
use std::io::{self, Write};

use trophy_api::Bytes;
use trophy_api::http::{Request, Response, StatusCode};
use trophy_api::webhook::{SIGNATURE, Verifier, WebhookEvent};

/// Answers a webhook: 200 when it was taken, 401 when it does not come from Trophy.
fn receive(verifier: &Verifier, request: &Request<Bytes>) -> Response<String> {
    let (status, text) = match verifier.verify(request.headers(), request.body()) {
        Ok(event) => (StatusCode::OK, handle(&event)),
        Err(error) => (StatusCode::UNAUTHORIZED, error.to_string()),
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
        other => format!("nothing to do for {:?}", other.event_type()),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout())
}

/// Receives two requests.
pub(crate) fn run(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let verifier = Verifier::new("an-example");
    let body = r#"{"type":"season.opened"}"#;
    for signature in [
        "F8ZKCvqUMDErSXMn2Q/M1U5Anj85ztQ3KJmG2lt6ruQ=",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ] {
        let request = Request::post("/webhooks/trophy")
            .header(SIGNATURE, signature)
            .body(Bytes::from(body))?;
        let response = receive(&verifier, &request);
        writeln!(out, "{}: {}", response.status(), response.body())?;
    }
    Ok(())
}
