//! The export of leaderboards: what it prints of a local Trophy, and how it goes through a leaderboard that is
//! longer than a page.

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
async fn the_export_is_csv() -> Test {
    let mut out = Vec::new();
    leaderboard_export::run(&mut out).await?;
    let csv = include_str!("leaderboard_export.csv");
    assert_eq!(String::from_utf8(out)?, csv);
    Ok(())
}

#[tokio::test]
async fn all_pages_of_a_leaderboard_are_exported_and_each_is_asked_for_once() -> Test {
    let asked = Asked::default();
    let standings = Standings {
        asked: Arc::clone(&asked),
    };
    let trophy = Trophy::builder()
        .admin(Admin::default().with_leaderboards(admin::Leaderboards::new(One)))
        .leaderboards(standings)
        .build()?;
    let mut out = Vec::new();
    leaderboard_export::export(&trophy, &mut out).await?;

    let csv = String::from_utf8(out)?;
    assert_eq!(csv.lines().count(), 251);
    assert_eq!(
        csv.lines().last(),
        Some(r#"long,250,user-250,"Al ""B"", C",0"#)
    );
    let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(*asked, [0, 100, 200]);
    Ok(())
}

/// The offsets of the pages that were asked for.
type Asked = Arc<Mutex<Vec<i64>>>;

/// One leaderboard of 250 users.
struct Standings {
    asked: Asked,
}

impl LeaderboardsApi for Standings {
    async fn get(
        &self,
        request: GetRequest,
        _: CallOptions,
    ) -> Result<Response<LeaderboardResponseWithRankings>> {
        let offset = request.offset.unwrap_or_default();
        let limit = request.limit.unwrap_or(10);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.push(offset);
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

/// The Admin API's list of it.
struct One;

impl AdminLeaderboardsApi for One {
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
