//! Blocking calls.

use trophy_api::http::StatusCode;
use trophy_api::{Blocking, Patch, models::UpdatedUser};

use crate::server::{Answer, Server};
use crate::{Test, builder};

#[test]
fn wait_returns_the_value() -> Test {
    let payload = include_str!("../payloads/users_achievements.json");
    let server = Server::start(Answer::ok(payload))?;
    let trophy = builder(&server).build()?;

    let achievements = trophy.users().achievements("user-18").wait()?;

    assert_eq!(achievements.len(), 3);
    let request = server.received()?;
    assert_eq!(request.target(), "/v1/users/user-18/achievements");
    Ok(())
}

#[test]
fn wait_returns_the_same_errors() -> Test {
    let server = Server::start(Answer::json("404 Not Found", r#"{"error":"no such user"}"#))?;
    let trophy = builder(&server).build()?;

    let user = UpdatedUser::new().tz(Patch::Null);
    let refused = trophy.users().update("user-18", user).send().wait();

    let error = refused.err().ok_or("the call succeeded")?;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.operation(), Some("users_update"));
    assert_eq!(error.message(), Some("no such user"));
    assert_eq!(server.received()?.body(), r#"{"tz":null}"#);
    Ok(())
}

#[tokio::test]
async fn wait_fails_inside_an_async_runtime() -> Test {
    let server = Server::start(Answer::ok("[]"))?;
    let trophy = builder(&server).build()?;
    assert!(trophy.users().achievements("user-18").wait().is_err());
    Ok(())
}
