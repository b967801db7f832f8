#![doc = include_str!("../README.md")]
//!
//! # Guides
//!
//! - [Using this crate](guide::using): settings, errors, retries, pages, webhooks, tenants
//! - [Testing](guide::testing): test doubles, recorded responses, a local Trophy server
//! - [Calls in general](apicrate_runtime::guide): transports, browsers, middleware, streams
//!
//! # Groups
//!
//! A method of [`Trophy`] returns the handle of each group. The arguments of a handle's method are the values that the API
//! requires. The method returns a call, which has a setter for each optional value; `.await` sends the call.
//!
//! - [`metrics`](MetricsClient): sends the events on which achievements, streaks, points and leaderboards depend
//! - [`users`](UsersClient): users, and everything that belongs to one of them
//! - [`achievements`](AchievementsClient): lists achievements, and completes them
//! - [`leaderboards`](LeaderboardsClient): leaderboards and their rankings
//! - [`points`](PointsClient): points systems with their levels and boosts
//! - [`streaks`](StreaksClient): streaks of several users at once
//! - [`admin`](Trophy::admin): the groups of the Admin API, which configures Trophy
//!
//! # Webhooks
//!
//! With the feature `webhooks`, `webhook::Verifier` checks the signature of a request and decodes its event:
//!
//! ```
//! # #[cfg(feature = "webhooks")]
//! # mod app {
//! use trophy_api::http::{HeaderMap, StatusCode};
//! use trophy_api::webhook::{Verifier, WebhookEvent};
//!
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
//!     match verifier.verify(headers, body) {
//!         Ok(WebhookEvent::AchievementCompleted(event)) => {
//!             println!("{} completed {}", event.user.id, event.achievement.name);
//!             StatusCode::OK
//!         }
//!         Ok(_) => StatusCode::OK,
//!         Err(error) => error.status(),
//!     }
//! }
//! # }
//! ```
//!
//! # Tests
//!
//! Each group has a trait, such as [`UsersApi`]. A test double implements the operations that a test needs:
//!
//! ```
//! # #[cfg(feature = "application")]
//! # mod test {
//! use trophy_api::models::{StreakFrequency, StreakResponse};
//! use trophy_api::users::StreakRequest;
//! use trophy_api::{CallOptions, Response, Result, Trophy, UsersApi};
//!
//! struct Users;
//!
//! impl UsersApi for Users {
//!     async fn streak(&self, _: StreakRequest, _: CallOptions) -> Result<Response<StreakResponse>> {
//!         Ok(StreakResponse::new(7, StreakFrequency::Daily).into())
//!     }
//! }
//!
//! fn trophy() -> Result<Trophy> {
//!     Trophy::builder().users(Users).build()
//! }
//! # }
//! ```
//!
//! [`Recorder`] returns prepared responses and records the requests. The package `trophy-local` is a Trophy server in memory.
//! With the feature `server`, the module `server` serves any implementation of the traits.
//!
//! # Absent, null and unknown
//!
//! In requests, an optional property is an `Option`; `None` omits it. A property that can also be `null` is a
//! [`Patch`], which distinguishes absent from `null`.
//!
//! In responses, absent and `null` both become `None`, and absent lists and maps become empty. Unknown properties are
//! ignored; unknown enum values are preserved.
//!
//! # Retries
//!
//! After a temporary failure a call is retried, by default at most twice and for at most one minute: if no connection
//! could be made, and, where repeating is safe, after a broken connection, an attempt that timed out, and the statuses
//! 408, 429 and 5xx except 501. All attempts of a metric event have the same `Idempotency-Key`, which the client
//! generates unless one is set, so the event counts once.
//!
//! # Features
//!
//! - `application` (default): the Application API, which apps call.
//! - `admin` (default): the Admin API, in [`admin`], which configures Trophy.
//! - `http-transport` (default): the HTTP transport, with rustls and ring.
//! - `aws-lc`, `native-tls`: the HTTP transport with rustls and AWS-LC, or with the TLS library of the platform.
//! - `http2`, `compression`: HTTP/2, and decompression of responses, for the HTTP transport.
//! - `blocking`: `.wait()` on every call, as an alternative to `.await`, with the trait `Blocking`.
//! - `rate-limit`: limits the number of requests per second: `RateLimiter`, and [`TrophyBuilder`]'s method `rate_limit`.
//! - `reqwest`: `ReqwestTransport`, a transport over your own client of `reqwest`.
//! - `server`: Axum routes for implementations of the operation traits, in the module `server`, and `received` of
//!   [`Recorder`].
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
    Body, Bytes, CallOptions, Client, Date, Error, ErrorKind, InvalidText, Items, Operation,
    OperationInfo, Page, PagePosition, Pages, Patch, Response, Result, RetryPolicy, Secret,
    Timestamp, Transport, TransportError, Uuid, Value, http,
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
