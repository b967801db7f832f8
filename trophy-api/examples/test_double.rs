//! Tests code that calls Trophy without Trophy: a group of operations is a trait, and a test implements the
//! methods that it needs, each a plain `async fn`. Everything else answers "not implemented".
//!
//! `docs/testing.md` has two more ways. This one needs no feature beside those that are on by default:
//!
//! ```text
//! cargo run -p trophy-api --example test_double
//! ```

use std::io::{self, Write};

use trophy_api::models::{StreakFrequency, StreakResponse};
use trophy_api::users::StreakRequest;
use trophy_api::{CallOptions, Error, Response, Result, Trophy, UsersApi, http::StatusCode};

/// The code under test.
async fn reminder(trophy: &Trophy, user: &str) -> String {
    match trophy.users().streak(user).await {
        Ok(streak) if streak.length > 0 => {
            format!("Keep your streak of {} alive", streak.length)
        }
        Ok(_) => "Begin a streak today".to_owned(),
        Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => "Welcome".to_owned(),
        Err(error) => format!("No reminder: {error}"),
    }
}

/// The users that this test knows.
struct Users;

impl UsersApi for Users {
    async fn streak(
        &self,
        request: StreakRequest,
        _: CallOptions,
    ) -> Result<Response<StreakResponse>> {
        let streak = |length| StreakResponse::new(length, StreakFrequency::Daily);
        match request.id.as_str() {
            "noor" => Ok(streak(7).into()),
            "ida" => Ok(streak(0).into()),
            _ => Err(Error::refusal(StatusCode::NOT_FOUND, "no such user")),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    run(&mut io::stdout()).await
}

/// Writes what each user would be sent.
pub(crate) async fn run(
    out: &mut impl Write,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let trophy = Trophy::builder().users(Users).build()?;
    for user in ["noor", "ida", "yusuf"] {
        writeln!(out, "{user}: {}", reminder(&trophy, user).await)?;
    }

    // What the double does not have, it does not make up.
    let missing = trophy.users().points("noor", "gems").await.err();
    let missing = missing.filter(Error::is_not_implemented);
    writeln!(out, "points: {}", missing.ok_or("nobody has points here")?)?;
    Ok(())
}
