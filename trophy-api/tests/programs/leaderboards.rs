//! The example `leaderboard_export`: its output for the local server, and a leaderboard with several pages.

use std::sync::{Arc, Mutex, PoisonError};

use trophy_api::admin::LeaderboardsApi as AdminLeaderboardsApi;
use trophy_api::admin::leaderboards::ListRequest;
use trophy_api::admin::models::{
    AdminLeaderboard, AdminLeaderboardRankBy, AdminLeaderboardStatus, ListLeaderboardsResponse,
};
use trophy_api::admin::{self, Admin};
use trophy_api::leaderboards::GetRequest;
use trophy_api::models::{
    LeaderboardRanking, LeaderboardResponseRankBy, LeaderboardResponseStatus,
    LeaderboardResponseWithRankings,
};
use trophy_api::{CallOptions, Date, LeaderboardsApi, Response, Result, Trophy, Uuid};

use super::{Test, leaderboard_export};

#[tokio::test]
async fn export_writes_csv() -> Test {
    let mut out = Vec::new();
    leaderboard_export::run(&mut out).await?;
    let csv = include_str!("leaderboard_export.csv");
    assert_eq!(String::from_utf8(out)?, csv);
    Ok(())
}

#[tokio::test]
async fn each_page_of_a_leaderboard_is_fetched_once() -> Test {
    let offsets = Offsets::default();
    let leaderboard_double = LongLeaderboard {
        offsets: Arc::clone(&offsets),
    };
    let trophy = Trophy::builder()
        .admin(Admin::default().with_leaderboards(admin::LeaderboardsClient::new(OneLeaderboard)))
        .leaderboards(leaderboard_double)
        .build()?;
    let mut out = Vec::new();
    leaderboard_export::export(&trophy, &mut out).await?;

    let csv = String::from_utf8(out)?;
    assert_eq!(csv.lines().count(), 251);
    assert_eq!(
        csv.lines().last(),
        Some(r#"long,250,user-250,"Al ""B"", C",0"#)
    );
    let offsets = offsets.lock().unwrap_or_else(PoisonError::into_inner);
    // The document states no maximum for the size of a page, so only an empty page is surely after the last one.
    assert_eq!(*offsets, [0, 100, 200, 250]);
    Ok(())
}

/// The offsets of the requested pages.
type Offsets = Arc<Mutex<Vec<i64>>>;

/// A leaderboard with 250 users.
struct LongLeaderboard {
    offsets: Offsets,
}

impl LeaderboardsApi for LongLeaderboard {
    async fn get(
        &self,
        request: GetRequest,
        _: CallOptions,
    ) -> Result<Response<LeaderboardResponseWithRankings>> {
        let offset = request.offset.unwrap_or_default();
        let limit = request.limit.unwrap_or(10);
        let mut offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        offsets.push(offset);
        let rankings = (offset + 1..=250).take(usize::try_from(limit).unwrap_or_default());
        let rankings = rankings.map(|rank| {
            let ranking = LeaderboardRanking::new(format!("user-{rank}"), rank, 250 - rank);
            ranking.user_name("Al \"B\", C")
        });
        let leaderboard = LeaderboardResponseWithRankings::new(
            "1",
            "Long",
            request.key,
            LeaderboardResponseRankBy::Streak,
            Date::constant(2026, 1, 1),
            LeaderboardResponseStatus::Active,
        );
        Ok(leaderboard.rankings(rankings).into())
    }
}

/// The Admin API's list, which contains that leaderboard.
struct OneLeaderboard;

impl AdminLeaderboardsApi for OneLeaderboard {
    async fn list(
        &self,
        _: ListRequest,
        _: CallOptions,
    ) -> Result<Response<ListLeaderboardsResponse>> {
        let leaderboard = AdminLeaderboard::new(
            Uuid::nil(),
            "Long",
            "long",
            AdminLeaderboardStatus::Active,
            AdminLeaderboardRankBy::Streak,
            Date::constant(2026, 1, 1),
        );
        Ok(vec![leaderboard].into())
    }
}
