//! The operations of the Admin API.

mod api_keys;
mod attributes;
mod boosts;
mod checks;
pub(crate) mod items;
mod leaderboards;
mod levels;
mod metrics;
mod streaks;
mod systems;
pub(crate) mod tenants;
mod triggers;
