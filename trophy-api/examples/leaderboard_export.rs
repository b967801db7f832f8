//! A nightly export: writes the rankings of all active leaderboards to standard output, as CSV. The pages of both lists
//! are fetched while the lines are written, so a leaderboard can have any length.
//!
//! Runs against a local Trophy server, without an API key or a network. The rankings of all its leaderboards are the
//! example in the API's document.
//!
//! ```text
//! cargo run -p trophy-api --example leaderboard_export > rankings.csv
//! ```

use std::borrow::Cow;
use std::io::{self, Write};

use trophy_api::Trophy;
use trophy_api::admin::models::{
    AdminLeaderboardStatus, CreateLeaderboardRequestItem, CreateLeaderboardRequestItemStatus,
    RankBy,
};
use trophy_local::{Seed, Server};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The number of rankings in a page.
const PAGE: i64 = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&mut io::stdout().lock()).await
}

/// Runs the export. For Trophy itself, create the client with `Trophy::new(api_key)`.
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
        let rankings = trophy.leaderboards().get(&leaderboard.key);
        let mut rankings = rankings.limit(PAGE).items();
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

/// Formats a CSV field, with quotes if necessary.
fn field(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// Two active leaderboards and an inactive one.
fn seed() -> Seed {
    let leaderboard = |key: &str| {
        let by = RankBy::Streak;
        CreateLeaderboardRequestItem::new(key, key, by)
    };
    let active = CreateLeaderboardRequestItemStatus::Active;
    Seed::new()
        .leaderboard(leaderboard("spring").status(active))
        .leaderboard(leaderboard("summer").status(active))
        .leaderboard(leaderboard("autumn"))
}
