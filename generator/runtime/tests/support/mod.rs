//! Helpers of the tests that use a socket.

#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod api;
pub(crate) mod leaks;
pub(crate) mod mode;
pub(crate) mod server;

use std::error::Error as StdError;
use std::time::Duration;

use apicrate_runtime::{CallOptions, Client, ClientBuilder, Error, RetryPolicy};

use api::GetUser;
use mode::Mode;
use server::{Answer, Server};

pub(crate) type Test = Result<(), Box<dyn StdError>>;

pub(crate) const KEY: &str = "hunter2/hunter3";

pub(crate) fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .base_url(server.url())
        .sensitive_header("X-API-KEY", KEY)
        .retry(quick())
}

pub(crate) fn client(server: &Server) -> apicrate_runtime::Result<Client> {
    builder(server).build()
}

/// The default policy with shorter pauses.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy::new().pauses(Duration::from_millis(1), Duration::from_millis(5))
}

pub(crate) fn user() -> GetUser {
    GetUser {
        id: "18".to_owned(),
        ..GetUser::default()
    }
}

/// The error of a call that gets a user.
pub(crate) fn failure(
    mode: Mode,
    client: &Client,
    options: &CallOptions,
) -> Result<Error, Box<dyn StdError>> {
    let error = mode
        .run(client.call(&user(), options))
        .err()
        .ok_or("the call succeeded")?;
    assert_eq!(error.operation(), Some("users_get"));
    Ok(error)
}

/// The error of a call that receives this answer.
pub(crate) fn failure_of(mode: Mode, answer: Answer) -> Result<Error, Box<dyn StdError>> {
    let server = Server::start(answer)?;
    failure(mode, &client(&server)?, &CallOptions::new())
}
