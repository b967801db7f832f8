//! The client: settings, credentials, limits, retries, and the transport that sends the requests.

mod address;
pub(crate) mod base_url;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod box_future;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_options;
pub(crate) mod clock;
mod credentials;
pub(crate) mod document_server;
mod exchange;
pub(crate) mod group;
mod header_set;
pub(crate) mod http_client;
pub(crate) mod implementation;
pub(crate) mod limits;
#[cfg(any(feature = "__http-transport", feature = "oauth2"))]
pub(crate) mod loopback;
#[cfg(feature = "oauth2")]
pub(crate) mod oauth2;
pub(crate) mod origin;
pub(crate) mod pages;
mod provided;
pub(crate) mod provider;
pub(crate) mod random;
#[cfg(feature = "rate-limit")]
pub(crate) mod rate_limit;
mod reconnect;
pub(crate) mod reconnect_policy;
pub(crate) mod redaction;
pub(crate) mod retry_after;
pub(crate) mod retry_policy;
pub(crate) mod secret;
pub(crate) mod security;
pub(crate) mod server_url;
mod settings;
pub(crate) mod trace;
pub mod transport;
mod unescape;
