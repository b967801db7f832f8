//! What a user has chosen for notifications and streaks.

use super::account::set;
use super::state::unprocessable;
use super::world::World;
use crate::Result;
use crate::models::{
    NotificationChannel, NotificationPreferences, StreakEvaluationModePreference,
    StreakPreferences, UpdateUserPreferencesRequest, UserPreferencesResponse,
};

impl World {
    /// Changes what is given, whole or not at all.
    pub(super) fn prefer(
        &mut self,
        id: &str,
        change: UpdateUserPreferencesRequest,
    ) -> Result<UserPreferencesResponse> {
        let mut preferences = self.account(id)?.preferences.clone();
        if let Some(change) = change.notifications {
            notify(&mut preferences.notifications, change)?;
        }
        if let Some(change) = change.streak {
            let streak = preferences.streak.take().unwrap_or_default();
            preferences.streak = Some(self.customised(streak, change)?);
        }
        if let Some(account) = self.accounts.get_mut(id) {
            account.preferences.clone_from(&preferences);
        }
        Ok(preferences)
    }

    fn customised(
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
        set(&mut streak.enabled, change.enabled);
        set(&mut streak.evaluation_mode, change.evaluation_mode);
        set(&mut streak.metrics, change.metrics);
        Ok(streak)
    }
}

fn notify(
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
