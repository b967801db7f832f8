//! The configuration of achievements.

use trophy_api::admin::AchievementsApi;
use trophy_api::admin::achievements::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::admin::models::{
    AdminAchievement, AdminAchievementStatus, AdminAchievementTrigger, AdminAttributeType,
    CreateAchievementRequestItem, CreateAchievementsResponse, DeleteAchievementsResponse,
    ListAchievementsResponse, UpdateAchievementRequestItem, UpdateAchievementsResponse,
};
use trophy_api::{CallOptions, Response, Result, Uuid};

use super::checks::{check_conditions, check_key};
use super::items::{
    ItemName, ItemResults, Resource, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each,
};
use crate::data::achievement::AchievementRecord;
use crate::data::tenant::TenantData;
use crate::patch::{patch, patch_list, set};
use crate::state::InMemory;

impl Resource for AchievementRecord {
    const NAME: &'static str = "achievement";

    fn id(&self) -> Uuid {
        self.rule.id
    }
}

impl TenantData {
    pub(crate) fn create_achievement(
        &mut self,
        id: Option<Uuid>,
        item: CreateAchievementRequestItem,
    ) -> Result<AdminAchievement, String> {
        let status = item
            .status
            .map_or(AdminAchievementStatus::Inactive, |it| it.as_str().into());
        let mut achievement = AdminAchievement::new(
            id_or_new(id)?,
            item.name,
            item.trigger.as_str().into(),
            status,
        );
        achievement.description = item.description;
        achievement.badge = item.badge;
        achievement.user_attributes = item.user_attributes.unwrap_or_default();
        achievement.key = item.key;
        achievement.metric_id = item.metric_id;
        achievement.metric_value = item.metric_value;
        achievement.event_attributes = item.event_attributes.unwrap_or_default();
        achievement.streak_length = item.streak_length;
        achievement.anniversary_years = item.anniversary_years;
        achievement.achievement_ids = item.achievement_ids.unwrap_or_default();
        if self
            .achievements
            .iter()
            .any(|it| it.rule.id == achievement.id)
        {
            return Err("another achievement has the same ID".to_owned());
        }
        self.check_achievement(&achievement)?;
        self.achievements.push(AchievementRecord {
            rule: achievement.clone(),
            completions: 0,
        });
        Ok(achievement)
    }

    fn change_achievement(
        &mut self,
        item: UpdateAchievementRequestItem,
    ) -> Result<AdminAchievement, String> {
        let mut achievement = get_mut(&mut self.achievements, item.id)?.rule.clone();
        if let Some(trigger) = &item.trigger {
            let trigger = AdminAchievementTrigger::from(trigger.as_str());
            if trigger != achievement.trigger {
                clear_trigger_properties(&mut achievement);
            }
            achievement.trigger = trigger;
        }
        change(&mut achievement, item);
        self.check_achievement(&achievement)?;
        get_mut(&mut self.achievements, achievement.id)?.rule = achievement.clone();
        Ok(achievement)
    }

    /// Checks that an achievement has the properties that its trigger requires, and no property of another trigger.
    fn check_achievement(&self, it: &AdminAchievement) -> Result<(), String> {
        use AdminAchievementTrigger as Trigger;

        let fields = [
            ("key", Trigger::Api, it.key.is_some()),
            ("metricId", Trigger::Metric, it.metric_id.is_some()),
            ("metricValue", Trigger::Metric, it.metric_value.is_some()),
            ("streakLength", Trigger::Streak, it.streak_length.is_some()),
            (
                "anniversaryYears",
                Trigger::Anniversary,
                it.anniversary_years.is_some(),
            ),
            (
                "achievementIds",
                Trigger::Achievement,
                !it.achievement_ids.is_empty(),
            ),
        ];
        for (name, trigger, is_set) in fields {
            if is_set != (trigger == it.trigger) {
                let verb = if is_set { "not allowed" } else { "required" };
                return Err(format!("`{name}`: {verb} for the trigger `{}`", it.trigger));
            }
        }
        if !it.event_attributes.is_empty() && it.trigger != Trigger::Metric {
            return Err("`eventAttributes`: only allowed for the trigger `metric`".to_owned());
        }
        if it.metric_value.is_some_and(|value| value < 1.0) {
            return Err("`metricValue`: must be at least 1".to_owned());
        }
        for (name, value) in [
            ("streakLength", it.streak_length),
            ("anniversaryYears", it.anniversary_years),
        ] {
            if value.is_some_and(|value| value < 1) {
                return Err(format!("`{name}`: must be at least 1"));
            }
        }
        self.check_achievement_references(it)
    }

    fn check_achievement_references(&self, it: &AdminAchievement) -> Result<(), String> {
        let others = || {
            self.achievements
                .iter()
                .filter(|other| other.rule.id != it.id)
        };
        if let Some(key) = &it.key {
            check_key(key, others().filter_map(|other| other.rule.key.as_ref()))?;
        }
        if let Some(id) = it.metric_id
            && self.metric_with_id(id).is_none()
        {
            return Err(format!("`metricId`: no metric has the ID {id}"));
        }
        let is_other = |id: &&Uuid| others().any(|other| other.rule.id == **id);
        if let Some(id) = it.achievement_ids.iter().find(|id| !is_other(id)) {
            return Err(format!(
                "`achievementIds`: no other achievement has the ID {id}"
            ));
        }
        let (user, event) = (&AdminAttributeType::User, &AdminAttributeType::Event);
        check_conditions(&it.user_attributes, &self.attributes, user)?;
        check_conditions(&it.event_attributes, &self.attributes, event)
    }
}

/// Clears the properties that depend on the trigger.
fn clear_trigger_properties(achievement: &mut AdminAchievement) {
    achievement.key = None;
    achievement.metric_id = None;
    achievement.metric_value = None;
    achievement.event_attributes = Vec::new();
    achievement.streak_length = None;
    achievement.anniversary_years = None;
    achievement.achievement_ids = Vec::new();
}

fn change(achievement: &mut AdminAchievement, item: UpdateAchievementRequestItem) {
    if let Some(name) = item.name {
        achievement.name = name;
    }
    if let Some(status) = item.status {
        achievement.status = status.as_str().into();
    }
    if let Some(ids) = item.achievement_ids {
        achievement.achievement_ids = ids;
    }
    patch(&mut achievement.description, item.description);
    patch(&mut achievement.badge, item.badge);
    patch_list(&mut achievement.user_attributes, item.user_attributes);
    set(&mut achievement.key, item.key);
    set(&mut achievement.metric_id, item.metric_id);
    set(&mut achievement.metric_value, item.metric_value);
    patch_list(&mut achievement.event_attributes, item.event_attributes);
    set(&mut achievement.streak_length, item.streak_length);
    set(&mut achievement.anniversary_years, item.anniversary_years);
}

impl AchievementsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListAchievementsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let page = page(&tenant.achievements, request.limit, request.skip)?;
            Ok(page.into_iter().map(|it| it.rule).collect())
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateAchievementsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| tenant.create_achievement(None, item),
            );
            Ok(created(results, |created, issues| {
                CreateAchievementsResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateAchievementsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| tenant.change_achievement(item),
            );
            Ok(UpdateAchievementsResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteAchievementsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.achievements, request.ids);
            Ok(DeleteAchievementsResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminAchievement>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(get(&tenant.achievements, request.id)?.rule)
        })
    }
}
