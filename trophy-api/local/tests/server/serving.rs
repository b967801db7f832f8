//! The server: where it listens, whom it lets in, and that it ends.

use std::io;

use trophy_api::http::{Request, StatusCode};
use trophy_api::{Bytes, CallOptions};
use trophy_local::{Seed, Server};

use super::{Test, refusal, start};

#[tokio::test]
async fn it_is_for_the_loopback_alone() -> Test {
    let outcome = Server::builder().address(([0, 0, 0, 0], 0)).start().await;

    let error = outcome.err().ok_or("it started")?;
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("loopback"), "{error}");
    Ok(())
}

#[tokio::test]
async fn it_serves_every_operation_of_both_apis() -> Test {
    let (server, _) = start().await?;
    let count = |api: &str| server.operations().filter(|(path, _)| *path == api).count();

    assert_eq!((count("/v1"), count("/admin/v1")), (27, 47));
    assert!(server.url().ends_with("/v1"), "{}", server.url());
    assert!(server.admin_url().ends_with("/admin/v1"));
    Ok(())
}

#[tokio::test]
async fn a_path_that_is_of_neither_api_is_refused_in_their_words() -> Test {
    let (_server, trophy) = start().await?;

    let nobody = Request::get("/users//streak").body(Bytes::new())?;
    let client = trophy.application_client();
    let (status, message) = refusal(client.execute(nobody, &CallOptions::new()).await)?;

    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(message, "no operation has this path");
    Ok(())
}

#[tokio::test]
async fn it_asks_for_the_key_that_it_was_given() -> Test {
    let server = Server::builder().api_key("right").start().await?;

    assert!(server.client()?.achievements().all().await?.is_empty());
    let stranger = server.client_builder().api_key("wrong").build()?;
    let (status, _) = refusal(stranger.achievements().all().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = refusal(stranger.admin().metrics().list().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn it_ends_when_it_is_dropped() -> Test {
    let (server, trophy) = start().await?;
    trophy.achievements().all().await?;

    drop(server);

    while trophy.achievements().all().await.is_ok() {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn it_begins_as_the_seed_says() -> Test {
    let seed = Seed::from_json(include_str!("seed.json"))?;
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    let user = trophy.users().get("learner-204").await?;
    assert_eq!(user.attributes["cohort"], "spring");
    assert_eq!(trophy.achievements().all().await?.len(), 4);
    assert_eq!(trophy.points().levels("gems").await?.len(), 1);
    assert_eq!(trophy.leaderboards().all().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_seed_that_cannot_be_used_says_where() -> Test {
    let typo = Seed::from_json(r#"{"metric": []}"#)
        .err()
        .ok_or("it was read")?;
    assert!(
        typo.to_string().contains("unknown field `metric`"),
        "{typo}"
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
