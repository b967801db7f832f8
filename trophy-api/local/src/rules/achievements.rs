//! Completes achievements.

use trophy_api::models::AchievementCompletedEvent;
use trophy_api::webhook::WebhookEvent;
use trophy_api::{Result, Timestamp};

use crate::data::account::Completion;
use crate::data::achievement::MetricEvent;
use crate::data::tenant::TenantData;
use crate::random;

impl TenantData {
    /// Completes an achievement for a user, and the achievements that depend on it. Returns the IDs of the newly
    /// completed achievements, starting with this one. The list is empty if the user already has it.
    pub(crate) fn complete(&mut self, user: &str, achievement: &str) -> Result<Vec<String>> {
        let mut completed = Vec::new();
        let mut pending = vec![achievement.to_owned()];
        while let Some(id) = pending.pop() {
            if self.complete_one(user, &id)? {
                pending.extend(self.completed_by(user, &id));
                completed.push(id);
            }
        }
        Ok(completed)
    }

    /// Records the completion of one achievement. Returns whether it is new.
    fn complete_one(&mut self, user: &str, id: &str) -> Result<bool> {
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
            id: random::uuid()?,
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

    /// Returns the achievements whose last missing requirement was this one.
    fn completed_by(&self, user: &str, id: &str) -> Vec<String> {
        let Some(account) = self.accounts.get(user) else {
            return Vec::new();
        };
        let has = |id: &String| account.completions.contains_key(id);
        let completed = self.achievements.iter().filter(|achievement| {
            let required = &achievement.definition.achievement_ids;
            required.iter().any(|required| required == id)
                && required.iter().all(has)
                && achievement.is_open_to(&account.user.attributes)
        });
        completed
            .map(|achievement| achievement.definition.id.clone())
            .collect()
    }

    /// Counts an event towards achievements and completes those that it reaches. Returns the IDs of the newly
    /// completed achievements.
    pub(crate) fn complete_reached(
        &mut self,
        user: &str,
        event: &MetricEvent<'_>,
    ) -> Result<Vec<String>> {
        let Some(account) = self.accounts.get_mut(user) else {
            return Ok(Vec::new());
        };
        let total = account.total(event.metric);
        let mut reached = Vec::new();
        for achievement in &self.achievements {
            if !achievement.is_triggered_by(event.metric) || !achievement.counts(event) {
                continue;
            }
            let id = &achievement.definition.id;
            let counted = if achievement.definition.event_attributes.is_empty() {
                total
            } else {
                let counted = account.counted.entry(id.clone()).or_default();
                *counted += event.value;
                *counted
            };
            if achievement.is_reached(counted) && achievement.is_open_to(&account.user.attributes) {
                reached.push(id.clone());
            }
        }
        let mut completed = Vec::new();
        for id in reached {
            completed.extend(self.complete(user, &id)?);
        }
        Ok(completed)
    }
}
