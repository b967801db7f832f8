//! Starting and stopping the server, its address, API key and seed.

use std::io;

use trophy_api::http::{Request, StatusCode};
use trophy_api::{Bytes, CallOptions};
use trophy_local::{Seed, Server};

use super::{Test, refusal, start};

#[tokio::test]
async fn server_rejects_addresses_other_than_loopback() -> Test {
    let outcome = Server::builder().address(([0, 0, 0, 0], 0)).start().await;

    let error = outcome.err().ok_or("it started")?;
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("loopback"), "{error}");
    Ok(())
}

#[tokio::test]
async fn server_implements_all_operations_of_both_apis() -> Test {
    let (server, _) = start().await?;
    let count = |api: &str| server.operations().filter(|(path, _)| *path == api).count();

    assert_eq!((count("/v1"), count("/admin/v1")), (27, 58));
    assert!(server.url().ends_with("/v1"), "{}", server.url());
    assert!(server.admin_url().ends_with("/admin/v1"));
    Ok(())
}

#[tokio::test]
async fn unknown_paths_get_a_json_404() -> Test {
    let (_server, trophy) = start().await?;

    let empty_id = Request::get("/users//streak").body(Bytes::new())?;
    let client = trophy.application_client();
    let (status, message) = refusal(client.execute(empty_id, &CallOptions::new()).await)?;

    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(message, "no operation has this path");
    Ok(())
}

#[tokio::test]
async fn api_key_is_required_if_set() -> Test {
    let server = Server::builder().api_key("right").start().await?;

    assert!(server.client()?.achievements().all().await?.is_empty());
    let wrong = server.client_builder().api_key("wrong").build()?;
    let (status, _) = refusal(wrong.achievements().all().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = refusal(wrong.admin().metrics().list().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn server_stops_when_dropped() -> Test {
    let (server, trophy) = start().await?;
    trophy.achievements().all().await?;

    drop(server);

    while trophy.achievements().all().await.is_ok() {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn seed_is_the_initial_data() -> Test {
    let seed = Seed::from_json(include_str!("seed.json"))?;
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    let user = trophy.users().get("learner-204").await?;
    assert_eq!(user.attributes["cohort"], "spring");
    assert_eq!(trophy.achievements().all().await?.len(), 5);
    assert_eq!(trophy.points().levels("gems").await?.len(), 1);
    assert_eq!(trophy.leaderboards().all().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn seed_errors_contain_the_position() -> Test {
    let unknown_field = Seed::from_json(r#"{"metric": []}"#)
        .err()
        .ok_or("the seed was accepted")?;
    assert!(
        unknown_field.to_string().contains("unknown field `metric`"),
        "{unknown_field}"
    );

    let text = r#"{"achievements": [{"name": "A", "key": "a"}, {"name": "B", "metric": "m", "value": 1}]}"#;
    let start = Server::builder().seed(Seed::from_json(text)?).start();
    let error = start.await.err().ok_or("it started")?;
    assert_eq!(
        error.to_string(),
        "invalid seed: achievements[1]: `metric`: no metric has the key `m`"
    );
    Ok(())
}
