//! The client with the default transport and a real socket. The server behaves correctly or incorrectly, as each test
//! requires. Most tests run twice: with `.await` and with the blocking `.wait()`.

#![cfg(feature = "http-transport")]

#[cfg(feature = "blocking")]
mod blocking;
mod builder;
#[cfg(feature = "compression")]
mod compression;
mod credentials;
mod downloads;
mod failures;
mod framing;
#[cfg(feature = "http2")]
mod http2;
mod limits;
mod middleware;
#[cfg(feature = "oauth2")]
mod oauth2;
mod proxy;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod raw;
mod reconnect;
mod retry;
mod secrets;
mod security;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod tls;
mod tls_server;
#[cfg(feature = "tower")]
mod tower;
mod uploads;
mod wire;
