//! The rules that change a tenant's data when an operation of the Application API is called.

mod achievements;
pub(crate) mod days_off;
mod events;
mod preferences;
mod users;
