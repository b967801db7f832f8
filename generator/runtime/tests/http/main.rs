//! A client over the default transport and a real socket, with a server that does what servers
//! should and what they should not. Nearly every test runs twice: its calls are awaited, and waited
//! for on a thread.

#![cfg(feature = "reqwest")]

#[cfg(feature = "blocking")]
mod blocking;
mod limits;
mod proxy;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod raw;
mod retry;
mod secrets;
mod security;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod wire;
