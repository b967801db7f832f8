//! A custom transport: hyper instead of `reqwest`. An app that disables the default features and uses this transport
//! compiles a third fewer crates. It does not support proxies.
//!
//! Runs against a local Trophy server, in the same process, without an API key or a network.
//!
//! ```text
//! cargo run -p trophy-api --example hyper_transport
//! ```

use std::io::{self, Write};
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;
use trophy_api::http::{Request, Response};
use trophy_api::models::UpsertedUser;
use trophy_api::{BodyLimit, Bytes, Transport, TransportError, Trophy};
use trophy_local::Server;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Sends requests with hyper and reuses its connections.
struct Hyper(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl Hyper {
    /// Trusts the certificates that the system trusts.
    fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(rustls::crypto::ring::default_provider())?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Bytes>, TransportError> {
        let limit = BodyLimit::from_request(&request);
        let response = self
            .0
            .request(request.map(Full::new))
            .await
            .map_err(request_error)?;
        let (head, body) = response.into_parts();
        let most = usize::try_from(limit.0).unwrap_or(usize::MAX);
        let body = Limited::new(body, most).collect().await;
        let body = body.map_err(|error| match error.downcast::<LengthLimitError>() {
            Ok(_) => TransportError::body_limit(limit.0),
            Err(error) => TransportError::new(error),
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

impl Transport for Hyper {
    async fn send(
        &self,
        request: Request<Bytes>,
        time: Option<Duration>,
    ) -> std::result::Result<Response<Bytes>, TransportError> {
        let exchange = self.exchange(request);
        match time {
            Some(time) => timeout(time, exchange)
                .await
                .map_err(TransportError::timeout)?,
            None => exchange.await,
        }
    }
}

/// Distinguishes connection errors, after which any request can be retried.
fn request_error(error: Error) -> TransportError {
    if error.is_connect() {
        TransportError::connect(error)
    } else {
        TransportError::new(error)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes the result of each call.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let server = Server::builder().start().await?;
    let trophy = Trophy::builder()
        .api_key("any")
        .base_url(server.url())
        .transport(Hyper::new()?)
        .build()?;

    let noor = UpsertedUser::new("user-18").name("Noor");
    let user = trophy.users().create(noor).await?;
    writeln!(out, "created  {}", user.id)?;

    let refused = trophy.users().get("user-19").await.err();
    let refused = refused.ok_or("the user exists")?;
    writeln!(out, "refused  {refused}")?;

    drop(server);
    let unreachable = trophy.users().get("user-18").await.err();
    let unreachable = unreachable.ok_or("the server still runs")?;
    writeln!(out, "gone     {:?}", unreachable.kind())?;
    Ok(())
}
