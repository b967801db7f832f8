//! Calls through the default transport to a server on a socket: requests, responses, errors and hidden secrets.

#![cfg(all(feature = "application", feature = "http-transport"))]

#[cfg(feature = "blocking")]
mod blocking;
mod raw;
mod requests;
mod responses;
mod secrets;
mod server;

use std::error::Error;

use server::Server;
use trophy_api::{Trophy, TrophyBuilder};

type Test = Result<(), Box<dyn Error>>;

/// The API key of the clients in these tests.
const KEY: &str = "hunter2";

/// Settings for a client of `server`.
fn builder(server: &Server) -> TrophyBuilder {
    Trophy::builder().api_key(KEY).base_url(server.url())
}
