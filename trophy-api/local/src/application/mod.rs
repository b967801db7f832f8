//! The operations of the Application API.

mod achievements;
mod attributes;
mod leaderboards;
mod metrics;
mod points;
mod streaks;
mod users;
