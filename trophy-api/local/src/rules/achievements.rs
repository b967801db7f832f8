//! Completes achievements.

use jiff::Span;
use trophy_api::admin::models::AdminAchievementTrigger;
use trophy_api::models::AchievementCompletedEvent;
use trophy_api::webhook::WebhookEvent;
use trophy_api::{Date, Result, Uuid};

use crate::data::account::{Account, Completion};
use crate::data::achievement::{AchievementRecord, MetricEvent, References};
use crate::data::tenant::TenantData;
use crate::{clock, random};

impl TenantData {
    /// Completes an achievement for a user, and the achievements that depend on it. Returns the IDs of the newly
    /// completed achievements, starting with this one. The list is empty if the user already has it.
    pub(crate) fn complete(&mut self, user: &str, achievement: Uuid) -> Result<Vec<Uuid>> {
        let mut completed = Vec::new();
        let mut pending = vec![achievement];
        while let Some(id) = pending.pop() {
            if self.complete_one(user, id)? {
                pending.extend(self.completed_by(user, id));
                completed.push(id);
            }
        }
        Ok(completed)
    }

    /// Records the completion of one achievement. Returns whether it is new.
    fn complete_one(&mut self, user: &str, id: Uuid) -> Result<bool> {
        let references = References {
            attributes: &self.attributes,
            metrics: &self.metrics,
        };
        let Some(account) = self.accounts.get_mut(user) else {
            return Ok(false);
        };
        let achievement = self.achievements.iter_mut().find(|it| it.rule.id == id);
        let Some(achievement) = achievement.filter(|_| !account.completions.contains_key(&id))
        else {
            return Ok(false);
        };
        let completion = Completion {
            id: random::uuid()?,
            at: clock::now(),
        };
        account.completions.insert(id, completion);
        achievement.completions += 1;
        let event = AchievementCompletedEvent::new(
            account.user.clone(),
            achievement.for_user(Some(account), references),
        );
        self.events
            .push(WebhookEvent::AchievementCompleted(Box::new(event)));
        Ok(true)
    }

    /// Returns the achievements whose last missing requirement was this one.
    fn completed_by(&self, user: &str, id: Uuid) -> Vec<Uuid> {
        self.completed_if(user, |account, achievement| {
            let required = &achievement.rule.achievement_ids;
            required.contains(&id)
                && required
                    .iter()
                    .all(|id| account.completions.contains_key(id))
        })
    }

    /// Completes the achievements for the years since the user signed up.
    pub(crate) fn complete_anniversaries(&mut self, user: &str) -> Result<()> {
        let today = clock::today();
        let reached = self.completed_if(user, |account, achievement| {
            achievement.rule.trigger == AdminAchievementTrigger::Anniversary
                && !account.completions.contains_key(&achievement.rule.id)
                && account
                    .user
                    .sign_up_date
                    .as_ref()
                    .zip(achievement.rule.anniversary_years)
                    .and_then(|(signed_up, years)| anniversary(signed_up, years))
                    .is_some_and(|anniversary| anniversary <= today)
        });
        for id in reached {
            self.complete(user, id)?;
        }
        Ok(())
    }

    /// Returns the achievements that the user can complete now and for which `condition` is true.
    fn completed_if(
        &self,
        user: &str,
        condition: impl Fn(&Account, &AchievementRecord) -> bool,
    ) -> Vec<Uuid> {
        let Some(account) = self.accounts.get(user) else {
            return Vec::new();
        };
        let completed = self.achievements.iter().filter(|achievement| {
            condition(account, achievement)
                && achievement.can_be_completed(&account.user.attributes, &self.attributes)
        });
        completed.map(|achievement| achievement.rule.id).collect()
    }

    /// Counts an event towards achievements and completes those that it reaches. Returns the IDs of the newly
    /// completed achievements.
    pub(crate) fn complete_reached(
        &mut self,
        user: &str,
        event: &MetricEvent<'_>,
    ) -> Result<Vec<Uuid>> {
        let Some(account) = self.accounts.get_mut(user) else {
            return Ok(Vec::new());
        };
        let total = account.total(event.metric);
        let mut reached = Vec::new();
        for achievement in &self.achievements {
            if !achievement.is_triggered_by(event.metric)
                || !achievement.counts(event, &self.attributes)
            {
                continue;
            }
            let id = achievement.rule.id;
            let counted = if achievement.rule.event_attributes.is_empty() {
                total
            } else {
                let counted = account.counted.entry(id).or_default();
                *counted += event.value;
                *counted
            };
            if achievement.is_reached(counted)
                && achievement.can_be_completed(&account.user.attributes, &self.attributes)
            {
                reached.push(id);
            }
        }
        let mut completed = Vec::new();
        for id in reached {
            completed.extend(self.complete(user, id)?);
        }
        Ok(completed)
    }
}

/// The day this many years after a sign-up, or `None` if no calendar has it.
fn anniversary(signed_up: &Date, years: i64) -> Option<Date> {
    let years = Span::new().try_years(years).ok()?;
    Some(signed_up.to_jiff()?.checked_add(years).ok()?.into())
}
