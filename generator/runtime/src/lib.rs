//! The client, the errors and the common types of every crate that `apicrate` generates. It handles HTTP, JSON and time, and
//! knows nothing about a specific API.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use apicrate_runtime::{Client, Result, RetryPolicy};
//!
//! # #[cfg(feature = "__http-transport")]
//! fn connect(token: &str) -> Result<Client> {
//!     Client::builder()
//!         .bearer_token(token)
//!         .timeout(Duration::from_secs(10))
//!         .retry(RetryPolicy::new().retries(5))
//!         .build()
//! }
//! ```
//!
//! The types that users of a generated crate need, which names this crate `apicrate_runtime`:
//!
//! | type | for |
//! | --- | --- |
//! | [`ClientBuilder`] | base URL, credentials, timeouts, retries, transport |
//! | [`Error`], [`ErrorKind`] | what has failed, with the status and the message of the response |
//! | [`CallOptions`] | a timeout, a header or an idempotency key for one call |
//! | [`Patch`] | fields that are absent, `null`, or have a value |
//! | [`Pages`], [`Items`] | lists in pages |
//! | [`stream`] | event streams, and bodies as streams |
//! | [`testing::Recorder`] | tests without a network |
//!
//! The [guide] shows each of them in programs.
//!
//! # Generated code
//!
//! The steps of one call, with the type or module for each:
//!
//! ```text
//! request ──Operation::encode──▶ http::Request ──Client: URL, headers──▶ Transport ⟲ retry
//!          (Encoder)                                                       │
//! Response<T> ◀──Operation::decode── http::Response ◀──────────────────────┘
//!              (decode)
//! ```
//!
//! Generated code contains a struct and an [`Operation`] for each operation:
//!
//! ```
//! use apicrate_runtime::{Decode, Encoder, Method, Operation, decode, http};
//!
//! struct GetUser {
//!     id: String,
//! }
//!
//! impl Operation for GetUser {
//!     type Output = apicrate_runtime::Value;
//!
//!     const ID: &'static str = "users_get";
//!     const METHOD: Method = Method::GET;
//!     const PATH: &'static str = "/users/{id}";
//!     const SERVER: &'static str = "https://api.example.com/v1";
//!     const DECODE: Decode<Self::Output> = decode::json;
//!
//!     fn write(&self, request: Encoder) -> Encoder {
//!         request.path("id", &self.id)
//!     }
//! }
//!
//! let request = GetUser { id: "a/b".to_owned() }.encode()?;
//! assert_eq!(request.uri(), "/users/a%2Fb");
//! # Ok::<(), apicrate_runtime::Error>(())
//! ```
//!
//! # Features
//!
//! - `http-transport` (default): the default transport of a [`Client`], with rustls and ring.
//! - `aws-lc`: the default transport with rustls and AWS-LC.
//! - `native-tls`: the default transport with the TLS library of the platform.
//! - `http2`: HTTP/2 for the default transport.
//! - `chrono`, `rust_decimal`, `time`, `url`: types of these crates for [formats] of a document.
//! - `compression`: the default transport decompresses responses (gzip, Brotli, Zstandard).
//! - `blocking`: the trait `Blocking`, whose method `.wait()` makes a call without an async runtime.
//! - `oauth2`: `OAuth2`, which requests and renews access tokens.
//! - `rate-limit`: `RateLimiter`, which delays requests so that the server does not reject them.
//! - `reqwest`: `ReqwestTransport`, a transport over a client of `reqwest` that the program builds.
//! - `schemars`: the derive `JsonSchema`, for the trait of the crate `schemars`.
//! - `server`: the module `server`, which serves an implementation of an API with axum.
//! - `wasm_js`: clock, timers and randomness of JavaScript, for `wasm32-unknown-unknown`. It has no effect elsewhere.
//! - `tower`: `TowerTransport` and `TransportService`, for services and layers of `tower`.
//! - `tracing`: a span for each call and an event for each attempt.

