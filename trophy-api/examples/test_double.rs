//! Tests code that calls Trophy with a test double: each group of operations is a trait, and a test implements the
//! methods that it needs, each as a plain `async fn`. All other methods return a "not implemented" error.
//!
//! The guide `docs/testing.md` describes three more ways. This one needs only the default features:
//!
//! ```text
//! cargo run -p trophy-api --example test_double
//! ```

use std::io::{self, Write};

use trophy_api::models::{ErrorBody, StreakFrequency, StreakResponse};
use trophy_api::users::{StreakError, StreakRequest};
use trophy_api::{CallOptions, Error, Response, Result, Trophy, UsersApi};

/// The code under test.
async fn reminder(trophy: &Trophy, user: &str) -> String {
    match trophy.users().streak(user).await {
        Ok(streak) if streak.length > 0 => {
            format!("Keep your streak of {} alive", streak.length)
        }
        Ok(_) => "Start a streak today".to_owned(),
        Err(error) => match error.decode() {
            Ok(StreakError::NotFound(_)) => "Welcome".to_owned(),
            _ => format!("No reminder: {error}"),
        },
    }
}

/// A test double with two users.
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
            // A documented error, as Trophy would send it.
            _ => Err(StreakError::NotFound(ErrorBody::new("no such user")).into()),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    run(&mut io::stdout()).await
}

/// Writes the reminder of each user.
pub(crate) async fn run(
    out: &mut impl Write,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let trophy = Trophy::builder().users(Users).build()?;
    for user in ["noor", "ida", "yusuf"] {
        writeln!(out, "{user}: {}", reminder(&trophy, user).await)?;
    }

    // A method without an implementation returns an error.
    let missing = trophy.users().points("noor", "gems").await.err();
    let missing = missing.filter(Error::is_not_implemented);
    writeln!(out, "points: {}", missing.ok_or("the call was answered")?)?;
    Ok(())
}
