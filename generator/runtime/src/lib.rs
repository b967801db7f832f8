//! What code written by `apicrate` calls: requests as plain data, responses, one kind of
//! error, a tri-state, open enums, and a client over a transport that can be replaced. It knows
//! HTTP, JSON and time; it knows no API in particular and nothing about how the code that calls it
//! was written.
//!
//! The trip of one call, and the module for each step:
//!
//! ```text
//! request ──Operation::encode──▶ http::Request ──Client: URL, headers──▶ Transport ⟲ retry
//!          (encoder)                                                       │
//! Response<T> ◀──Operation::decode── http::Response ◀──────────────────────┘
//!          (decode)
//! ```
//!
//! The code that a generator writes for one operation is a struct and an [`Operation`]:
//!
//! ```
//! use apicrate_runtime::{Decode, Encoder, Operation, decode, http};
//!
//! struct GetUser {
//!     id: String,
//! }
//!
//! impl Operation for GetUser {
//!     type Output = apicrate_runtime::Value;
//!
//!     const ID: &'static str = "users_get";
//!     const METHOD: http::Method = http::Method::GET;
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
//! - `reqwest` (on by default): the transport that a [`Client`] uses when it is given no other.
//! - `blocking`: the trait `Blocking`, whose `.wait()` makes a call without an async runtime.
//! - `rate-limit`: `RateLimiter`, which holds requests back rather than have them refused.
//! - `server`: the other end, the module `server`: routes to whatever implements an API, through axum.
//! - `tracing`: a span for each call, an event for each attempt.

// The features that an item needs, on docs.rs, which has the toolchain for it.
#![cfg_attr(docsrs, feature(doc_cfg))]

/// The package's front page, whose code is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod backend;
mod base_url;
#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod call_options;
mod client;
mod compared;
pub mod decode;
mod derived;
mod encoder;
mod error;
mod headers;
mod integer_enum;
mod lenient;
mod limits;
mod multipart;
#[doc(hidden)]
pub mod object;
mod operation;
mod origin;
mod pages;
mod patch;
mod random;
#[cfg(feature = "rate-limit")]
mod rate_limit;
mod redact;
mod response;
mod retry;
mod secret;
mod security;
#[cfg(feature = "server")]
pub mod server;
pub mod stream;
mod string_enum;
mod tagged;
mod trace;
pub mod transport;
mod within;

use std::pin::Pin;

pub use bytes::Bytes;
pub use http;
pub use jiff::{Timestamp, civil::Date};
#[doc(hidden)]
pub use serde;
pub use serde_json::Value;
pub use uuid::Uuid;

pub use apicrate_derive::{Builder, Object, Union};
pub use backend::{Backend, Method, OperationOf};
#[cfg(feature = "blocking")]
pub use blocking::Blocking;
pub use call::{Pending, Sending};
pub use call_options::CallOptions;
pub use client::{Call, Client, ClientBuilder};
pub use encoder::{Encoder, FormStyle};
pub use error::{Error, ErrorKind};
#[doc(hidden)]
pub use integer_enum::deserialize_integer;
pub use lenient::null_as_default;
pub use multipart::{FilePart, Multipart};
pub use operation::{Answer, Decode, Operation, OperationInfo, not_implemented};
pub use pages::{Items, Pages};
pub use patch::Patch;
#[cfg(feature = "rate-limit")]
pub use rate_limit::{RateLimit, RateLimiter};
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use security::{Credential, SecurityRequirements};
pub use string_enum::UnknownValue;
#[doc(hidden)]
pub use string_enum::{deserialize_known, deserialize_open};
pub use tagged::from_value;
#[doc(hidden)]
pub use tagged::read_as;
pub use transport::{Transport, TransportError};

/// A future behind a pointer: what a trait returns whose implementations have futures of different
/// types.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;
