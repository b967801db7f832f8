#![doc = include_str!("../README.md")]
//!
//! # Two layers
//!
//! [`Trophy`] returns one handle for each group of operations, such as [`UsersClient`]. The arguments of a handle's method
//! are the values that the API requires. The method returns a call, which has a setter for each optional value;
//! `.await` sends the call.
//!
//! Each group is also a trait, such as [`UsersApi`]. The HTTP client implements it, and a test can implement it in
//! memory. [`UsersClient::new`] creates a handle from any implementation.
//!
//! # Absent, null and unknown
//!
//! In requests, an optional property is an `Option`; `None` omits it. A property that can also be `null` is a
//! [`Patch`], which distinguishes absent from `null`.
//!
//! In responses, absent and `null` both become `None`, and absent lists and maps become empty. Unknown properties are
//! ignored; unknown enum values are preserved.
//!
//! # Errors and retries
//!
//! After a temporary failure a call is retried, by default at most twice and for at most one minute: if no connection
//! could be made, and, where repeating is safe, after a broken connection, an attempt that timed out, and the statuses
//! 408, 429 and 5xx. All attempts of a metric event have the same `Idempotency-Key`, which the client generates unless
//! one is set, so the event counts once.
//!
//! An [`Error`] contains the operation, the number of attempts, the API's response and, for a body that does not
//! decode, the JSON path of the problem. It never shows API keys.
//!
//! # Features
//!
//! - `application` (default): the Application API, which apps call.
//! - `admin` (default): the Admin API, in [`admin`], which configures Trophy.
//! - `http-transport` (default): the HTTP transport, with rustls and ring.
//! - `aws-lc`, `native-tls`: the HTTP transport with rustls and AWS-LC, or with the TLS library of the platform.
//! - `http2`, `compression`: HTTP/2, and decompression of responses, for the HTTP transport.
//! - `blocking`: `.wait()` on every call, as an alternative to `.await`.
//! - `rate-limit`: limits the number of requests per second.
//! - `reqwest`: `ReqwestTransport`, a transport over your own client of `reqwest`.
//! - `server`: Axum routes for implementations of the operation traits, in the module `server`.
//! - `tracing`: a tracing span for each call and an event for each attempt.
//! - `wasm_js`: clock, timers and randomness of JavaScript, for `wasm32-unknown-unknown`.
//! - `webhooks`: `webhook::Verifier`, which verifies webhook signatures, and `webhook::sign` for tests.

// Shows the required features of each item on docs.rs, which uses a nightly toolchain.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
// `trophy-checks` compiles the programs, some of which need the generator.
#[cfg(not(doctest))]
pub mod guide;
mod trophy;
#[cfg(feature = "application")]
pub mod webhook;

// Generated code keeps the format of the generator.
#[rustfmt::skip]
mod generated;

#[cfg(feature = "blocking")]
pub use apicrate_runtime::Blocking;
pub use apicrate_runtime::testing::Recorder;
pub use apicrate_runtime::transport::{BodyLimit, Middleware, Next};
#[cfg(any(feature = "http-transport", feature = "aws-lc", feature = "native-tls"))]
pub use apicrate_runtime::transport::{HttpTransport, HttpTransportBuilder, TlsBackend};
pub use apicrate_runtime::{
    Body, Bytes, CallOptions, Client, Date, Error, ErrorKind, Items, Operation, OperationInfo,
    Page, PagePosition, Pages, Patch, Response, Result, RetryPolicy, Secret, Timestamp, Transport,
    TransportError, Uuid, Value, http,
};
#[cfg(feature = "rate-limit")]
pub use apicrate_runtime::{RateLimit, RateLimiter};
#[cfg(feature = "reqwest")]
pub use apicrate_runtime::{reqwest, transport::ReqwestTransport};
pub use builder::TrophyBuilder;
pub use trophy::Trophy;

#[cfg(not(any(feature = "admin", feature = "application")))]
compile_error!("enable at least one of the features `admin` and `application`");

#[cfg(feature = "application")]
pub use generated::application::{
    AchievementsApi, AchievementsClient, Application, LeaderboardsApi, LeaderboardsClient,
    MetricsApi, MetricsClient, PointsApi, PointsClient, StreaksApi, StreaksClient, UsersApi,
    UsersClient, achievements, leaderboards, metrics, models, points, streaks, users,
};

/// Axum routes for the Application API. Those for the Admin API are in [`admin::server`].
#[cfg(all(feature = "server", feature = "application"))]
pub use generated::application::server;

#[cfg(feature = "admin")]
pub use generated::admin;
