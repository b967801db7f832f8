//! The settings of an organization, and its environments.

use trophy_api::admin::models::{
    AdminAggregationPeriod, AdminEnvironment, AdminFontFamily, AdminSettings,
    AdminSettingsBranding, AdminSettingsExperimentation, AdminStreakEvaluationMode,
    AdminStreakFrequency, StreakSettings,
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Organization {
    pub(crate) settings: AdminSettings,
    pub(crate) streaks: StreakSettings,
    /// In the order of their priority.
    pub(crate) environments: Vec<AdminEnvironment>,
}

/// The documents do not specify the settings of a new organization. These allow users to have streak preferences.
impl Default for Organization {
    fn default() -> Self {
        Self {
            settings: AdminSettings::new(
                AdminSettingsBranding::new(
                    "Local Trophy",
                    "http://localhost",
                    "#000000",
                    AdminFontFamily::ModernSans,
                ),
                AdminSettingsExperimentation::new(0, 7),
                AdminAggregationPeriod::Weekly,
            ),
            streaks: StreakSettings::new(
                AdminStreakFrequency::Daily,
                AdminStreakEvaluationMode::Or,
                true,
            ),
            environments: vec![AdminEnvironment::new("Production", "production", 1)],
        }
    }
}
