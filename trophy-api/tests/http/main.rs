//! The crate over its default transport and a real socket: what a call puts on the wire, what comes
//! back of an answer, and what is never shown. One file for each.

#![cfg(all(feature = "application", feature = "reqwest"))]

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

/// The key that all clients here have.
const KEY: &str = "hunter2";

/// Settings that lead to the server.
fn builder(server: &Server) -> TrophyBuilder {
    Trophy::builder().api_key(KEY).base_url(server.url())
}
