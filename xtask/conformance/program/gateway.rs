//! A gateway: the generated server of each document decodes a request, and forwards it to the generated client of the same
//! document, which sends it to the server of the suite. The response takes the way back.

use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

use apicrate_runtime::{Client, RetryPolicy};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use documents::DOCUMENTS;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

use crate::servers;

/// Serves the documents in a version of OpenAPI until standard input ends. Prints the base URL.
pub(crate) async fn serve(url: &str, version: &str) -> Result<(), Box<dyn Error>> {
    let mut gateway = Router::new();
    for document in DOCUMENTS {
        if !document.versions.contains(&version) {
            continue;
        }
        let client = Client::builder().retry(RetryPolicy::none());
        let client = servers::choose(client, document.package, url).build()?;
        let mut routes = Router::from((document.routes)(&client));
        if !document.base.is_empty() {
            routes = Router::new().nest(document.base, routes);
        }
        gateway = routes.fallback_service(gateway);
    }
    let gateway = gateway.layer(middleware::from_fn(log));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    stdout().flush()?;
    tokio::select! {
        served = axum::serve(listener, gateway) => Ok(served?),
        ended = spawn_blocking(|| stdin().read_to_end(&mut Vec::new())) => {
            ended??;
            Ok(())
        }
    }
}

/// Prints each response with an error, whose message is not in the report of the suite.
async fn log(request: Request, next: Next) -> Response {
    let line = format!("{} {}", request.method(), request.uri());
    let response = next.run(request).await;
    if response.status().is_success() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    eprintln!(
        "{line}: {} {}",
        parts.status,
        String::from_utf8_lossy(&body)
    );
    Response::from_parts(parts, Body::from(body))
}
