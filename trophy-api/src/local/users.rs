//! Users: their fields, and all that is read of one of them.

use super::account::Account;
use super::leaderboards::visible;
use super::points::shown_boost;
use super::state::{Local, in_range, not_found, unprocessable};
use super::world::World;
use super::{clock, documented};
use crate::admin::models::AdminPointsBoost;
use crate::models::{
    GetUserPointsResponse, LeaderboardResponseStatus, MetricResponse, PointsBoost,
    PointsTriggerStatus, StreakResponse, UpdatedUser, User, UserAchievementWithStatsResponse,
    UserLeaderboardResponse, UserLeaderboardResponseWithHistory, UserPreferencesResponse,
    UsersMetricEventSummaryResponseItem, WrappedResponse,
};
use crate::users::{
    AchievementsRequest, AllMetricsRequest, CreateRequest, GetPreferencesRequest, GetRequest,
    IdentifyRequest, LeaderboardRequest, MetricEventSummaryRequest, PointsBoostsRequest,
    PointsEventSummaryRequest, PointsRequest, SingleMetricRequest, StreakRequest,
    UpdatePreferencesRequest, UpdateRequest, WrappedRequest,
};
use crate::{CallOptions, Date, Response, Result, Timestamp, UsersApi};

/// The longest range of a summary, in days.
const LONGEST_SUMMARY: i32 = 400;

impl UsersApi for Local {
    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<User>> {
        self.answer(request.tenant_id, |world| {
            let id = request.body.id.clone();
            if world.accounts.contains_key(&id) {
                return Err(unprocessable("there is a user with this ID already"));
            }
            let account = world.upsert(&id, UpdatedUser::from(request.body))?;
            Ok(account.user.clone())
        })
    }

