//! The operations of the Admin API.

mod achievements;
mod api_keys;
mod attributes;
mod boosts;
mod checks;
mod environments;
pub(crate) mod items;
mod leaderboards;
mod levels;
mod metrics;
mod settings;
mod streaks;
mod streaks_settings;
mod systems;
pub(crate) mod tenants;
mod triggers;
