//! Users and everything that belongs to one of them.

use trophy_api::admin::models::AdminPointsBoostStatus;
use trophy_api::models::{
    GetUserPointsResponse, LeaderboardResponseStatus, MetricResponse, PointsBoost,
    PointsTriggerStatus, StreakResponse, UpdatedUser, User, UserAchievementWithStatsResponse,
    UserLeaderboardResponse, UserLeaderboardResponseWithHistory, UserPreferencesResponse,
    UsersMetricEventSummaryResponseItem, WrappedResponse,
};
use trophy_api::users::{
    AchievementsRequest, AllMetricsRequest, CreateRequest, GetPreferencesRequest, GetRequest,
    IdentifyRequest, LeaderboardRequest, MetricEventSummaryRequest, PointsBoostsRequest,
    PointsEventSummaryRequest, PointsRequest, SingleMetricRequest, StreakRequest,
    UpdatePreferencesRequest, UpdateRequest, WrappedRequest,
};
use trophy_api::{CallOptions, Date, Response, Result, Timestamp, UsersApi};

use super::leaderboards::visible;
use super::points::boost_response;
use crate::data::account::Account;
use crate::data::points_system::applies_to;
use crate::data::tenant::TenantData;
use crate::refusal::{check_in_range, not_found, unprocessable};
use crate::state::InMemory;
use crate::{clock, documented};

/// The maximum range of a summary, in days.
const MAX_SUMMARY_DAYS: i32 = 400;

impl UsersApi for InMemory {
    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<User>> {
        self.answer(request.tenant_id, |tenant| {
            let id = request.body.id.clone();
            if tenant.accounts.contains_key(&id) {
                return Err(unprocessable("a user with this ID already exists"));
            }
            let account = tenant.upsert(&id, UpdatedUser::from(request.body))?;
            Ok(account.user.clone())
        })
    }

    async fn get(&self, request: GetRequest, _options: CallOptions) -> Result<Response<User>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.accounts.get(&request.id);
            // The document has no 404 for this operation.
            let account = account.ok_or_else(|| unprocessable("no user has this ID"))?;
            Ok(account.user.clone())
        })
    }

    async fn identify(
        &self,
        request: IdentifyRequest,
        _options: CallOptions,
    ) -> Result<Response<User>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.upsert(&request.id, request.body)?;
            Ok(account.user.clone())
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<User>> {
        self.answer(request.tenant_id, |tenant| {
            tenant.account(&request.id)?;
            let account = tenant.upsert(&request.id, request.body)?;
            Ok(account.user.clone())
        })
    }

    async fn get_preferences(
        &self,
        request: GetPreferencesRequest,
        _options: CallOptions,
    ) -> Result<Response<UserPreferencesResponse>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(tenant.account(&request.id)?.preferences.clone())
        })
    }

    async fn update_preferences(
        &self,
        request: UpdatePreferencesRequest,
        _options: CallOptions,
    ) -> Result<Response<UserPreferencesResponse>> {
        self.answer(request.tenant_id, |tenant| {
            tenant.update_preferences(&request.id, request.body)
        })
    }

    async fn all_metrics(
        &self,
        request: AllMetricsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<MetricResponse>>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.account(&request.id)?;
            let keys = tenant.metrics.iter().map(|metric| &metric.key);
            Ok(keys
                .filter_map(|key| metric_response(tenant, account, key))
                .collect())
        })
    }

    async fn single_metric(
        &self,
        request: SingleMetricRequest,
        _options: CallOptions,
    ) -> Result<Response<MetricResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.account(&request.id)?;
            metric_response(tenant, account, &request.key)
                .ok_or_else(|| not_found("no metric has this key"))
        })
    }

    async fn metric_event_summary(
        &self,
        request: MetricEventSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UsersMetricEventSummaryResponseItem>>> {
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            let account = tenant.account(&request.id)?;
            metric_response(tenant, account, &request.key)
                .ok_or_else(|| not_found("no metric has this key"))?;
            check_range(&request.start_date, &request.end_date)?;
            documented
        })
    }

    async fn achievements(
        &self,
        request: AchievementsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UserAchievementWithStatsResponse>>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.account(&request.id)?;
            let users = tenant.accounts.len();
            let shown = tenant.achievements.iter().filter(|achievement| {
                achievement.is_visible()
                    && (request.include_incomplete
                        || account.completions.contains_key(&achievement.rule.id))
            });
            Ok(shown
                .map(|achievement| {
                    achievement.for_user_with_stats(Some(account), tenant.references(), users)
                })
                .collect())
        })
    }

    async fn streak(
        &self,
        request: StreakRequest,
        _options: CallOptions,
    ) -> Result<Response<StreakResponse>> {
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            let reset = tenant.account(&request.id)?.streak_reset.clone();
            documented.map(|response| response.map(|streak| with_reset(streak, reset)))
        })
    }

    async fn points(
        &self,
        request: PointsRequest,
        _options: CallOptions,
    ) -> Result<Response<GetUserPointsResponse>> {
        check_in_range("awards", request.awards, 1..=100)?;
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.account(&request.id)?;
            tenant.system(&request.key)?;
            documented.map(|response| response.map(with_required_trigger_properties))
        })
    }

    async fn points_boosts(
        &self,
        request: PointsBoostsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsBoost>>> {
        self.answer(request.tenant_id, |tenant| {
            let account = tenant.account(&request.id)?;
            let system = tenant.system(&request.key)?;
            let active = system
                .boosts_on(clock::today())
                .filter(|boost| boost.status == AdminPointsBoostStatus::Active)
                .filter(|boost| applies_to(boost, account, &tenant.attributes));
            Ok(active.map(|boost| boost_response(&boost)).collect())
        })
    }

    async fn points_event_summary(
        &self,
        request: PointsEventSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UsersMetricEventSummaryResponseItem>>> {
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.account(&request.id)?;
            tenant.system(&request.key)?;
            check_range(&request.start_date, &request.end_date)?;
            documented
        })
    }

    async fn leaderboard(
        &self,
        request: LeaderboardRequest,
        _options: CallOptions,
    ) -> Result<Response<UserLeaderboardResponseWithHistory>> {
        check_in_range("numEvents", request.num_events, 0..=100)?;
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            tenant.account(&request.id)?;
            visible(tenant, &request.key)?;
            documented.map(|response| {
                response.map(|mut leaderboard| {
                    // Required by the schema, but missing in the documented example.
                    leaderboard
                        .status
                        .get_or_insert(LeaderboardResponseStatus::Active);
                    leaderboard
                })
            })
        })
    }

    async fn wrapped(
        &self,
        request: WrappedRequest,
        _options: CallOptions,
    ) -> Result<Response<WrappedResponse>> {
        check_in_range("year", request.year, 1..=clock::this_year())?;
        let documented = documented::response(&request);
        self.with_tenant(request.tenant_id, |tenant| {
            let user = tenant.account(&request.id)?.user.clone();
            documented.map(|response| {
                response.map(|wrapped| with_user_and_leaderboard_status(wrapped, user))
            })
        })
    }
}

