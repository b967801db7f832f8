//! An achievement and the number of users who have completed it.

use std::collections::BTreeMap;

use trophy_api::models::{
    AchievementResponseTrigger, AchievementWithStatsResponse, PointsTriggerUserAttributesItem,
    UserAchievementResponse, UserAchievementWithStatsResponse,
};
use trophy_api::{Timestamp, Uuid};

use super::account::Account;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AchievementRecord {
    /// The achievement. The field `achieved_at` is not set, since it depends on the user.
    pub(crate) definition: UserAchievementResponse,
    /// The number of users who have completed the achievement.
    pub(crate) completions: i64,
}

/// The properties of a metric event on which achievements depend.
pub(crate) struct MetricEvent<'a> {
    pub(crate) metric: Uuid,
    pub(crate) value: f64,
    pub(crate) attributes: &'a BTreeMap<String, String>,
}

impl AchievementRecord {
    /// Returns whether a user with these attributes can complete the achievement.
    pub(crate) fn is_open_to(&self, attributes: &BTreeMap<String, String>) -> bool {
        match_all(&self.definition.user_attributes, attributes)
    }

    /// Returns whether this metric triggers the achievement.
    pub(crate) fn is_triggered_by(&self, metric: Uuid) -> bool {
        let id = self.definition.metric_id.as_deref();
        self.definition.trigger == AchievementResponseTrigger::Metric
            && id.and_then(|id| id.parse().ok()) == Some(metric)
    }

    /// Returns whether the achievement counts this event.
    pub(crate) fn counts(&self, event: &MetricEvent<'_>) -> bool {
        match_all(&self.definition.event_attributes, event.attributes)
    }

    pub(crate) fn is_reached(&self, total: f64) -> bool {
        self.definition
            .metric_value
            .is_some_and(|value| total >= value)
    }

    /// The achievement with its statistics, among this number of users.
    pub(crate) fn with_stats(&self, users: usize) -> AchievementWithStatsResponse {
        self.for_user_with_stats(None, users).into()
    }

    pub(crate) fn for_user(&self, account: &Account) -> UserAchievementResponse {
        let mut response = self.definition.clone();
        response.achieved_at = self.achieved_at(account);
        response
    }

    pub(crate) fn for_user_with_stats(
        &self,
        account: Option<&Account>,
        users: usize,
    ) -> UserAchievementWithStatsResponse {
        let it = self.definition.clone();
        let rarity = percentage(self.completions, users);
        let mut response = UserAchievementWithStatsResponse::new(
            it.id,
            it.name,
            it.trigger,
            self.completions,
            rarity,
        )
        .achievement_ids(it.achievement_ids)
        .user_attributes(it.user_attributes)
        .event_attributes(it.event_attributes);
        response.description = it.description;
        response.badge_url = it.badge_url;
        response.key = it.key;
        response.streak_length = it.streak_length;
        response.metric_id = it.metric_id;
        response.metric_value = it.metric_value;
        response.metric_name = it.metric_name;
        response.achieved_at = account.and_then(|account| self.achieved_at(account));
        response
    }

    fn achieved_at(&self, account: &Account) -> Option<Timestamp> {
        let completion = account.completions.get(&self.definition.id)?;
        Some(completion.at.clone())
    }
}

/// Returns whether the attributes have all the required values.
fn match_all(
    required: &[PointsTriggerUserAttributesItem],
    attributes: &BTreeMap<String, String>,
) -> bool {
    required
        .iter()
        .all(|required| attributes.get(&required.key) == Some(&required.value))
}

#[expect(clippy::cast_precision_loss, reason = "there are not that many users")]
fn percentage(some: i64, all: usize) -> f64 {
    if all == 0 {
        return 0.0;
    }
    some as f64 * 100.0 / all as f64
}
