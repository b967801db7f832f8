//! Middleware: code that runs around each attempt to send a request. This program logs the requests, sends a header with
//! each of them, and records the responses.
//!
//! Runs against a local Trophy server, in the same process, without an API key or a network.
//!
//! ```text
//! cargo run -p trophy-api --example middleware
//! ```

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use trophy_api::http::{HeaderValue, Request, Response};
use trophy_api::models::UpsertedUser;
use trophy_api::{Body, Bytes, Middleware, Next, TransportError, Trophy};
use trophy_local::Server;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Writes a line for each attempt. A program would write to its log, with the time.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Middleware for Log {
    async fn handle(
        &self,
        request: Request<Body>,
        next: Next,
    ) -> Result<Response<Body>, TransportError> {
        // The path contains IDs of users, and the query may contain a key. `Debug` of the headers hides the API key.
        let line = format!("{} {}", request.method(), request.uri().path());
        let result = next.run(request).await;
        let line = match &result {
            Ok(response) => format!("{line} {}", response.status().as_u16()),
            Err(error) => format!("{line} {error}"),
        };
        push(&self.0, line);
        result
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes the log and the record.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let server = Server::builder().start().await?;
    let log = Log::default();
    let record = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&record);
    let trophy = Trophy::builder()
        .api_key("any")
        .base_url(server.url())
        // A closure is middleware too.
        .layer(move |request, next| record_response(request, next, Arc::clone(&recorded)))
        .layer(async |mut request: Request<Body>, next: Next| {
            let value = HeaderValue::from_static("lessons");
            request.headers_mut().insert("x-team", value);
            next.run(request).await
        })
        // Added last, so it receives a request first.
        .layer(log.clone())
        .build()?;

    let noor = UpsertedUser::new("user-18").name("Noor");
    trophy.users().create(noor).await?;
    trophy
        .users()
        .get("user-19")
        .await
        .err()
        .ok_or("the user exists")?;

    for line in &*log.0.lock().unwrap_or_else(PoisonError::into_inner) {
        writeln!(out, "log     {line}")?;
    }
    for line in &*record.lock().unwrap_or_else(PoisonError::into_inner) {
        writeln!(out, "record  {line}")?;
    }
    Ok(())
}

/// Records the header that the layer around this one has added, and the body of the response.
async fn record_response(
    request: Request<Body>,
    next: Next,
    record: Arc<Mutex<Vec<String>>>,
) -> Result<Response<Body>, TransportError> {
    let team = request.headers().get("x-team").cloned();
    let response = next.run(request).await?;
    // The body of a stream has not been received yet.
    let bytes = response.body().as_bytes().map_or(0, Bytes::len);
    let team = team
        .as_ref()
        .map_or("?", |team| team.to_str().unwrap_or("?"));
    push(&record, format!("{bytes} bytes for the team {team}"));
    Ok(response)
}

fn push(lines: &Mutex<Vec<String>>, line: String) {
    let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    lines.push(line);
}
