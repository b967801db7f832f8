#![doc = include_str!("../README.md")]
//!
//! # Two layers
//!
//! [`Trophy`] hands out one handle for each group of operations, such as [`Users`]. A handle's
//! methods take what the API requires, the calls they give have a setter for everything optional,
//! and `.await` sends. Below, each group is a trait, such as [`UsersApi`], which a client implements
//! over HTTP and a test implements in memory: [`Users::new`] makes a handle of either.
//!
//! # Absent, null and unknown
//!
//! In what is sent, an optional property is an `Option` and is left out when `None`; one that may
//! also be `null` is a [`Patch`], which tells the two apart. In what arrives, both are `None`, lists
//! and maps that are missing are empty, unknown properties are ignored and unknown values of an
//! enum are kept.
//!
//! # When things go wrong
//!
//! A call that fails for a while is tried again, twice by default and within a minute: when no
//! connection can be made, and after 408, 429 and 5xx where repeating is safe. An event carries an
//! `Idempotency-Key`, made for the caller unless given, that all its attempts share, so that it
//! counts once. An [`Error`] says what was called, how often, what the API answered and, for a body
//! that does not decode, where. Keys are never shown.
//!
//! # Features
//!
//! - `application` (on by default): the Application API, which apps call.
//! - `admin` (on by default): the Admin API, in [`admin`], which sets Trophy up.
//! - `reqwest` (on by default): calls over HTTP without further set-up.
//! - `blocking`: `.wait()` in place of `.await`, on every call.
//! - `rate-limit`: a limit on the requests that are sent in a second.
//! - `server`: the other end, the module `server`: routes to whatever implements the traits, through axum.
//! - `tracing`: a span for each call and an event for each attempt.
//! - `webhooks`: the check of webhooks' signatures, `webhook::Verifier`.

// The features that an item needs, on docs.rs, which has the toolchain for it.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
mod trophy;
#[cfg(feature = "application")]
pub mod webhook;

// Written by the generator, which formats as it likes: `cargo fmt` keeps out.
#[rustfmt::skip]
mod generated {
    #[cfg(feature = "admin")]
    pub mod admin;
    #[cfg(feature = "application")]
    #[allow(unreachable_pub, reason = "what of it is public is chosen below")]
    pub(crate) mod application;
}

#[cfg(feature = "blocking")]
pub use apicrate_runtime::Blocking;
pub use apicrate_runtime::testing::Recorder;
pub use apicrate_runtime::transport::BodyLimit;
pub use apicrate_runtime::{
    Bytes, CallOptions, Client, Date, Error, ErrorKind, Items, Operation, OperationInfo, Pages,
    Patch, Response, Result, RetryPolicy, Secret, Timestamp, Transport, TransportError, Uuid,
    Value, http,
};
#[cfg(feature = "rate-limit")]
pub use apicrate_runtime::{RateLimit, RateLimiter};
pub use builder::TrophyBuilder;
pub use trophy::Trophy;

/// The guides, whose code is compiled and run with the tests.
#[cfg(all(doctest, feature = "blocking", feature = "rate-limit"))]
mod guides {
    #[doc = include_str!("../../docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../docs/using-trophy-api.md")]
    struct Using;
}

#[cfg(not(any(feature = "admin", feature = "application")))]
compile_error!("one of the features `admin` and `application` has to be on");

#[cfg(feature = "application")]
pub use generated::application::{
    Achievements, AchievementsApi, Application, Leaderboards, LeaderboardsApi, Metrics, MetricsApi,
    Points, PointsApi, Streaks, StreaksApi, Users, UsersApi, achievements, leaderboards, metrics,
    models, points, streaks, users,
};

/// The Application API from the other end. That of the Admin API is [`admin::server`].
#[cfg(all(feature = "server", feature = "application"))]
pub use generated::application::server;

#[cfg(feature = "admin")]
pub use generated::admin;
