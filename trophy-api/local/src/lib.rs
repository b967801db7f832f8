//! A local Trophy server: both APIs on this machine, with their data in memory, for development and tests.
//!
//! It is not for production: it binds to the loopback address only, loses its data when it stops, and accepts any API
//! key unless one is set.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use trophy_api::admin::models::CreateMetricRequestItem;
//! use trophy_api::models::UpsertedUser;
//! use trophy_local::{Achievement, Seed, Server};
//!
//! let seed = Seed::new()
//!     .metric(CreateMetricRequestItem::new("Lessons finished", "lessons-finished"))
//!     .achievement(Achievement::metric("Ten lessons", "lessons-finished", 10.0));
//! let server = Server::builder().seed(seed).start().await?;
//!
//! let trophy = server.client()?;
//! let event = trophy.metrics().event("lessons-finished", UpsertedUser::new("user-18"), 12.0).await?;
//! assert_eq!(event.total, 12.0);
//! assert_eq!(event.achievements[0].name, "Ten lessons");
//! # Ok(())
//! # }
//! ```
//!
//! The command `trophy-local` runs the same server for clients in any language; `trophy-local --help` lists its
//! options.
//!
//! # Implemented behavior
//!
//! The server implements what the API's documents specify:
//!
//! - **Users** are created, identified, updated and read. An absent field keeps its value, `null` clears it. A custom
//!   attribute must exist; attributes that a request does not name keep their values. `signUpDate` is not in the future.
//! - **Metrics**: an event adds to a total. With an `Idempotency-Key`, the first event is answered 201. A repetition is
//!   answered 202 with the same body, except for `idempotentReplayed: true`, and has no effect.
//! - **Achievements**: a user completes each one once: by a call, when a metric reaches a value, when all the
//!   achievements that it depends on are completed, or the given number of years after `signUpDate`. The number of
//!   completions is counted. The Admin API creates, changes and deletes achievements.
//! - **Preferences** of users, including their streak settings. The organization's settings of streaks decide whether
//!   users can have their own metrics, evaluation mode and days off; else 403.
//! - **Settings** of the organization, and of its streaks. Each field is validated.
//! - **Admin API**: every kind of resource is created, listed in pages, read, updated and deleted. Each item of a
//!   request succeeds or fails on its own.
//! - **Tenants**: each `Tenant-ID` has its own data, which is initially the seed.
//! - **Webhooks**: `achievement.completed` is sent when a user completes an achievement, signed with the receiver's
//!   secret.
//!
//! # Web pages
//!
//! A web page that a developer visits can send requests to this server. The server rejects requests:
//!
//! - with 403 if `Host` is neither `localhost`, a name that ends with `.localhost`, nor a loopback address, because the
//!   name may belong to a page (DNS rebinding). [`ServerBuilder::allow_host`] accepts other names.
//! - with 403 if `Origin` is a page of another host, by the same rule.
//! - with 415 if they have a body that is not `application/json`: a page can send other media types without permission.
//!
//! # Limits
//!
//! At most [`MAX_CONNECTIONS`] connections are open. The headers of a request have at most [`MAX_HEADER_SIZE`] bytes, else
//! 431, and must arrive within [`HEADER_TIMEOUT`]. The limits of bodies and parameters are the defaults of
//! `apicrate_runtime::server::RequestLimits`: 2 MiB, within 60 seconds.
//!
//! # Documented examples
//!
//! The documents do not specify how streaks continue, when points are awarded, how ranks change or how a summary is
//! calculated. Responses that depend on such rules are the example in the API's document, the same for every user, and
//! have the header [`HEADER`] with the value `documented-example`. `offset` and `limit` apply to the example's rankings.
//! A user, metric, points system or leaderboard that does not exist is still refused.
//!
//! | call | `x-trophy-local` |
//! | --- | --- |
//! | `users().streak()`, `points()`, `leaderboard()`, `wrapped()`, `metric_event_summary()`, `points_event_summary()` | `documented-example` |
//! | `streaks().list()`, `points().summary()`, `points().level_summary()`, `leaderboards().get()` | `documented-example` |
//! | `metrics().event()`: `currentStreak` is the example; `points` and `leaderboards` are empty | `documented-example; part=currentStreak` |
//! | `achievements().complete()`: `points` is empty | none |
//! | `admin().streaks().restore()`, `freezes().create()`: only check that the users exist | `no-effect` |
//!
//! `admin().streaks().reset()` sets the user's streak in the first two rows to zero. The user's next metric event
//! ends this.
//!
//! # Unspecified behavior
//!
//! In cases that the documents do not specify, the server behaves as follows:
//!
//! - `users().create()` rejects an existing user with 422. `users().get()` rejects an unknown user with 422, since the
//!   document has no 404 for this operation.
//! - Completing an achievement again returns the first response and has no other effect.
//! - Users complete only `active` achievements. The Application API has no `inactive` ones, as if they did not exist; for a
//!   `locked` one, a call is rejected with 422.
//! - An anniversary achievement is completed when a call creates or changes the user, or reports an event of the user, on
//!   the anniversary or later. Days are counted in UTC. The response to an event does not list it.
//! - A change of an achievement takes no completion back. An achievement that depends on a deleted one cannot be
//!   completed any more. A deleted attribute is never satisfied as a condition.
//! - The settings of streaks do not change the documented examples, nor do the days off. The other settings have no
//!   effect. Initially, they have values of the local server, and users can have streak preferences.
//! - The environments are those of the [`Seed`], or `production`. All have the same data.
//! - Leaderboards' `userAttributes` are stored and returned by `leaderboards().all()`; rankings are documented examples.
//! - An idempotency key is valid for its tenant, regardless of the user and the metric. Each tenant has at most
//!   [`MAX_IDEMPOTENCY_KEYS`]; a new key replaces the oldest one.
//! - A webhook is sent once. A failed delivery is reported on standard error. At most [`MAX_QUEUED_WEBHOOKS`] are
//!   queued; further ones are dropped.
//! - Any `Tenant-ID` is accepted, even if no such tenant has been created. The server keeps the data of at most
//!   [`MAX_TENANTS`].

mod admin;
mod application;
mod clock;
mod connections;
mod data;
mod documented;
mod guard;
mod handles;
mod outbox;
mod patch;
mod random;
mod refusal;
mod rules;
mod seed;
mod server;
mod state;

pub use connections::{HEADER_TIMEOUT, MAX_CONNECTIONS, MAX_HEADER_SIZE};
pub use data::replays::MAX_IDEMPOTENCY_KEYS;
pub use documented::HEADER;
pub use outbox::MAX_QUEUED_WEBHOOKS;
pub use seed::{Achievement, Seed, SeedError};
pub use server::{Server, ServerBuilder};
pub use state::MAX_TENANTS;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
