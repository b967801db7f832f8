//! The configuration of leaderboards.

use trophy_api::admin::LeaderboardsApi;
use trophy_api::admin::leaderboards::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::admin::models::{
    AdminAttributeType, AdminLeaderboard, AdminLeaderboardRankBy, AdminLeaderboardStatus,
    CreateLeaderboardRequestItem, CreateLeaderboardsResponse, DeleteLeaderboardsResponse,
    ListLeaderboardsResponse, UpdateLeaderboardRequestItem, UpdateLeaderboardsResponse,
};
use trophy_api::{CallOptions, Patch, Response, Result, Uuid};

use super::checks::{check_conditions, check_dates, check_key};
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::clock;
use crate::data::tenant::TenantData;
use crate::patch::{patch, patch_list, set};
use crate::state::InMemory;

/// The maximum of `maxParticipants`, and its default.
const MAX_PARTICIPANTS: i64 = 1_000;

resource!(AdminLeaderboard, "leaderboard");

impl TenantData {
    pub(crate) fn create_leaderboard(
        &mut self,
        id: Option<Uuid>,
        item: CreateLeaderboardRequestItem,
    ) -> Result<AdminLeaderboard, String> {
        check_key(&item.key, self.leaderboards.iter().map(|it| &it.key))?;
        let status = item
            .status
            .map_or(AdminLeaderboardStatus::Inactive, |it| it.as_str().into());
        let today = clock::today();
        let mut leaderboard = AdminLeaderboard::new(
            id_or_new(id)?,
            item.name,
            item.key,
            status,
            item.rank_by.as_str().into(),
            item.start.unwrap_or_else(|| today.clone()),
        );
        leaderboard.description = item.description;
        leaderboard.metric_id = item.metric_id;
        leaderboard.points_system_id = item.points_system_id;
        leaderboard.max_participants = match item.max_participants {
            Patch::Absent => Some(MAX_PARTICIPANTS),
            given => given.into_option(),
        };
        leaderboard.end = item.end;
        leaderboard.start_time = item.start_time;
        leaderboard.end_time = item.end_time;
        leaderboard.breakdown_attributes = item.breakdown_attributes.unwrap_or_default();
        leaderboard.run_unit = item.run_unit.map(|unit| unit.as_str().into());
        leaderboard.run_interval = item.run_interval;
        leaderboard.user_attributes = item.user_attributes.unwrap_or_default();
        if leaderboard.status == AdminLeaderboardStatus::Finished
            && leaderboard.end.as_ref().is_none_or(|end| *end >= today)
        {
            return Err("`status`: `finished` requires an `end` in the past".to_owned());
        }
        self.check_leaderboard(&leaderboard)?;
        self.leaderboards.push(leaderboard.clone());
        Ok(leaderboard)
    }

    fn change_leaderboard(
        &mut self,
        item: UpdateLeaderboardRequestItem,
    ) -> Result<AdminLeaderboard, String> {
        let mut leaderboard = get_mut(&mut self.leaderboards, item.id)?.clone();
        let is_inactive = leaderboard.status == AdminLeaderboardStatus::Inactive;
        if let Some(key) = &item.key
            && *key != leaderboard.key
        {
            check_key(key, self.leaderboards.iter().map(|it| &it.key))?;
            if !is_inactive {
                return Err("`key`: can change only while the leaderboard is inactive".to_owned());
            }
        }
        if let Some(rank_by) = item.rank_by {
            let rank_by = AdminLeaderboardRankBy::from(rank_by.as_str());
            if rank_by != leaderboard.rank_by {
                if !is_inactive {
                    return Err(
                        "`rankBy`: can change only while the leaderboard is inactive".to_owned(),
                    );
                }
                leaderboard.metric_id = None;
                leaderboard.points_system_id = None;
                leaderboard.rank_by = rank_by;
            }
        }
        if !item.user_attributes.is_absent() && !is_inactive {
            return Err(
                "`userAttributes`: can change only while the leaderboard is inactive".to_owned(),
            );
        }
        change(&mut leaderboard, item);
        self.check_leaderboard(&leaderboard)?;
        let stored = get_mut(&mut self.leaderboards, leaderboard.id)?;
        *stored = leaderboard.clone();
        Ok(leaderboard)
    }