    async fn get(&self, request: GetRequest, _options: CallOptions) -> Result<Response<User>> {
        self.answer(request.tenant_id, |world| {
            let account = world.accounts.get(&request.id);
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
        self.answer(request.tenant_id, |world| {
            let account = world.upsert(&request.id, request.body)?;
            Ok(account.user.clone())
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<User>> {
        self.answer(request.tenant_id, |world| {
            world.account(&request.id)?;
            let account = world.upsert(&request.id, request.body)?;
            Ok(account.user.clone())
        })
    }

    async fn get_preferences(
        &self,
        request: GetPreferencesRequest,
        _options: CallOptions,
    ) -> Result<Response<UserPreferencesResponse>> {
        self.answer(request.tenant_id, |world| {
            Ok(world.account(&request.id)?.preferences.clone())
        })
    }

    async fn update_preferences(
        &self,
        request: UpdatePreferencesRequest,
        _options: CallOptions,
    ) -> Result<Response<UserPreferencesResponse>> {
        self.answer(request.tenant_id, |world| {
            world.prefer(&request.id, request.body)
        })
    }

    async fn all_metrics(
        &self,
        request: AllMetricsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<MetricResponse>>> {
        self.answer(request.tenant_id, |world| {
            let account = world.account(&request.id)?;
            let keys = world.metrics.iter().map(|metric| &metric.key);
            Ok(keys
                .filter_map(|key| standing(world, account, key))
                .collect())
        })
    }

    async fn single_metric(
        &self,
        request: SingleMetricRequest,
        _options: CallOptions,
    ) -> Result<Response<MetricResponse>> {
        self.answer(request.tenant_id, |world| {
            let account = world.account(&request.id)?;
            standing(world, account, &request.key)
                .ok_or_else(|| not_found("no metric has this key"))
        })
    }

    async fn metric_event_summary(
        &self,
        request: MetricEventSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UsersMetricEventSummaryResponseItem>>> {
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            let account = world.account(&request.id)?;
            standing(world, account, &request.key)
                .ok_or_else(|| not_found("no metric has this key"))?;
            check_range(request.start_date, request.end_date)?;
            answer
        })
    }

    async fn achievements(
        &self,
        request: AchievementsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UserAchievementWithStatsResponse>>> {
        self.answer(request.tenant_id, |world| {
            let account = world.account(&request.id)?;
            let users = world.accounts.len();
            let shown = world.achievements.iter().filter(|achievement| {
                request.include_incomplete
                    || account.completions.contains_key(&achievement.definition.id)
            });
            Ok(shown
                .map(|achievement| achievement.for_user_with_stats(Some(account), users))
                .collect())
        })
    }

    async fn streak(
        &self,
        request: StreakRequest,
        _options: CallOptions,
    ) -> Result<Response<StreakResponse>> {
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.account(&request.id)?;
            answer
        })
    }

    async fn points(
        &self,
        request: PointsRequest,
        _options: CallOptions,
    ) -> Result<Response<GetUserPointsResponse>> {
        in_range("awards", request.awards, 1..=100)?;
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.account(&request.id)?;
            world.system(&request.key)?;
            answer.map(|response| response.map(with_whole_triggers))
        })
    }

    async fn points_boosts(
        &self,
        request: PointsBoostsRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<PointsBoost>>> {
        self.answer(request.tenant_id, |world| {
            let account = world.account(&request.id)?;
            let system = world.system(&request.key)?;
            let own = system
                .boosts_now()
                .filter(|boost| boost.is_for(account, &world.attributes));
            Ok(own
                .filter(AdminPointsBoost::is_active)
                .map(|boost| shown_boost(&boost))
                .collect())
        })
    }

    async fn points_event_summary(
        &self,
        request: PointsEventSummaryRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<UsersMetricEventSummaryResponseItem>>> {
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.account(&request.id)?;
            world.system(&request.key)?;
            check_range(request.start_date, request.end_date)?;
            answer
        })
    }

    async fn leaderboard(
        &self,
        request: LeaderboardRequest,
        _options: CallOptions,
    ) -> Result<Response<UserLeaderboardResponseWithHistory>> {
        in_range("numEvents", request.num_events, 0..=100)?;
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            world.account(&request.id)?;
            visible(world, &request.key)?;
            answer.map(|response| {
                response.map(|mut leaderboard| {
                    // The schema demands it, the example leaves it out.
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
        in_range("year", request.year, 1..=i64::from(clock::today().year()))?;
        let answer = documented::response(&request);
        self.within(request.tenant_id, |world| {
            let user = world.account(&request.id)?.user.clone();
            answer.map(|response| response.map(|wrapped| with_whole_leaderboards(wrapped, user)))
        })
    }
}

/// How far a user has got on a metric.
fn standing(world: &World, account: &Account, key: &str) -> Option<MetricResponse> {
    let metric = world.metric(key)?;
    let achievements = world
        .achievements
        .iter()
        .filter(|achievement| achievement.is_of(metric.id));
    Some(
        MetricResponse::new(
            metric.id.to_string(),
            &metric.key,
            &metric.name,
            account.total(metric.id),
        )
        .achievements(achievements.map(|achievement| achievement.for_user(account))),
    )
}

fn check_range(start: Date, end: Date) -> Result<()> {
    let days = end.since(start).map(|span| span.get_days());
    match days {
        Ok(days) if (1..=LONGEST_SUMMARY).contains(&days) => Ok(()),
        _ => Err(unprocessable(format!(
            "query parameter `endDate`: it has to lie after `startDate`, by no more than {LONGEST_SUMMARY} days"
        ))),
    }
}

/// What the schema demands of triggers, and the example leaves out.
fn with_whole_triggers(mut points: GetUserPointsResponse) -> GetUserPointsResponse {
    let awards = points.awards.iter_mut();
    for trigger in awards.filter_map(|award| award.trigger.as_mut()) {
        trigger.status.get_or_insert(PointsTriggerStatus::Active);
        trigger.created.get_or_insert(Timestamp::UNIX_EPOCH);
        trigger.updated.get_or_insert(Timestamp::UNIX_EPOCH);
    }
    points
}

/// The year of this user, with what the schema demands of leaderboards and the example leaves out.
fn with_whole_leaderboards(mut wrapped: WrappedResponse, user: User) -> WrappedResponse {
    wrapped.user = user;
    let activity = &mut wrapped.activity;
    let whole = |leaderboard: &mut UserLeaderboardResponse| {
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
    .for_each(whole);
    wrapped
}
