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

mod client;
mod error;
mod error_kind;
#[cfg(feature = "server")]
pub mod server;
pub mod testing;
mod types;
mod wire;

pub use bytes::Bytes;
pub use http;
pub use jiff::{Timestamp, civil::Date};
#[doc(hidden)]
pub use serde;
pub use serde_json::Value;
pub use uuid::Uuid;

pub use apicrate_derive::{JsonObject, JsonUnion, Setters};
#[cfg(feature = "blocking")]
pub use client::blocking::Blocking;
pub use client::box_future::BoxFuture;
pub use client::builder::ClientBuilder;
pub use client::call::Call;
pub use client::call_options::CallOptions;
pub use client::group::{CallFuture, ResponseFuture};
pub use client::http_client::Client;
pub use client::implementation::{AnswerOf, Implementation, OperationOf, TraitMethod};
pub use client::pages::{Items, Pages};
#[cfg(feature = "rate-limit")]
pub use client::rate_limit::{RateLimit, RateLimiter};
pub use client::retry_policy::RetryPolicy;
pub use client::secret::Secret;
pub use client::security::{Credential, SecurityRequirements};
pub use client::transport;
pub use client::transport::{Transport, TransportError};
pub use error::{Error, Result};
pub use error_kind::ErrorKind;
#[doc(hidden)]
pub use types::integer_enum::deserialize_integer;
pub use types::lenient::null_as_default;
#[doc(hidden)]
pub use types::object;
pub use types::patch::Patch;
pub use types::string_enum::UnknownValue;
#[doc(hidden)]
pub use types::string_enum::{deserialize_known, deserialize_open};
pub use types::tagged::from_value;
#[doc(hidden)]
pub use types::tagged::read_as;
pub use wire::encoder::Encoder;
pub use wire::encoder::style::ParameterStyle;
pub use wire::multipart::{FilePart, Multipart};
pub use wire::operation::{Answer, Decode, Operation, not_implemented};
pub use wire::operation_info::OperationInfo;
pub use wire::response::Response;
pub use wire::{decode, stream};
