//! Leaderboards. Their configuration is from the Admin API; rankings are documented examples.

use trophy_api::admin::models::{AdminLeaderboard, AdminLeaderboardStatus};
use trophy_api::leaderboards::{AllRequest, GetRequest};
use trophy_api::models::{
    LeaderboardResponseRankBy, LeaderboardResponseStatus, LeaderboardResponseWithRankings,
    LeaderboardsAllResponseItem,
};
use trophy_api::{CallOptions, LeaderboardsApi, Response, Result};

use crate::data::conditions::by_key;
use crate::data::tenant::TenantData;
use crate::documented;
use crate::refusal::{check_in_range, not_found, unprocessable};
use crate::state::InMemory;

/// The documented number of rankings of a page.
const DEFAULT_LIMIT: i64 = 10;

impl LeaderboardsApi for InMemory {
    async fn all(
        &self,
        request: AllRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<LeaderboardsAllResponseItem>>> {
        let finished = request.include_finished.unwrap_or_default();
        self.answer(request.tenant_id, |tenant| {
            let shown = tenant.leaderboards.iter().filter(|leaderboard| {
                is_visible(leaderboard)
                    && (finished || leaderboard.status != AdminLeaderboardStatus::Finished)
            });
            Ok(shown
                .map(|leaderboard| entry(tenant, leaderboard))
                .collect())
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<LeaderboardResponseWithRankings>> {
        check_in_range("offset", request.offset, 0..=i64::MAX)?;
        check_in_range("limit", request.limit, 0..=i64::MAX)?;
        let documented = documented::response(&request);
        let page = |mut leaderboard: LeaderboardResponseWithRankings| {
            let rankings = leaderboard.rankings.into_iter();
            let rankings = rankings.skip(count(request.offset.unwrap_or_default()));
            let rankings = rankings.take(count(request.limit.unwrap_or(DEFAULT_LIMIT)));
            leaderboard.rankings = rankings.collect();
            leaderboard
        };
        self.with_tenant(request.tenant_id, |tenant| {
            let leaderboard = visible(tenant, &request.key)?;
            match (
                leaderboard.breakdown_attributes.is_empty(),
                &request.user_attributes,
            ) {
                (true, Some(_)) => Err(unprocessable(
                    "query parameter `userAttributes`: the leaderboard has no breakdown attribute",
                )),
                (false, None) => Err(unprocessable(
                    "query parameter `userAttributes`: the leaderboard has a breakdown attribute \
                     and needs it",
                )),
                _ => documented.map(|response| response.map(page)),
            }
        })
    }
}

/// A number of rankings that is not negative.
fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Returns an active or finished leaderboard, or 404.
pub(super) fn visible<'w>(tenant: &'w TenantData, key: &str) -> Result<&'w AdminLeaderboard> {
    let mut visible = tenant.leaderboards.iter().filter(|it| is_visible(it));
    visible
        .find(|leaderboard| leaderboard.key == key)
        .ok_or_else(|| not_found("no leaderboard has this key"))
}

fn is_visible(leaderboard: &AdminLeaderboard) -> bool {
    leaderboard.status != AdminLeaderboardStatus::Inactive
}

fn entry(tenant: &TenantData, it: &AdminLeaderboard) -> LeaderboardsAllResponseItem {
    let mut entry = LeaderboardsAllResponseItem::new(
        it.id.to_string(),
        &it.name,
        &it.key,
        LeaderboardResponseRankBy::from(it.rank_by.as_str()),
        it.start.clone(),
        LeaderboardResponseStatus::from(it.status.as_str()),
    );
    let metric = it.metric_id.and_then(|id| tenant.metric_with_id(id));
    let system = it.points_system_id.and_then(|id| {
        let mut systems = tenant.systems.iter().map(|system| &system.system);
        systems.find(|system| system.id == id)
    });
    let attributes = it.breakdown_attributes.iter();
    let attributes = attributes.filter_map(|id| tenant.attribute_with_id(*id));
    entry.metric_key = metric.map(|metric| metric.key.clone());
    entry.metric_name = metric.map(|metric| metric.name.clone());
    entry.points_system_key = system.map(|system| system.key.clone());
    entry.points_system_name = system.map(|system| system.name.clone());
    entry.breakdown_attributes = attributes.map(|it| it.key.clone()).collect();
    entry.description.clone_from(&it.description);
    entry.end.clone_from(&it.end);
    entry.start_time.clone_from(&it.start_time);
    entry.end_time.clone_from(&it.end_time);
    entry.max_participants = it.max_participants;
    entry.run_unit = it.run_unit.as_ref().map(|unit| unit.as_str().into());
    entry.run_interval = it.run_interval;
    entry.user_attributes = by_key(&it.user_attributes, &tenant.attributes);
    entry
}
