//! Points systems as the Admin API has set them up. Who has how many points is Trophy's own rule.

use super::admin::systems::{PointsSystem, Trigger};
use super::documented;
use super::state::Local;
use super::world::World;
use crate::admin::models::{
    AdminPointsBoost, AdminPointsBoostStatus, AdminPointsTriggerStatus, AdminPointsTriggerTimeUnit,
    CreatePointsBoostRequestItemUserAttributesItem,
};
use crate::models::{
    PointsBoost, PointsLevel, PointsLevelSummaryResponse, PointsSummaryResponse,
    PointsSystemResponse, PointsTrigger, PointsTriggerTimeUnit, PointsTriggerType,
    PointsTriggerUserAttributesItem,
};
use crate::points::{
    BoostsRequest, LevelSummaryRequest, LevelsRequest, SummaryRequest, SystemRequest,
};
use crate::{CallOptions, PointsApi, Response, Result};

impl PointsApi for Local {
    async fn summary(
        &self,
        request: SummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsSummaryResponse>> {
        if let Some(text) = &request.user_attributes {
            super::achievements::attributes(text)?;
        }
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.system(&request.key)?;
            answer
        })
    }

    async fn system(
        &self,
        request: SystemRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsSystemResponse>> {
        self.answer(request.tenant_id, |world| {
            Ok(shown_system(world, world.system(&request.key)?))
        })
    }

    async fn boosts(
        &self,
        request: BoostsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsBoost>>> {
        let finished = request.include_finished.unwrap_or_default();
        self.answer(request.tenant_id, |world| {
            let boosts = world.system(&request.key)?.boosts_now();
            let shown = boosts.filter(|boost| {
                boost.user_id.is_none()
                    && (finished || boost.status != AdminPointsBoostStatus::Finished)
            });
            Ok(shown.map(|boost| shown_boost(&boost)).collect())
        })
    }

    async fn levels(
        &self,
        request: LevelsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsLevel>>> {
        self.answer(request.tenant_id, |world| {
            let levels = world.system(&request.key)?.levels.iter();
            Ok(levels
                .map(|level| PointsLevel {
                    id: level.id.to_string(),
                    key: level.key.clone(),
                    name: level.name.clone(),
                    description: level.description.clone(),
                    badge_url: level.badge.as_ref().map(|badge| badge.url.clone()),
                    points: level.points,
                })
                .collect())
        })
    }

    async fn level_summary(
        &self,
        request: LevelSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<PointsLevelSummaryResponse>> {
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.system(&request.key)?;
            answer
        })
    }
}

pub(super) fn shown_boost(boost: &AdminPointsBoost) -> PointsBoost {
    PointsBoost {
        id: boost.id.to_string(),
        name: boost.name.clone(),
        status: boost.status.as_str().into(),
        start: boost.start.to_string(),
        end: boost.end.map(|end| end.to_string()),
        multiplier: boost.multiplier,
        rounding: boost.rounding.as_str().into(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the document has it as a number"
)]
fn shown_system(world: &World, system: &PointsSystem) -> PointsSystemResponse {
    let it = &system.system;
    let active = system
        .triggers
        .iter()
        .filter(|trigger| trigger.rule.status == AdminPointsTriggerStatus::Active);
    PointsSystemResponse {
        id: it.id.to_string(),
        name: it.name.clone(),
        description: Some(it.description.clone()).filter(|text| !text.is_empty()),
        badge_url: it.badge.as_ref().map(|badge| badge.url.clone()),
        max_points: it.max_points.map(|points| points as f64),
        triggers: active
            .map(|trigger| shown_trigger(world, trigger))
            .collect(),
    }
}

fn shown_trigger(world: &World, trigger: &Trigger) -> PointsTrigger {
    let it = &trigger.rule;
    let mut shown = PointsTrigger::new(
        it.id.to_string(),
        PointsTriggerType::from(it.r#type.as_str()),
        it.points,
    );
    shown.status = Some(it.status.as_str().into());
    shown.metric_id = it.metric_id.map(|id| id.to_string());
    let metric = it.metric_id.and_then(|id| world.metric_with_id(id));
    shown.metric_name = metric.map(|metric| metric.name.clone());
    shown.metric_threshold = it.metric_threshold;
    shown.achievement_id = it.achievement_id.map(|id| id.to_string());
    shown.achievement_name = it.achievement_id.and_then(|id| {
        let id = id.to_string();
        let mut achievements = world.achievements.iter().map(|it| &it.definition);
        Some(achievements.find(|it| it.id == id)?.name.clone())
    });
    shown.streak_length_threshold = it.streak_length;
    shown.time_unit = it.time_unit.as_ref().map(|unit| match unit {
        AdminPointsTriggerTimeUnit::Hours => PointsTriggerTimeUnit::Hour,
        AdminPointsTriggerTimeUnit::Days => PointsTriggerTimeUnit::Day,
        AdminPointsTriggerTimeUnit::Unknown(unit) => unit.as_str().into(),
    });
    shown.time_interval = it.time_interval;
    shown.user_attributes = conditions(world, &it.user_attributes);
    shown.event_attributes = conditions(world, &it.event_attributes);
    shown.created = Some(trigger.created);
    shown.updated = Some(trigger.updated);
    shown
}

/// Conditions by the attribute's key, which the Admin API has by its ID.
fn conditions(
    world: &World,
    conditions: &[CreatePointsBoostRequestItemUserAttributesItem],
) -> Vec<PointsTriggerUserAttributesItem> {
    let shown = conditions.iter().filter_map(|condition| {
        let attribute = world.attribute_with_id(condition.attribute_id)?;
        Some(PointsTriggerUserAttributesItem::new(
            &attribute.key,
            &condition.attribute_value,
        ))
    });
    shown.collect()
}
