//! A backfill: what happened before the app knew Trophy is sent as events, each with an idempotency key that
//! follows from the record behind it. So the job can be cut off and begun again: nothing counts twice.
//!
//! Needs no key and no network, as Trophy is played by `trophy-local`. Against Trophy itself, build the
//! client with `.rate_limit()` (the feature `rate-limit`): it takes five events a second.
//!
//! ```text
//! cargo run -p trophy-api --example backfill
//! ```

use std::io::{self, IsTerminal, Write};

use trophy_api::admin::models::CreateMetricRequestItem;
use trophy_api::models::UpsertedUser;
use trophy_api::{Result, Trophy};
use trophy_local::{Seed, Server};

/// A lesson that somebody has finished, as it stands in the app's database.
struct Lesson {
    id: u32,
    user: &'static str,
    words: f64,
}

/// How many lessons there are.
const LESSONS: u32 = 120;

/// How many of them the first run comes to.
const CUT_OFF: usize = 45;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    // A bar is for somebody who looks: not for a log.
    if io::stderr().is_terminal() {
        run(&mut io::stdout(), &mut io::stderr()).await
    } else {
        run(&mut io::stdout(), &mut io::sink()).await
    }
}

/// Writes what came of each run, and how far it is to `progress`.
pub(crate) async fn run(
    out: &mut impl Write,
    progress: &mut impl Write,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let seed = Seed::new().metric(CreateMetricRequestItem::new("Words", "words"));
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    for lessons in [&lessons()[..CUT_OFF], &lessons()[..]] {
        let known = send(&trophy, lessons, progress).await?;
        let new = lessons.len() - known;
        writeln!(
            out,
            "sent   {} lessons: {new} new, {known} known",
            lessons.len()
        )?;
    }
    for user in ["ida", "noor", "yusuf"] {
        let words = trophy.users().single_metric(user, "words").await?;
        writeln!(out, "total  {user}: {} words", words.current)?;
    }
    Ok(())
}

/// Reports the lessons, and says how many of them Trophy has known before.
async fn send(trophy: &Trophy, lessons: &[Lesson], progress: &mut impl Write) -> Result<usize> {
    let mut known = 0;
    for (index, lesson) in lessons.iter().enumerate() {
        let event = trophy
            .metrics()
            .event("words", UpsertedUser::new(lesson.user), lesson.words)
            .idempotency_key(format!("lesson-{}", lesson.id))
            .await?;
        known += usize::from(event.idempotent_replayed == Some(true));
        // A bar that cannot be drawn is no reason to stop.
        _ = draw(progress, index + 1, lessons.len());
    }
    Ok(known)
}

/// Draws the bar over the one before.
fn draw(progress: &mut impl Write, done: usize, all: usize) -> io::Result<()> {
    const WIDTH: usize = 40;
    let full = "#".repeat(WIDTH * done / all);
    let end = if done == all { "\n" } else { "" };
    write!(progress, "\r[{full:.<WIDTH$}] {done}/{all}{end}")?;
    progress.flush()
}

/// What is in the database.
fn lessons() -> Vec<Lesson> {
    let users = ["ida", "noor", "yusuf"].into_iter().cycle();
    let lessons = (1..=LESSONS).zip(users).map(|(id, user)| Lesson {
        id,
        user,
        words: f64::from(id % 7),
    });
    lessons.collect()
}