// Threads, clocks and randomness are in one module each, because browsers have other ones.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]
// Input never causes a panic.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]
// On docs.rs, items show the features that they require.
#![cfg_attr(docsrs, feature(doc_cfg))]

/// The README, whose code examples are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod client;
mod error;
mod error_kind;
mod escape;
pub mod formats;
// A test of `apicrate-cli` compiles the programs, which use a generated crate.
#[cfg(not(doctest))]
pub mod guide;
#[cfg(feature = "schemars")]
#[doc(hidden)]
pub mod json_schema;
#[cfg(feature = "server")]
pub mod server;
pub mod testing;
mod types;
mod wire;

pub use bytes::Bytes;
#[cfg(feature = "chrono")]
pub use chrono;
pub use http;
pub use jiff;
#[cfg(feature = "reqwest")]
pub use reqwest;
#[cfg(feature = "rust_decimal")]
pub use rust_decimal;
#[cfg(feature = "schemars")]
pub use schemars;
#[doc(hidden)]
pub use serde;
pub use serde_json::Value;
#[cfg(feature = "time")]
pub use time;
#[cfg(feature = "url")]
pub use url;
pub use uuid::Uuid;

#[cfg(feature = "schemars")]
pub use apicrate_derive::JsonSchema;
pub use apicrate_derive::{
    EventData, IntegerEnum, JsonNewtype, JsonObject, JsonUnion, Setters, StringEnum, errors,
};
#[cfg(feature = "blocking")]
pub use client::blocking::Blocking;
pub use client::box_future::BoxFuture;
pub use client::builder::ClientBuilder;
pub use client::call::Call;
pub use client::call_options::CallOptions;
pub use client::document_server::DocumentServer;
pub use client::group::{CallFuture, ResponseFuture};
pub use client::http_client::Client;
pub use client::implementation::{AnswerOf, Implementation, OperationOf, TraitMethod};
#[cfg(feature = "oauth2")]
pub use client::oauth2::{OAuth2, OAuth2Builder};
pub use client::pages::page::{Page, PagePosition};
pub use client::pages::paging::{PageFacts, PageParameter, PagedOperation, Paging, ReceivedPage};
pub use client::pages::{Items, Pages};
pub use client::provider::{CredentialsError, CredentialsProvider};
#[cfg(feature = "rate-limit")]
pub use client::rate_limit::{RateLimit, RateLimiter};
pub use client::reconnect_policy::ReconnectPolicy;
pub use client::retry_policy::RetryPolicy;
pub use client::secret::Secret;
pub use client::security::{Credential, SecurityRequirements};
pub use client::server_url::ServerUrl;
pub use client::transport;
pub use client::transport::{Transport, TransportError};
pub use error::{Error, Result};
pub use error_kind::ErrorKind;
#[doc(hidden)]
pub use escape::Escaped;
pub use types::date::Date;
#[doc(hidden)]
pub use types::integer_enum::deserialize_integer;
pub use types::interpreted::InvalidText;
pub use types::lenient::null_as_default;
#[doc(hidden)]
pub use types::object;
pub use types::patch::Patch;
#[doc(hidden)]
pub use types::setter;
pub use types::setter::{IntoOption, IntoPatch};
pub use types::string_enum::UnknownValue;
#[doc(hidden)]
pub use types::string_enum::{deserialize_known, deserialize_open};
#[doc(hidden)]
pub use types::tagged as unions;
pub use types::tagged::from_value;
pub use types::timestamp::Timestamp;
pub use wire::body::Body;
pub use wire::encoder::Encoder;
pub use wire::encoder::style::ParameterStyle;
#[doc(hidden)]
pub use wire::media_type;
pub use wire::method::Method;
pub use wire::multipart::{FilePart, Multipart};
pub use wire::operation::{Answer, Decode, Operation, not_implemented};
pub use wire::operation_error::{DocumentedErrors, OperationError};
#[doc(hidden)]
pub use wire::operation_error::{ReceivedError, SentError};
pub use wire::operation_info::OperationInfo;
pub use wire::response::Response;
pub use wire::server_template::{ServerTemplate, ServerVariable};
pub use wire::{decode, stream};
