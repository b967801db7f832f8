//! The untyped client: requests that are not sent, and paths that the crate does not know.

use trophy_api::http::{Method, Request, StatusCode};
use trophy_api::{Bytes, CallOptions, Response, Trophy, Value, users};

use crate::server::{Answer, Server};
use crate::{KEY, Test, builder};

#[test]
fn requests_can_be_built_without_sending_them() -> Test {
    let trophy = Trophy::new(KEY)?;
    let mut request = users::AchievementsRequest::new("user 18");
    request.include_incomplete = true;

    let request = trophy
        .application_client()
        .request(&request, &CallOptions::new())?;

    assert_eq!(request.method(), Method::GET);
    let url = "https://api.trophy.so/v1/users/user%2018/achievements?includeIncomplete=true";
    assert_eq!(request.uri(), url);
    assert_eq!(request.headers()["x-api-key"], KEY);
    assert!(request.headers()["x-api-key"].is_sensitive());
    Ok(())
}

#[tokio::test]
async fn unknown_paths_can_be_called() -> Test {
    let server = Server::start(Answer::ok(r#"[{"name":"spring"}]"#))?;
    let trophy = builder(&server).build()?;
    let request = Request::get("/seasons?limit=5").body(Bytes::new())?;

    let client = trophy.application_client();
    let response = client.execute(request, &CallOptions::new()).await?;
    let seasons: Response<Vec<Value>> = Response::json(response)?;

    assert_eq!(seasons.status(), StatusCode::OK);
    assert_eq!(seasons.value()[0]["name"], "spring");
    let received = server.received()?;
    assert_eq!(received.target(), "/v1/seasons?limit=5");
    assert_eq!(received.header("X-API-KEY"), [KEY]);
    Ok(())
}
