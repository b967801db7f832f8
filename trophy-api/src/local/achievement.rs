//! An achievement: what earns it, who can, and how many did.

use std::collections::BTreeMap;

use super::account::Account;
use super::random;
use super::world::World;
use crate::models::{
    AchievementCompletedEvent, AchievementResponse, AchievementResponseTrigger,
    AchievementWithStatsResponse, PointsTriggerUserAttributesItem, UserAchievementResponse,
    UserAchievementWithStatsResponse,
};
use crate::webhook::WebhookEvent;
use crate::{Result, Timestamp, Uuid};

/// An achievement as it was set up, and how many users have it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Achievement {
    pub(super) definition: AchievementResponse,
    pub(super) completions: i64,
}

/// That a user has earned an achievement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Completion {
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
}

/// What came of an event, for the achievements that hang on its metric.
pub(super) struct Progress<'a> {
    pub(super) metric: Uuid,
    pub(super) value: f64,
    pub(super) attributes: &'a BTreeMap<String, String>,
}

impl Achievement {
    /// Whether a user with these attributes can earn it.
    pub(super) fn is_open_to(&self, attributes: &BTreeMap<String, String>) -> bool {
        holds(&self.definition.user_attributes, attributes)
    }

    /// Whether it hangs on this metric.
    pub(super) fn is_of(&self, metric: Uuid) -> bool {
        self.definition.trigger == AchievementResponseTrigger::Metric
            && self
                .definition
                .metric_id
                .as_deref()
                .and_then(|id| id.parse().ok())
                == Some(metric)
    }

    pub(super) fn with_stats(&self, users: usize) -> AchievementWithStatsResponse {
        self.for_user_with_stats(None, users).into()
    }

    pub(super) fn for_user(&self, account: &Account) -> UserAchievementResponse {
        let it = self.definition.clone();
        #[allow(deprecated, reason = "the API still sends it")]
        UserAchievementResponse {
            id: it.id,
            name: it.name,
            trigger: it.trigger,
            description: it.description,
            badge_url: it.badge_url,
            key: it.key,
            streak_length: it.streak_length,
            achievement_ids: it.achievement_ids,
            metric_id: it.metric_id,
            metric_value: it.metric_value,
            metric_name: it.metric_name,
            user_attributes: it.user_attributes,
            event_attribute: it.event_attribute,
            event_attributes: it.event_attributes,
            achieved_at: self.achieved_at(account),
        }
    }

    pub(super) fn for_user_with_stats(
        &self,
        account: Option<&Account>,
        users: usize,
    ) -> UserAchievementWithStatsResponse {
        let it = self.definition.clone();
        #[allow(deprecated, reason = "the API still sends it")]
        UserAchievementWithStatsResponse {
            id: it.id,
            name: it.name,
            trigger: it.trigger,
            description: it.description,
            badge_url: it.badge_url,
            key: it.key,
            streak_length: it.streak_length,
            achievement_ids: it.achievement_ids,
            metric_id: it.metric_id,
            metric_value: it.metric_value,
            metric_name: it.metric_name,
            user_attributes: it.user_attributes,
            event_attribute: it.event_attribute,
            event_attributes: it.event_attributes,
            completions: self.completions,
            rarity: share(self.completions, users),
            achieved_at: account.and_then(|account| self.achieved_at(account)),
        }
    }

    fn achieved_at(&self, account: &Account) -> Option<Timestamp> {
        let completion = account.completions.get(&self.definition.id)?;
        Some(completion.at)
    }

    /// Whether an event counts towards it.
    fn counts(&self, progress: &Progress<'_>) -> bool {
        holds(&self.definition.event_attributes, progress.attributes)
    }

    fn is_reached(&self, total: f64) -> bool {
        self.definition
            .metric_value
            .is_some_and(|value| total >= value)
    }
}

/// Whether all of these attributes have the values that are asked for.
fn holds(asked: &[PointsTriggerUserAttributesItem], attributes: &BTreeMap<String, String>) -> bool {
    asked
        .iter()
        .all(|asked| attributes.get(&asked.key) == Some(&asked.value))
}

/// A share of all users, in percent.
#[expect(clippy::cast_precision_loss, reason = "there are not that many users")]
fn share(some: i64, all: usize) -> f64 {
    if all == 0 {
        return 0.0;
    }
    some as f64 * 100.0 / all as f64
}

impl World {
    /// Credits a user with an achievement and with what depends on it. Gives what is new, this one first;
    /// nothing, if the user has it already.
    pub(super) fn earn(&mut self, user: &str, achievement: &str) -> Result<Vec<String>> {
        let mut earned = Vec::new();
        let mut due = vec![achievement.to_owned()];
        while let Some(id) = due.pop() {
            if self.credit(user, &id)? {
                due.extend(self.completed_by(user, &id));
                earned.push(id);
            }
        }
        Ok(earned)
    }

    /// Notes that a user has earned an achievement, unless it is known.
    fn credit(&mut self, user: &str, id: &str) -> Result<bool> {
        let Some(account) = self.accounts.get_mut(user) else {
            return Ok(false);
        };
        let achievement = self
            .achievements
            .iter_mut()
            .find(|achievement| achievement.definition.id == id);
        let Some(achievement) = achievement.filter(|_| !account.completions.contains_key(id))
        else {
            return Ok(false);
        };
        let completion = Completion {
            id: random::id()?,
            at: Timestamp::now(),
        };
        account.completions.insert(id.to_owned(), completion);
        achievement.completions += 1;
        let event =
            AchievementCompletedEvent::new(account.user.clone(), achievement.for_user(account));
        self.events
            .push(WebhookEvent::AchievementCompleted(Box::new(event)));
        Ok(true)
    }

    /// Achievements for which this one was the last that the user needed.
    fn completed_by(&self, user: &str, id: &str) -> Vec<String> {
        let Some(account) = self.accounts.get(user) else {
            return Vec::new();
        };
        let has = |id: &String| account.completions.contains_key(id);
        let complete = self.achievements.iter().filter(|achievement| {
            let needed = &achievement.definition.achievement_ids;
            needed.iter().any(|needed| needed == id)
                && needed.iter().all(has)
                && achievement.is_open_to(&account.user.attributes)
        });
        complete
            .map(|achievement| achievement.definition.id.clone())
            .collect()
    }

    /// Counts an event towards achievements, and credits the user with those that it completes.
    pub(super) fn progress(&mut self, user: &str, progress: &Progress<'_>) -> Result<Vec<String>> {
        let Some(account) = self.accounts.get_mut(user) else {
            return Ok(Vec::new());
        };
        let total = account.total(progress.metric);
        let mut reached = Vec::new();
        for achievement in &self.achievements {
            if !achievement.is_of(progress.metric) || !achievement.counts(progress) {
                continue;
            }
            let id = &achievement.definition.id;
            let counted = if achievement.definition.event_attributes.is_empty() {
                total
            } else {
                let counted = account.counted.entry(id.clone()).or_default();
                *counted += progress.value;
                *counted
            };
            if achievement.is_reached(counted) && achievement.is_open_to(&account.user.attributes) {
                reached.push(id.clone());
            }
        }
        let mut earned = Vec::new();
        for id in reached {
            earned.extend(self.earn(user, &id)?);
        }
        Ok(earned)
    }
}
