//! Updates a user's preferences.

use trophy_api::Result;
use trophy_api::models::{
    NotificationChannel, NotificationPreferences, StreakEvaluationModePreference,
    StreakPreferences, UpdateUserPreferencesRequest, UserPreferencesResponse,
};

use super::days_off::check_days_off;
use crate::data::tenant::TenantData;
use crate::patch::set;
use crate::refusal::{forbidden, unprocessable};

impl TenantData {
    /// Changes the given preferences. An invalid change has no effect.
    pub(crate) fn update_preferences(
        &mut self,
        id: &str,
        change: UpdateUserPreferencesRequest,
    ) -> Result<UserPreferencesResponse> {
        let mut preferences = self.account(id)?.preferences.clone();
        if let Some(change) = change.notifications {
            update_notifications(&mut preferences.notifications, change)?;
        }
        if let Some(change) = change.streak {
            let is_custom = change.metrics.is_some()
                || change.evaluation_mode.is_some()
                || change.days_off.is_some();
            if is_custom && !self.organization.streaks.customization_enabled {
                return Err(forbidden("streak customization is not enabled"));
            }
            let streak = preferences.streak.take().unwrap_or_default();
            preferences.streak = Some(self.updated_streak(streak, change)?);
        }
        if let Some(account) = self.accounts.get_mut(id) {
            account.preferences.clone_from(&preferences);
        }
        Ok(preferences)
    }

    fn updated_streak(
        &self,
        mut streak: StreakPreferences,
        change: StreakPreferences,
    ) -> Result<StreakPreferences> {
        if let Some(StreakEvaluationModePreference::Unknown(mode)) = &change.evaluation_mode {
            return Err(unprocessable(format!(
                "`streak.evaluationMode`: `{mode}` is neither `OR` nor `AND`"
            )));
        }
        let mut metrics = change.metrics.iter().flatten();
        if let Some(unknown) = metrics.find(|metric| self.metric(&metric.key).is_none()) {
            return Err(unprocessable(format!(
                "`streak.metrics`: no metric has the key `{}`",
                unknown.key
            )));
        }
        if let Some(days) = &change.days_off {
            check_days_off(days)
                .map_err(|problem| unprocessable(format!("`streak.daysOff`: {problem}")))?;
        }
        set(&mut streak.enabled, change.enabled);
        set(&mut streak.evaluation_mode, change.evaluation_mode);
        set(&mut streak.metrics, change.metrics);
        set(&mut streak.days_off, change.days_off);
        Ok(streak)
    }
}

fn update_notifications(
    notifications: &mut NotificationPreferences,
    change: NotificationPreferences,
) -> Result<()> {
    let changes = [
        (
            &mut notifications.achievement_completed,
            change.achievement_completed,
        ),
        (&mut notifications.recap, change.recap),
        (&mut notifications.reactivation, change.reactivation),
        (&mut notifications.streak_reminder, change.streak_reminder),
    ];
    for (channels, change) in changes {
        let unknown = change.iter().flatten().find_map(|channel| match channel {
            NotificationChannel::Unknown(name) => Some(name),
            _ => None,
        });
        if let Some(unknown) = unknown {
            return Err(unprocessable(format!(
                "`notifications`: `{unknown}` is neither `email` nor `push`"
            )));
        }
        set(channels, change);
    }
    Ok(())
}
