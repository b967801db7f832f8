//! A nightly export: the rankings of all active leaderboards, as CSV on standard output. Both lists come in
//! pages, which are fetched while the lines are written, so that no leaderboard is too long for it.
//!
//! Needs no key and no network, as Trophy is played by `trophy-local`. That one has no rankings of its own:
//! those of every leaderboard are the example in the API's document.
//!
//! ```text
//! cargo run -p trophy-api --example leaderboard_export > rankings.csv
//! ```

use std::borrow::Cow;
use std::io::{self, Write};

use trophy_api::admin::models::{
    AdminLeaderboardStatus, CreateLeaderboardRequestItem, CreateLeaderboardRequestItemRankBy,
    CreateLeaderboardRequestItemStatus,
};
use trophy_api::models::LeaderboardRanking;
use trophy_api::{Items, Pages, Trophy};
use trophy_local::{Seed, Server};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// How many rankings are asked for at once.
const PAGE: i64 = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout().lock()).await
}

/// What the job does: with `Trophy::new(api_key)`, against Trophy itself.
pub(crate) async fn run(out: &mut impl Write) -> Result<()> {
    let server = Server::builder().seed(seed()).start().await?;
    export(&server.client()?, out).await
}

/// Writes a line for each user on each active leaderboard.
pub(crate) async fn export(trophy: &Trophy, out: &mut impl Write) -> Result<()> {
    writeln!(out, "leaderboard,rank,user,name,value")?;
    let mut leaderboards = trophy.admin().leaderboards().list().items();
    while let Some(leaderboard) = leaderboards.next().await {
        let leaderboard = leaderboard?;
        if leaderboard.status != AdminLeaderboardStatus::Active {
            continue;
        }
        let mut rankings = rankings(trophy, &leaderboard.key);
        while let Some(ranking) = rankings.next().await {
            let ranking = ranking?;
            let key = field(&leaderboard.key);
            let user = field(&ranking.user_id);
            let name = field(ranking.user_name.as_deref().unwrap_or_default());
            writeln!(
                out,
                "{key},{},{user},{name},{}",
                ranking.rank, ranking.value
            )?;
        }
    }
    Ok(())
}

/// Rankings are a part of their leaderboard, so their pages are put together here.
fn rankings(trophy: &Trophy, leaderboard: &str) -> Items<LeaderboardRanking> {
    let call = trophy.leaderboards().get(leaderboard);
    let pages = Pages::new(PAGE, 0, move |limit, offset| {
        let call = call.clone().limit(limit).offset(offset);
        async move { Ok(call.await?.rankings) }
    });
    pages.items()
}

/// A field of a line, in quotes where it needs them.
fn field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// Two leaderboards that are active, and one that nobody sees yet.
fn seed() -> Seed {
    let leaderboard = |key: &str| {
        let by = CreateLeaderboardRequestItemRankBy::Streak;
        CreateLeaderboardRequestItem::new(key, key, by)
    };
    let active = CreateLeaderboardRequestItemStatus::Active;
    Seed::new()
        .leaderboard(leaderboard("spring").status(active))
        .leaderboard(leaderboard("summer").status(active))
        .leaderboard(leaderboard("autumn"))
}
