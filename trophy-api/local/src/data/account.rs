//! A user and the user's progress.

use std::collections::BTreeMap;

use trophy_api::models::{NotificationPreferences, User, UserPreferencesResponse};
use trophy_api::{Timestamp, Uuid};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) user: User,
    /// The total of each metric, by the metric's ID.
    pub(crate) totals: BTreeMap<Uuid, f64>,
    /// The totals of achievements that count only some events, by the achievement's ID.
    pub(crate) counted: BTreeMap<Uuid, f64>,
    /// The completed achievements, by the achievement's ID.
    pub(crate) completions: BTreeMap<Uuid, Completion>,
    /// The time at which the streak was reset, unless the user has had an event since.
    pub(crate) streak_reset: Option<Timestamp>,
    pub(crate) preferences: UserPreferencesResponse,
}

/// A record that a user has completed an achievement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Completion {
    pub(crate) id: Uuid,
    pub(crate) at: Timestamp,
}

impl Account {
    pub(crate) fn new(user: User) -> Self {
        Self {
            user,
            totals: BTreeMap::new(),
            counted: BTreeMap::new(),
            completions: BTreeMap::new(),
            streak_reset: None,
            preferences: UserPreferencesResponse::new(NotificationPreferences::default()),
        }
    }

    /// The user's total of a metric.
    pub(crate) fn total(&self, metric: Uuid) -> f64 {
        self.totals.get(&metric).copied().unwrap_or_default()
    }
}
