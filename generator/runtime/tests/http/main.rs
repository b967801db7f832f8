//! A client over the default transport and a real socket, with a server that does what servers
//! should and what they should not. Nearly every test runs twice: its calls are awaited, and waited
//! for on a thread.

#![cfg(feature = "reqwest")]

mod api;
#[cfg(feature = "blocking")]
mod blocking;
mod limits;
mod mode;
mod proxy;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod raw;
mod retry;
mod secrets;
mod server;
#[cfg(feature = "tracing")]
mod tracing;
mod wire;

use std::error::Error as StdError;
use std::time::Duration;

use trophy_runtime::{CallOptions, Client, ClientBuilder, Error, RetryPolicy};

use crate::api::GetUser;
use crate::mode::Mode;
use crate::server::{Answer, Server};

type Test = Result<(), Box<dyn StdError>>;

const KEY: &str = "hunter2";

fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .sensitive_header("X-API-KEY", KEY)
        .retry(quick())
}

fn client(server: &Server) -> trophy_runtime::Result<Client> {
    builder(server).build()
}

/// The policy that holds when nothing is said, but for pauses that no test has the time for.
fn quick() -> RetryPolicy {
    RetryPolicy::new().pauses(Duration::from_millis(1), Duration::from_millis(5))
}

fn user() -> GetUser {
    GetUser {
        id: "18".to_owned(),
        ..GetUser::default()
    }
}

/// The error that a call to get a user ends in.
fn failure(mode: Mode, client: &Client, options: &CallOptions) -> Result<Error, Box<dyn StdError>> {
    let error = mode
        .run(client.call(&user(), options))
        .err()
        .ok_or("the call succeeded")?;
    assert_eq!(error.operation(), Some("users_get"));
    Ok(error)
}

/// The error that a call ends in which is given this answer.
fn failure_of(mode: Mode, answer: Answer) -> Result<Error, Box<dyn StdError>> {
    let server = Server::start(answer)?;
    failure(mode, &client(&server)?, &CallOptions::new())
}