    fn check_leaderboard(&self, it: &AdminLeaderboard) -> Result<(), String> {
        self.check_ranking(it)?;
        check_dates(&it.start, it.end.as_ref())?;
        for (name, time) in [("startTime", &it.start_time), ("endTime", &it.end_time)] {
            if time.as_deref().is_some_and(|time| !is_time(time)) {
                return Err(format!(
                    "`{name}`: must have the format `HH:mm` or `HH:mm:ss`"
                ));
            }
        }
        if it
            .max_participants
            .is_some_and(|most| !(1..=MAX_PARTICIPANTS).contains(&most))
        {
            return Err(format!(
                "`maxParticipants`: must be 1 to {MAX_PARTICIPANTS}"
            ));
        }
        if it.run_unit.is_some() != it.run_interval.is_some() {
            return Err("`runUnit` and `runInterval` must be set together".to_owned());
        }
        if it.run_interval.is_some_and(|interval| interval < 1) {
            return Err("`runInterval`: must be at least 1".to_owned());
        }
        let user = &AdminAttributeType::User;
        check_conditions(&it.user_attributes, &self.attributes, user)?;
        let is_known = |id: &Uuid| {
            let mut attributes = self.attributes.iter();
            attributes.any(|it| it.id == *id && it.r#type == AdminAttributeType::User)
        };
        match it.breakdown_attributes.iter().find(|id| !is_known(id)) {
            None => Ok(()),
            Some(id) => Err(format!(
                "`breakdownAttributes`: no user attribute has the ID {id}"
            )),
        }
    }

    fn check_ranking(&self, it: &AdminLeaderboard) -> Result<(), String> {
        let metric = self
            .metrics
            .iter()
            .any(|metric| Some(metric.id) == it.metric_id);
        let system = self
            .systems
            .iter()
            .any(|system| Some(system.system.id) == it.points_system_id);
        match it.rank_by {
            AdminLeaderboardRankBy::Metric if !metric => {
                Err("`metricId`: must be the ID of a metric".to_owned())
            }
            AdminLeaderboardRankBy::Points if !system => {
                Err("`pointsSystemId`: must be the ID of a points system".to_owned())
            }
            AdminLeaderboardRankBy::Streak if it.run_unit.is_some() => {
                Err("`runUnit`: not allowed when ranking by `streak`".to_owned())
            }
            _ if it.metric_id.is_some() && it.rank_by != AdminLeaderboardRankBy::Metric => {
                Err("`metricId`: only allowed when ranking by `metric`".to_owned())
            }
            _ if it.points_system_id.is_some() && it.rank_by != AdminLeaderboardRankBy::Points => {
                Err("`pointsSystemId`: only allowed when ranking by `points`".to_owned())
            }
            _ => Ok(()),
        }
    }
}

fn change(leaderboard: &mut AdminLeaderboard, item: UpdateLeaderboardRequestItem) {
    if let Some(name) = item.name {
        leaderboard.name = name;
    }
    if let Some(key) = item.key {
        leaderboard.key = key;
    }
    if let Some(status) = item.status {
        leaderboard.status = status.as_str().into();
    }
    if let Some(start) = item.start {
        leaderboard.start = start;
    }
    if let Some(attributes) = item.breakdown_attributes {
        leaderboard.breakdown_attributes = attributes;
    }
    set(&mut leaderboard.description, item.description);
    set(&mut leaderboard.metric_id, item.metric_id);
    set(&mut leaderboard.points_system_id, item.points_system_id);
    patch(&mut leaderboard.max_participants, item.max_participants);
    patch(&mut leaderboard.end, item.end);
    patch(&mut leaderboard.start_time, item.start_time);
    patch(&mut leaderboard.end_time, item.end_time);
    // An interval without a unit has no meaning.
    if item.run_unit.is_null() {
        leaderboard.run_interval = None;
    }
    let unit = item.run_unit.map(|unit| unit.as_str().into());
    patch(&mut leaderboard.run_unit, unit);
    set(&mut leaderboard.run_interval, item.run_interval);
    patch_list(&mut leaderboard.user_attributes, item.user_attributes);
}

/// Returns whether a text has the format `HH:mm` or `HH:mm:ss`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let fits = |part: &str, most: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number <= most)
    };
    match parts.as_slice() {
        [hours, rest @ ..] if matches!(rest.len(), 1 | 2) => {
            fits(hours, 23) && rest.iter().all(|part| fits(part, 59))
        }
        _ => false,
    }
}

impl LeaderboardsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListLeaderboardsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            page(&tenant.leaderboards, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateLeaderboardsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| tenant.create_leaderboard(None, item),
            );
            Ok(created(results, |created, issues| {
                CreateLeaderboardsResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateLeaderboardsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| tenant.change_leaderboard(item),
            );
            Ok(UpdateLeaderboardsResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteLeaderboardsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.leaderboards, request.ids);
            Ok(DeleteLeaderboardsResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminLeaderboard>> {
        self.answer(request.tenant_id, |tenant| {
            get(&tenant.leaderboards, request.id)
        })
    }
}
