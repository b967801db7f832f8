//! A test double of a group.

use trophy_api::models::{ErrorBody, StreakFrequency, StreakResponse};
use trophy_api::users::{StreakError, StreakRequest};
use trophy_api::{CallOptions, Response, Result, Trophy, UsersApi, http};

/// Your code.
async fn greeting(trophy: &Trophy, user: &str) -> String {
    match trophy.users().streak(user).await {
        Ok(streak) => format!("{} days in a row", streak.length),
        Err(error) if error.status() == Some(http::StatusCode::NOT_FOUND) => "Welcome".to_owned(),
        Err(_) => "Hello".to_owned(),
    }
}

struct Users;

impl UsersApi for Users {
    async fn streak(
        &self,
        request: StreakRequest,
        _: CallOptions,
    ) -> Result<Response<StreakResponse>> {
        match request.id.as_str() {
            "noor" => Ok(StreakResponse::new(7, StreakFrequency::Daily).into()),
            _ => Err(StreakError::NotFound(ErrorBody::new("no such user")).into()),
        }
    }
}

#[tokio::test]
async fn greeting_depends_on_the_streak() -> Result<()> {
    let trophy = Trophy::builder().users(Users).build()?;

    assert_eq!(greeting(&trophy, "noor").await, "7 days in a row");
    assert_eq!(greeting(&trophy, "ida").await, "Welcome");
    Ok(())
}
