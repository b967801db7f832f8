//! A backfill: sends events for records that are older than the app's use of Trophy. Each event has an idempotency key
//! that is derived from its record, so the job can be interrupted and restarted, and no event counts twice.
//!
//! Runs against a local Trophy server, without an API key or a network. For Trophy itself, build the client with
//! `.rate_limit()` (feature `rate-limit`), since Trophy accepts five events per second.
//!
//! ```text
//! cargo run -p trophy-api --example backfill
//! ```

use std::io::{self, IsTerminal, Write};

use trophy_api::admin::models::CreateMetricRequestItem;
use trophy_api::models::UpsertedUser;
use trophy_api::{Result, Trophy};
use trophy_local::{Seed, Server};

/// A finished lesson in the app's database.
struct Lesson {
    id: u32,
    user: &'static str,
    words: f64,
}

/// The number of lessons in the database.
const LESSONS: u32 = 120;

/// The number of lessons that the first, interrupted run sends.
const FIRST_RUN: usize = 45;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    // A progress bar is useful in a terminal, but not in a log.
    if io::stderr().is_terminal() {
        run(&mut io::stdout(), &mut io::stderr()).await
    } else {
        run(&mut io::stdout(), &mut io::sink()).await
    }
}

/// Writes the result of each run to `out`, and a progress bar to `progress`.
pub(crate) async fn run(
    out: &mut impl Write,
    progress: &mut impl Write,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let seed = Seed::new().metric(CreateMetricRequestItem::new("Words", "words"));
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    for lessons in [&lessons()[..FIRST_RUN], &lessons()[..]] {
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

/// Sends an event for each lesson. Returns how many of them Trophy knew already.
async fn send(trophy: &Trophy, lessons: &[Lesson], progress: &mut impl Write) -> Result<usize> {
    let mut known = 0;
    for (index, lesson) in lessons.iter().enumerate() {
        let event = trophy
            .metrics()
            .event("words", UpsertedUser::new(lesson.user), lesson.words)
            .idempotency_key(format!("lesson-{}", lesson.id))
            .await?;
        known += usize::from(event.idempotent_replayed == Some(true));
        // The job continues if the progress bar cannot be drawn.
        _ = draw(progress, index + 1, lessons.len());
    }
    Ok(known)
}

/// Draws the progress bar over the previous one.
fn draw(progress: &mut impl Write, done: usize, all: usize) -> io::Result<()> {
    const WIDTH: usize = 40;
    let full = "#".repeat(WIDTH * done / all);
    let end = if done == all { "\n" } else { "" };
    write!(progress, "\r[{full:.<WIDTH$}] {done}/{all}{end}")?;
    progress.flush()
}

/// The lessons in the database.
fn lessons() -> Vec<Lesson> {
    let users = ["ida", "noor", "yusuf"].into_iter().cycle();
    let lessons = (1..=LESSONS).zip(users).map(|(id, user)| Lesson {
        id,
        user,
        words: f64::from(id % 7),
    });
    lessons.collect()
}
