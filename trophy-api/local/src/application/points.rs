//! Points systems. Their configuration is from the Admin API; users' points are documented examples.

use trophy_api::admin::models::{
    AdminPointsBoost, AdminPointsBoostStatus, AdminPointsTriggerStatus, AdminPointsTriggerTimeUnit,
};
use trophy_api::models::{
    PointsBoost, PointsLevel, PointsLevelSummaryResponse, PointsSummaryResponse,
    PointsSystemResponse, PointsTrigger, PointsTriggerTimeUnit, PointsTriggerType,
};
use trophy_api::points::{
    BoostsRequest, LevelSummaryRequest, LevelsRequest, SummaryRequest, SystemRequest,
};
use trophy_api::{CallOptions, PointsApi, Response, Result};

use super::attributes::parse_attributes;
use crate::clock;
use crate::data::conditions::by_key;
use crate::data::points_system::{PointsSystem, Trigger};
use crate::data::tenant::TenantData;
use crate::documented;
use crate::state::InMemory;

impl PointsApi for InMemory {
    async fn summary(
        &self,
        request: SummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsSummaryResponse>> {
        if let Some(text) = &request.user_attributes {
            parse_attributes(text)?;
        }
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.system(&request.key)?;
            documented
        })
    }

    async fn system(
        &self,
        request: SystemRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsSystemResponse>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(system_response(tenant, tenant.system(&request.key)?))
        })
    }

    async fn boosts(
        &self,
        request: BoostsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsBoost>>> {
        let finished = request.include_finished.unwrap_or_default();
        self.answer(request.tenant_id, |tenant| {
            let boosts = tenant.system(&request.key)?.boosts_on(clock::today());
            let response = boosts.filter(|boost| {
                boost.user_id.is_none()
                    && (finished || boost.status != AdminPointsBoostStatus::Finished)
            });
            Ok(response.map(|boost| boost_response(&boost)).collect())
        })
    }

    async fn levels(
        &self,
        request: LevelsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsLevel>>> {
        self.answer(request.tenant_id, |tenant| {
            let levels = tenant.system(&request.key)?.levels.iter();
            Ok(levels
                .map(|level| {
                    let mut response = PointsLevel::new(
                        level.id.to_string(),
                        &level.key,
                        &level.name,
                        &level.description,
                        level.points,
                    );
                    response.badge_url = level.badge.as_ref().map(|badge| badge.url.clone());
                    response
                })
                .collect())
        })
    }

    async fn level_summary(
        &self,
        request: LevelSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsLevelSummaryResponse>> {
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.system(&request.key)?;
            documented
        })
    }
}

pub(super) fn boost_response(boost: &AdminPointsBoost) -> PointsBoost {
    let mut response = PointsBoost::new(
        boost.id.to_string(),
        &boost.name,
        boost.status.as_str().into(),
        boost.start.to_string(),
        boost.multiplier,
        boost.rounding.as_str().into(),
    );
    response.end = boost.end.as_ref().map(ToString::to_string);
    response
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the Application API's document has type `number`"
)]
fn system_response(tenant: &TenantData, system: &PointsSystem) -> PointsSystemResponse {
    let it = &system.system;
    let active = system
        .triggers
        .iter()
        .filter(|trigger| trigger.rule.status == AdminPointsTriggerStatus::Active);
    let mut response = PointsSystemResponse::new(it.id.to_string(), &it.name)
        .triggers(active.map(|trigger| trigger_response(tenant, trigger)));
    response.description = Some(it.description.clone()).filter(|text| !text.is_empty());
    response.badge_url = it.badge.as_ref().map(|badge| badge.url.clone());
    response.max_points = it.max_points.map(|points| points as f64);
    response
}

fn trigger_response(tenant: &TenantData, trigger: &Trigger) -> PointsTrigger {
    let it = &trigger.rule;
    let mut response = PointsTrigger::new(
        it.id.to_string(),
        PointsTriggerType::from(it.r#type.as_str()),
        it.points,
    );
    response.status = Some(it.status.as_str().into());
    response.metric_id = it.metric_id.map(|id| id.to_string());
    let metric = it.metric_id.and_then(|id| tenant.metric_with_id(id));
    response.metric_name = metric.map(|metric| metric.name.clone());
    response.metric_threshold = it.metric_threshold;
    response.achievement_id = it.achievement_id.map(|id| id.to_string());
    response.achievement_name = it.achievement_id.and_then(|id| {
        let mut achievements = tenant.achievements.iter().map(|it| &it.rule);
        Some(achievements.find(|it| it.id == id)?.name.clone())
    });
    response.streak_length_threshold = it.streak_length;
    response.time_unit = it.time_unit.as_ref().map(|unit| match unit {
        AdminPointsTriggerTimeUnit::Hours => PointsTriggerTimeUnit::Hour,
        AdminPointsTriggerTimeUnit::Days => PointsTriggerTimeUnit::Day,
        other => other.as_str().into(),
    });
    response.time_interval = it.time_interval;
    response.user_attributes = by_key(&it.user_attributes, &tenant.attributes);
    response.event_attributes = by_key(&it.event_attributes, &tenant.attributes);
    response.created = Some(trigger.created.clone());
    response.updated = Some(trigger.updated.clone());
    response
}