/// Sets a streak to zero if it was reset at a time.
fn with_reset(mut streak: StreakResponse, reset: Option<Timestamp>) -> StreakResponse {
    if reset.is_some() {
        streak.length = 0;
        streak.started = None;
        streak.expires = None;
        streak.extended = None;
        if let Some(period) = streak.streak_history.last_mut() {
            period.length = 0;
            period.reset_at = reset;
        }
    }
    streak
}

/// A metric with the user's total and achievements.
fn metric_response(tenant: &TenantData, account: &Account, key: &str) -> Option<MetricResponse> {
    let metric = tenant.metric(key)?;
    let achievements = tenant
        .achievements
        .iter()
        .filter(|achievement| achievement.is_visible() && achievement.is_triggered_by(metric.id));
    Some(
        MetricResponse::new(
            metric.id.to_string(),
            &metric.key,
            &metric.name,
            account.total(metric.id),
        )
        .achievements(
            achievements
                .map(|achievement| achievement.for_user(Some(account), tenant.references())),
        ),
    )
}

fn check_range(start: &Date, end: &Date) -> Result<()> {
    let dates = start.to_jiff().zip(end.to_jiff());
    let days = dates.and_then(|(start, end)| end.since(start).ok());
    match days.map(|span| span.get_days()) {
        Some(days) if (1..=MAX_SUMMARY_DAYS).contains(&days) => Ok(()),
        _ => Err(unprocessable(format!(
            "query parameter `endDate`: must be 1 to {MAX_SUMMARY_DAYS} days after `startDate`"
        ))),
    }
}

/// Adds the trigger properties that the schema requires and the documented example lacks.
fn with_required_trigger_properties(mut points: GetUserPointsResponse) -> GetUserPointsResponse {
    let awards = points.awards.iter_mut();
    for trigger in awards.filter_map(|award| award.trigger.as_mut()) {
        trigger.status.get_or_insert(PointsTriggerStatus::Active);
        trigger.created.get_or_insert(Timestamp::UNIX_EPOCH);
        trigger.updated.get_or_insert(Timestamp::UNIX_EPOCH);
    }
    points
}

/// Sets the user, and adds the leaderboard property that the schema requires and the documented example lacks.
fn with_user_and_leaderboard_status(mut wrapped: WrappedResponse, user: User) -> WrappedResponse {
    wrapped.user = user;
    let activity = &mut wrapped.activity;
    let add_status = |leaderboard: &mut UserLeaderboardResponse| {
        leaderboard
            .status
            .get_or_insert(LeaderboardResponseStatus::Active);
    };
    [
        &mut activity.most_active_day.leaderboards,
        &mut activity.most_active_week.leaderboards,
        &mut activity.most_active_month.leaderboards,
        &mut activity.entire_year.leaderboards,
    ]
    .into_iter()
    .flat_map(|leaderboards| leaderboards.values_mut())
    .for_each(add_status);
    wrapped
}
