//! The results of calls: values, responses with status and headers, and errors.

use std::time::Duration;

use trophy_api::models::{ErrorBody, UpsertedUser};
use trophy_api::{CallOptions, Error, ErrorKind, http::StatusCode};

use crate::server::{Answer, Server};
use crate::{Test, builder};

/// Lists a user's achievements from a server with this response. Returns the error.
async fn failure(answer: Answer) -> Result<Error, Box<dyn std::error::Error>> {
    let server = Server::start(answer)?;
    let trophy = builder(&server).build()?;
    let outcome = trophy.users().achievements("user-18").await;
    Ok(outcome.err().ok_or("the call succeeded")?)
}

#[tokio::test]
async fn send_returns_status_headers_and_value() -> Test {
    let server = Server::start(Answer::new(
        "201 Created",
        "x-request-id: r-1",
        include_str!("../payloads/achievements_complete.json"),
    ))?;
    let trophy = builder(&server).build()?;

    let response = trophy
        .achievements()
        .complete("finish-onboarding", UpsertedUser::new("user-18"))
        .send()
        .await?;

    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()["x-request-id"], "r-1");
    assert_eq!(response.value().achievement.name, "Finish onboarding");
    assert_eq!(
        response.into_inner().completion_id,
        "0040fe51-6bce-4b44-b0ad-bddc4e123534"
    );
    Ok(())
}

#[tokio::test]
async fn status_error_has_operation_status_and_message() -> Test {
    let body = r#"{"error":"user not found"}"#;

    let error = failure(Answer::json("404 Not Found", body)).await?;

    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.operation(), Some("users_achievements"));
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.message(), Some("user not found"));
    assert_eq!(
        error.body_as::<ErrorBody>()?,
        ErrorBody::new("user not found")
    );
    assert_eq!(
        error.to_string(),
        "users_achievements: 404 Not Found: user not found"
    );
    Ok(())
}

#[tokio::test]
async fn status_error_without_a_json_body_keeps_the_body() -> Test {
    let page = "<html><body>Sorry</body></html>";
    let answer = Answer::new("500 Internal Server Error", "content-type: text/html", page);

    let error = failure(answer).await?;

    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(error.message(), None);
    assert_eq!(error.body().map(AsRef::as_ref), Some(page.as_bytes()));
    assert_eq!(
        error.body_as::<ErrorBody>().map_err(|unread| unread.kind()),
        Err(ErrorKind::Decode)
    );
    Ok(())
}

#[tokio::test]
async fn decode_error_has_json_path_and_value() -> Test {
    let fine = r#"{"id":"1","name":"A","trigger":"api","completions":1,"rarity":0.5}"#;
    for (property, path, found) in [
        (r#""trigger":7"#, "[1].trigger", "`7`"),
        (r#""trigger":"api","achievedAt":7"#, "[1].achievedAt", "`7`"),
    ] {
        let wrong = format!(r#"{{"id":"2","name":"B",{property},"completions":1,"rarity":0.5}}"#);

        let error = failure(Answer::ok(&format!("[{fine},{wrong}]"))).await?;

        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.operation(), Some("users_achievements"));
        assert_eq!(error.json_path(), Some(path));
        let text = error.to_string();
        assert!(text.contains(path) && text.contains(found), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn refused_call_has_the_time_to_wait() -> Test {
    let body = r#"{"error":"slow down"}"#;
    let error = failure(Answer::new("429 Slow", "retry-after: 90", body)).await?;
    assert_eq!(error.message(), Some("slow down"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(90)));

    let dates = "date: Sat, 28 Nov 2026 05:00:00 GMT\r\nretry-after: Sat, 28 Nov 2026 05:02:00 GMT";
    let error = failure(Answer::new("503 Busy", dates, body)).await?;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(120)));
    Ok(())
}

#[tokio::test]
async fn https_url_of_a_server_without_tls_is_reported_at_once() -> Test {
    let server = trophy_local::Server::start().await?;
    let url = server.url().replace("http:", "https:");
    let host = url.trim_start_matches("https://").trim_end_matches("/v1");
    let trophy = server.client_builder().base_url(&url).build()?;

    let error = trophy.users().get("user-18").await.err();

    let error = error.ok_or("the call succeeded")?;
    assert_eq!(
        error.to_string(),
        format!(
            "users_get: could not connect to {host}: this port does not speak TLS; perhaps `http://` was meant"
        )
    );
    assert_eq!((error.is_retryable(), error.attempts()), (false, 1));
    Ok(())
}

#[tokio::test]
async fn calls_override_the_timeout_of_the_client() -> Test {
    let server = Server::start(Answer::Silence)?;
    let trophy = builder(&server).timeout(Duration::from_secs(60)).build()?;
    let short = CallOptions::new().timeout(Duration::from_millis(100));

    let outcome = trophy.users().achievements("user-18").options(short).await;

    let error = outcome.err().ok_or("the call succeeded")?;
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.operation(), Some("users_achievements"));
    assert_eq!(error.status(), None);
    Ok(())
}

#[tokio::test]
async fn replayed_event_has_status_202() -> Test {
    let body = r#"{"eventId":"e-1","metricId":"m-1","total":12.5,"achievements":[],
        "currentStreak":{"length":1,"frequency":"daily","started":null,"periodStart":null,
        "periodEnd":null,"expires":null},"idempotencyKey":"k-1","idempotentReplayed":true}"#;
    let server = Server::start(Answer::json("202 Accepted", body))?;
    let trophy = builder(&server).build()?;

    let event = trophy
        .metrics()
        .event("words-written", UpsertedUser::new("user-18"), 5.0)
        .idempotency_key("k-1")
        .send()
        .await?;

    assert_eq!(event.status(), StatusCode::ACCEPTED);
    assert_eq!(event.value().idempotent_replayed, Some(true));
    assert!(event.value().leaderboards.is_empty());
    Ok(())
}

#[cfg(feature = "admin")]
#[tokio::test]
async fn bulk_create_returns_created_items_and_issues() -> Test {
    use trophy_api::admin::models::{AdminIssueSeverity, CreateTenantRequestItem};

    let issue = r#"{"index":1,"severity":"error","message":"taken"}"#;
    let tenant = r#"{"id":"ce2ff86a-c10a-4de3-a7f0-13ec2f165deb","customerId":"a","name":"A",
        "status":"active","created":"2026-03-02T08:14:27Z","updated":"2026-03-02T08:14:27Z"}"#;
    for (status, created) in [("201 Created", tenant), ("200 OK", "")] {
        let body = format!(r#"{{"created":[{created}],"issues":[{issue}]}}"#);
        let server = Server::start(Answer::json(status, &body))?;
        let trophy = builder(&server).admin_base_url(server.url()).build()?;

        let tenants = [
            CreateTenantRequestItem::new("a", "A"),
            CreateTenantRequestItem::new("b", "B"),
        ];
        let response = trophy.admin().tenants().create(tenants).send().await?;

        assert!(status.starts_with(response.status().as_str()));
        let results = response.into_inner();
        assert_eq!(results.created.len(), usize::from(!created.is_empty()));
        let issue = results.issues.first().ok_or("there is an issue")?;
        assert_eq!(issue.severity, AdminIssueSeverity::Error);
    }
    Ok(())
}
