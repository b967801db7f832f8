//! A Trophy of one's own: both APIs on this machine, with their state in memory, for development and tests.
//!
//! It is not Trophy, and not for production. It binds to the loopback and nowhere else, forgets everything when
//! it stops, and takes every API key unless it is given one.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use trophy_api::admin::models::CreateMetricRequestItem;
//! use trophy_api::local::{Achievement, Seed, Trophy};
//! use trophy_api::models::UpsertedUser;
//!
//! let seed = Seed::new()
//!     .metric(CreateMetricRequestItem::new("Lessons finished", "lessons-finished"))
//!     .achievement(Achievement::metric("Ten lessons", "lessons-finished", 10.0));
//! let local = Trophy::builder().seed(seed).start().await?;
//!
//! let trophy = local.client()?;
//! let event = trophy.metrics().event("lessons-finished", UpsertedUser::new("user-18"), 12.0).await?;
//! assert_eq!(event.total, 12.0);
//! assert_eq!(event.achievements[0].name, "Ten lessons");
//! # Ok(())
//! # }
//! ```
//!
//! # What it does itself
//!
//! What the documents of the API say for certain:
//!
//! - **Users**: they are created, identified, changed and read. A field that is left out stays, one that is
//!   `null` is cleared. An attribute has to be one that exists; those that are not named stay.
//! - **Metrics**: an event adds to a total. With an `Idempotency-Key`, the first event is answered 201 and each
//!   repeat 202, with what the first was told, `idempotentReplayed: true`, and no effect.
//! - **Achievements**: each is earned once, by a call, by a metric that reaches its value, or when all that it
//!   depends on are earned. How many users have it is counted.
//! - **Preferences** of users, and the streak settings among them.
//! - **The Admin API**: whatever can be created can be listed page by page, read, changed and deleted. Items
//!   are judged one by one.
//! - **Tenants**: each `Tenant-ID` has a world of its own, which begins as the seed says.
//! - **Webhooks**: `achievement.completed` goes out when one is earned, signed with the secret of its receiver.
//!
//! # What it does not guess
//!
//! How streaks roll over, when points are awarded, how ranks move and what a summary sums up are Trophy's own
//! rules. What follows from them is answered with the example in the API's document, the same for everyone, and
//! the response says so: its header [`HEADER`] is `documented-example`. A user, metric, points system or
//! leaderboard that is not there is refused all the same.
//!
//! | call | `x-trophy-local` |
//! | --- | --- |
//! | `users().streak()`, `points()`, `leaderboard()`, `wrapped()`, `metric_event_summary()`, `points_event_summary()` | `documented-example` |
//! | `streaks().list()`, `points().summary()`, `points().level_summary()`, `leaderboards().get()` | `documented-example` |
//! | `metrics().event()`: its `currentStreak`; its `points` and `leaderboards` are empty | `documented-example; part=currentStreak` |
//! | `achievements().complete()`: its `points` are empty | none |
//! | `admin().streaks().restore()`, `freezes().create()`: users are looked up, and that is all | `no-effect` |
//!
//! # Where the documents are silent
//!
//! - `users().create()` refuses a user who is there already with 422, and so does `users().get()` for one who is
//!   not: the document has no 404 for it.
//! - An achievement that is completed again is answered as it was the first time, and nothing else happens.
//! - An idempotency key holds for its tenant, whatever the user and metric. The last [`REMEMBERED_KEYS`] of
//!   them are remembered.
//! - A webhook is sent once; one that cannot be delivered is reported on standard error. Up to
//!   [`WAITING_WEBHOOKS`] wait for their turn, and what is more is dropped.
//! - A tenant need not have been created to be named in `Tenant-ID`. There is room for
//!   [`WORLDS`] of them.

mod account;
mod achievement;
mod achievements;
mod admin;
mod clock;
mod documented;
mod groups;
#[rustfmt::skip]
mod examples {
    pub(super) mod application;
}
mod leaderboards;
mod metrics;
mod points;
mod preferences;
mod random;
mod seed;
mod server;
mod state;
mod streaks;
mod users;
mod webhooks;
mod world;

pub use documented::HEADER;
pub use metrics::REMEMBERED_KEYS;
pub use seed::{Achievement, Seed, SeedError};
pub use server::{Trophy, TrophyBuilder};
pub use state::WORLDS;
pub use webhooks::WAITING_WEBHOOKS;
