//! A transport over a client of `reqwest`, which has settings that the default transport does not have: proxies in
//! code, client certificates, HTTP/2.
//!
//! Runs against a local Trophy server, in the same process, without an API key or a network.
//!
//! ```text
//! cargo run -p trophy-api --example reqwest_transport --features reqwest
//! ```

use std::io::{self, Write};

use trophy_api::models::UpsertedUser;
use trophy_api::reqwest::{Client, redirect::Policy};
use trophy_api::{ReqwestTransport, Trophy};
use trophy_local::Server;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout()).await
}

/// Writes the result of each call.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let server = Server::builder().start().await?;
    // A redirect could send the API key to another host.
    let client = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .build()?;
    let trophy = Trophy::builder()
        .api_key("any")
        .base_url(server.url())
        .transport(ReqwestTransport::from(client))
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
