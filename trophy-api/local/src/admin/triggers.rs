//! Triggers of a points system: rules that add or remove points. The local server stores them and never runs them.

use trophy_api::admin::PointsTriggersApi;
use trophy_api::admin::models::{
    AdminAttributeType, AdminPointsTrigger, AdminPointsTriggerStatus, AdminPointsTriggerType,
    CreatePointsTriggerRequestItem, CreatePointsTriggersResponse, DeletePointsTriggersResponse,
    ListPointsTriggersResponse, PatchPointsTriggersRequestItem, PatchPointsTriggersResponse,
};
use trophy_api::admin::points_triggers::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::{CallOptions, Response, Result, Uuid};

use super::checks::check_conditions;
use super::items::{
    ItemName, ItemResults, Resource, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each,
};
use crate::clock;
use crate::data::points_system::Trigger;
use crate::data::tenant::TenantData;
use crate::patch::{patch_list, set};
use crate::state::InMemory;

impl Resource for Trigger {
    const NAME: &'static str = "trigger";

    fn id(&self) -> Uuid {
        self.rule.id
    }
}

impl TenantData {
    pub(crate) fn new_trigger(
        &self,
        item: CreatePointsTriggerRequestItem,
    ) -> Result<Trigger, String> {
        let status = item
            .status
            .map_or(AdminPointsTriggerStatus::Inactive, |it| it.as_str().into());
        let mut trigger = AdminPointsTrigger::new(
            id_or_new(None)?,
            item.r#type.as_str().into(),
            item.points,
            status,
            item.block_if_out_of_points.unwrap_or_default(),
        );
        trigger.user_attributes = item.user_attributes.into_option().unwrap_or_default();
        trigger.metric_id = item.metric_id;
        trigger.metric_threshold = item.metric_threshold;
        trigger.event_attributes = item.event_attributes.into_option().unwrap_or_default();
        trigger.achievement_id = item.achievement_id;
        trigger.streak_length = item.streak_length;
        trigger.time_unit = item.time_unit.map(|unit| unit.as_str().into());
        trigger.time_interval = item.time_interval;
        self.check_trigger(&trigger)?;
        let now = clock::now();
        Ok(Trigger {
            rule: trigger,
            created: now.clone(),
            updated: now,
        })
    }

