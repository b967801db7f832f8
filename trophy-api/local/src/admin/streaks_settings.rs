//! The settings of streaks. They decide which streak preferences users can have; the local server has no streaks.

use std::collections::BTreeSet;

use trophy_api::admin::StreaksSettingsApi;
use trophy_api::admin::models::{
    AdminStreakEvaluationMode, AdminStreakFrequency, StreakSettings, StreakSettingsFreezes,
    StreakSettingsMetric, UpdateStreakSettingsFreezes, UpdateStreakSettingsRequest,
};
use trophy_api::admin::streaks_settings::{GetRequest, UpdateRequest};
use trophy_api::{CallOptions, Patch, Response, Result};

use super::checks::check_range;
use crate::data::tenant::TenantData;
use crate::refusal::unprocessable;
use crate::rules::days_off::check_days_off;
use crate::state::InMemory;

impl StreaksSettingsApi for InMemory {
    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<StreakSettings>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(tenant.organization.streaks.clone())
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<StreakSettings>> {
        self.answer(request.tenant_id, |tenant| {
            let settings = tenant.changed_streak_settings(request.body);
            tenant.organization.streaks = settings.map_err(unprocessable)?;
            Ok(tenant.organization.streaks.clone())
        })
    }
}

impl TenantData {
    fn changed_streak_settings(
        &self,
        change: UpdateStreakSettingsRequest,
    ) -> Result<StreakSettings, String> {
        let mut settings = self.organization.streaks.clone();
        match change.frequency {
            Some(AdminStreakFrequency::Unknown(frequency)) => {
                return Err(format!("`frequency`: `{frequency}` is not a frequency"));
            }
            Some(frequency) => settings.frequency = frequency,
            None => {}
        }
        match change.evaluation_mode {
            Some(AdminStreakEvaluationMode::Unknown(mode)) => {
                return Err(format!(
                    "`evaluationMode`: `{mode}` is neither `OR` nor `AND`"
                ));
            }
            Some(mode) => settings.evaluation_mode = mode,
            None => {}
        }
        if let Some(enabled) = change.customization_enabled {
            settings.customization_enabled = enabled;
        }
        if settings.frequency != AdminStreakFrequency::Daily {
            settings.days_off.clear();
        }
        if let Some(days) = change.days_off {
            check_days_off(&days).map_err(|problem| format!("`daysOff`: {problem}"))?;
            if !days.is_empty() && settings.frequency != AdminStreakFrequency::Daily {
                return Err("`daysOff`: only allowed for the frequency `daily`".to_owned());
            }
            settings.days_off = days;
        }
        if let Some(metrics) = change.metrics {
            self.check_streak_metrics(&metrics)?;
            settings.metrics = metrics;
        }
        match change.freezes {
            Patch::Absent => {}
            Patch::Null => settings.freezes = None,
            Patch::Value(freezes) => settings.freezes = Some(new_freezes(&freezes)?),
        }
        Ok(settings)
    }

    fn check_streak_metrics(&self, metrics: &[StreakSettingsMetric]) -> Result<(), String> {
        if metrics.is_empty() {
            return Err("`metrics`: at least one is required".to_owned());
        }
        let mut keys = BTreeSet::new();
        for metric in metrics {
            let key = &metric.key;
            if self.metric(key).is_none() {
                return Err(format!("`metrics`: no metric has the key `{key}`"));
            }
            if !keys.insert(key) {
                return Err(format!("`metrics`: the key `{key}` occurs twice"));
            }
            check_range("threshold", Some(metric.threshold), 1..=10_000)?;
        }
        Ok(())
    }
}

fn new_freezes(it: &UpdateStreakSettingsFreezes) -> Result<StreakSettingsFreezes, String> {
    let mut freezes = StreakSettingsFreezes::new(it.start_count, it.max_count);
    freezes.auto_earn_interval = it.auto_earn_interval.as_ref().into_option().copied();
    freezes.auto_earn_amount = it.auto_earn_amount.as_ref().into_option().copied();
    check_range("startCount", Some(freezes.start_count), 0..=100)?;
    check_range("maxCount", Some(freezes.max_count), 1..=100)?;
    check_range("autoEarnInterval", freezes.auto_earn_interval, 1..=365)?;
    check_range("autoEarnAmount", freezes.auto_earn_amount, 1..=10)?;
    if freezes.max_count < freezes.start_count {
        return Err("`maxCount`: must not be less than `startCount`".to_owned());
    }
    if freezes.auto_earn_interval.is_some() != freezes.auto_earn_amount.is_some() {
        return Err("`autoEarnInterval` and `autoEarnAmount` must be set together".to_owned());
    }
    Ok(freezes)
}
