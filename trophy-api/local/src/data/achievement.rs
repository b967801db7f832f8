//! An achievement and the number of users who have completed it.

use std::collections::BTreeMap;

use trophy_api::admin::models::{
    AdminAchievement, AdminAchievementStatus, AdminAchievementTrigger, AdminAttribute,
    CreatedMetric,
};
use trophy_api::models::{UserAchievementResponse, UserAchievementWithStatsResponse};
use trophy_api::{Timestamp, Uuid};

use super::account::Account;
use super::conditions::{by_key, hold};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AchievementRecord {
    pub(crate) rule: AdminAchievement,
    /// The number of users who have completed the achievement.
    pub(crate) completions: i64,
}

/// The resources to which achievements refer.
#[derive(Clone, Copy)]
pub(crate) struct References<'a> {
    pub(crate) attributes: &'a [AdminAttribute],
    pub(crate) metrics: &'a [CreatedMetric],
}

/// The properties of a metric event on which achievements depend.
pub(crate) struct MetricEvent<'a> {
    pub(crate) metric: Uuid,
    pub(crate) value: f64,
    pub(crate) attributes: &'a BTreeMap<String, String>,
}

impl AchievementRecord {
    /// Returns whether the Application API has the achievement.
    pub(crate) fn is_visible(&self) -> bool {
        self.rule.status != AdminAchievementStatus::Inactive
    }

    /// Returns whether a user with these attributes can complete the achievement, according to its conditions.
    pub(crate) fn is_open_to(
        &self,
        values: &BTreeMap<String, String>,
        attributes: &[AdminAttribute],
    ) -> bool {
        hold(&self.rule.user_attributes, attributes, values)
    }

    /// Returns whether a user with these attributes can complete the achievement now.
    pub(crate) fn can_be_completed(
        &self,
        values: &BTreeMap<String, String>,
        attributes: &[AdminAttribute],
    ) -> bool {
        self.rule.status == AdminAchievementStatus::Active && self.is_open_to(values, attributes)
    }

    /// Returns whether this metric triggers the achievement.
    pub(crate) fn is_triggered_by(&self, metric: Uuid) -> bool {
        self.rule.trigger == AdminAchievementTrigger::Metric && self.rule.metric_id == Some(metric)
    }

    /// Returns whether the achievement counts this event.
    pub(crate) fn counts(&self, event: &MetricEvent<'_>, attributes: &[AdminAttribute]) -> bool {
        hold(&self.rule.event_attributes, attributes, event.attributes)
    }

    pub(crate) fn is_reached(&self, total: f64) -> bool {
        self.rule.metric_value.is_some_and(|value| total >= value)
    }

    pub(crate) fn for_user(
        &self,
        account: Option<&Account>,
        references: References<'_>,
    ) -> UserAchievementResponse {
        let it = &self.rule;
        let trigger = it.trigger.as_str().into();
        let mut response = UserAchievementResponse::new(it.id.to_string(), &it.name, trigger)
            .achievement_ids(it.achievement_ids.iter().map(Uuid::to_string))
            .user_attributes(by_key(&it.user_attributes, references.attributes))
            .event_attributes(by_key(&it.event_attributes, references.attributes));
        let metric = references
            .metrics
            .iter()
            .find(|metric| Some(metric.id) == it.metric_id);
        response.description.clone_from(&it.description);
        response.badge_url = it.badge.as_ref().map(|badge| badge.url.clone());
        response.key.clone_from(&it.key);
        response.streak_length = it.streak_length;
        response.anniversary_years = it.anniversary_years;
        response.metric_id = it.metric_id.map(|id| id.to_string());
        response.metric_value = it.metric_value;
        response.metric_name = metric.map(|metric| metric.name.clone());
        response.achieved_at = account.and_then(|account| self.achieved_at(account));
        response
    }

    /// The achievement with its statistics, among this number of users.
    pub(crate) fn for_user_with_stats(
        &self,
        account: Option<&Account>,
        references: References<'_>,
        users: usize,
    ) -> UserAchievementWithStatsResponse {
        let it = self.for_user(account, references);
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
        response.anniversary_years = it.anniversary_years;
        response.metric_id = it.metric_id;
        response.metric_value = it.metric_value;
        response.metric_name = it.metric_name;
        response.achieved_at = it.achieved_at;
        response
    }

    fn achieved_at(&self, account: &Account) -> Option<Timestamp> {
        let completion = account.completions.get(&self.rule.id)?;
        Some(completion.at.clone())
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are not that many users")]
fn percentage(some: i64, all: usize) -> f64 {
    if all == 0 {
        return 0.0;
    }
    some as f64 * 100.0 / all as f64
}
