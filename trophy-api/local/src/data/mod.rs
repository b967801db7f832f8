//! The data of the local server, without the rules that change it.

pub(crate) mod account;
pub(crate) mod achievement;
pub(crate) mod conditions;
pub(crate) mod organization;
pub(crate) mod points_system;
pub(crate) mod replays;
pub(crate) mod tenant;