    fn change_trigger(
        &mut self,
        system: Uuid,
        item: PatchPointsTriggersRequestItem,
    ) -> Result<AdminPointsTrigger, String> {
        let system = get_mut(&mut self.systems, system)?;
        let mut trigger = get_mut(&mut system.triggers, item.id)?.rule.clone();
        if let Some(r#type) = item.r#type {
            let r#type = AdminPointsTriggerType::from(r#type.as_str());
            if r#type != trigger.r#type && trigger.status != AdminPointsTriggerStatus::Inactive {
                return Err("`type`: can change only while the trigger is inactive".to_owned());
            }
            if r#type != trigger.r#type {
                clear_type_properties(&mut trigger);
            }
            trigger.r#type = r#type;
        }
        change(&mut trigger, item);
        self.check_trigger(&trigger)?;
        let id = trigger.id;
        let system = self
            .systems
            .iter_mut()
            .flat_map(|system| system.triggers.iter_mut());
        for stored in system.filter(|stored| stored.rule.id == id) {
            stored.rule = trigger.clone();
            stored.updated = clock::now();
        }
        Ok(trigger)
    }

    /// Checks that a trigger has the properties that its type requires, and no property of another type.
    fn check_trigger(&self, it: &AdminPointsTrigger) -> Result<(), String> {
        use AdminPointsTriggerType as Type;

        if it.points == 0 {
            return Err("`points`: must not be 0".to_owned());
        }
        let fields = [
            ("metricId", Type::Metric, it.metric_id.is_some()),
            (
                "metricThreshold",
                Type::Metric,
                it.metric_threshold.is_some(),
            ),
            (
                "achievementId",
                Type::Achievement,
                it.achievement_id.is_some(),
            ),
            ("streakLength", Type::Streak, it.streak_length.is_some()),
            ("timeUnit", Type::Time, it.time_unit.is_some()),
            ("timeInterval", Type::Time, it.time_interval.is_some()),
        ];
        for (name, r#type, is_set) in fields {
            if is_set != (r#type == it.r#type) {
                let verb = if is_set { "not allowed" } else { "required" };
                return Err(format!("`{name}`: {verb} for the type `{}`", it.r#type));
            }
        }
        if !it.event_attributes.is_empty() && it.r#type != Type::Metric {
            return Err("`eventAttributes`: only allowed for the type `metric`".to_owned());
        }
        for (name, value) in [
            ("metricThreshold", it.metric_threshold),
            ("streakLength", it.streak_length),
            ("timeInterval", it.time_interval),
        ] {
            if value.is_some_and(|value| value < 1) {
                return Err(format!("`{name}`: must be at least 1"));
            }
        }
        self.check_references(it)
    }

    fn check_references(&self, it: &AdminPointsTrigger) -> Result<(), String> {
        if let Some(id) = it.metric_id
            && self.metric_with_id(id).is_none()
        {
            return Err(format!("`metricId`: no metric has the ID {id}"));
        }
        if let Some(id) = it.achievement_id
            && !self.achievements.iter().any(|it| it.rule.id == id)
        {
            return Err(format!("`achievementId`: no achievement has the ID {id}"));
        }
        let (user, event) = (&AdminAttributeType::User, &AdminAttributeType::Event);
        check_conditions(&it.user_attributes, &self.attributes, user)?;
        check_conditions(&it.event_attributes, &self.attributes, event)
    }
}

/// Clears the properties that depend on the type.
fn clear_type_properties(trigger: &mut AdminPointsTrigger) {
    trigger.metric_id = None;
    trigger.metric_threshold = None;
    trigger.event_attributes = Vec::new();
    trigger.achievement_id = None;
    trigger.streak_length = None;
    trigger.time_unit = None;
    trigger.time_interval = None;
}

fn change(trigger: &mut AdminPointsTrigger, item: PatchPointsTriggersRequestItem) {
    if let Some(points) = item.points {
        trigger.points = points;
    }
    if let Some(status) = item.status {
        trigger.status = status.as_str().into();
    }
    patch_list(&mut trigger.user_attributes, item.user_attributes);
    set(&mut trigger.metric_id, item.metric_id);
    set(&mut trigger.metric_threshold, item.metric_threshold);
    patch_list(&mut trigger.event_attributes, item.event_attributes);
    set(&mut trigger.achievement_id, item.achievement_id);
    set(&mut trigger.streak_length, item.streak_length);
    let unit = item.time_unit.map(|unit| unit.as_str().into());
    set(&mut trigger.time_unit, unit);
    set(&mut trigger.time_interval, item.time_interval);
    if let Some(block) = item.block_if_out_of_points {
        trigger.block_if_out_of_points = block;
    }
}

impl PointsTriggersApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsTriggersResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let page = page(&system.triggers, request.limit, request.skip)?;
            Ok(page.into_iter().map(|it| it.rule).collect())
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsTriggersResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.system_by_id(request.system_id)?;
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| {
                    let trigger = tenant.new_trigger(item)?;
                    let system = get_mut(&mut tenant.systems, request.system_id)?;
                    system.triggers.push(trigger.clone());
                    Ok(trigger.rule)
                },
            );
            Ok(created(results, |created, issues| {
                CreatePointsTriggersResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<PatchPointsTriggersResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| tenant.change_trigger(request.system_id, item),
            );
            Ok(PatchPointsTriggersResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsTriggersResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut system.triggers, request.ids);
            Ok(DeletePointsTriggersResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsTrigger>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            Ok(get(&system.triggers, request.id)?.rule)
        })
    }
}
