//! A points system with its levels, boosts and triggers.

use trophy_api::admin::models::{
    AdminAttribute, AdminPointsBoost, AdminPointsBoostStatus, AdminPointsLevel, AdminPointsSystem,
    AdminPointsTrigger,
};
use trophy_api::{Date, Timestamp};

use super::account::Account;
use super::conditions::hold;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PointsSystem {
    pub(crate) system: AdminPointsSystem,
    pub(crate) levels: Vec<AdminPointsLevel>,
    pub(crate) boosts: Vec<AdminPointsBoost>,
    pub(crate) triggers: Vec<Trigger>,
}

/// A trigger with the timestamps that the Admin API does not have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trigger {
    pub(crate) rule: AdminPointsTrigger,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

impl PointsSystem {
    /// All boosts with their status on a day.
    pub(crate) fn boosts_on(&self, day: Date) -> impl Iterator<Item = AdminPointsBoost> {
        self.boosts.iter().map(move |boost| boost_on(boost, &day))
    }
}

/// A boost with its status on a day, which follows from its start and end.
pub(crate) fn boost_on(boost: &AdminPointsBoost, day: &Date) -> AdminPointsBoost {
    let status = if boost.start > *day {
        AdminPointsBoostStatus::Scheduled
    } else if boost.end.as_ref().is_some_and(|end| end < day) {
        AdminPointsBoostStatus::Finished
    } else {
        AdminPointsBoostStatus::Active
    };
    let mut boost = boost.clone();
    boost.status = status;
    boost
}

/// Returns whether a boost applies to a user.
pub(crate) fn applies_to(
    boost: &AdminPointsBoost,
    account: &Account,
    attributes: &[AdminAttribute],
) -> bool {
    match &boost.user_id {
        Some(user) => *user == account.user.id,
        None => hold(&boost.user_attributes, attributes, &account.user.attributes),
    }
}
