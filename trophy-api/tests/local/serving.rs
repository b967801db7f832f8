//! The server: where it listens, whom it lets in, and that it ends.

use std::io;

use trophy_api::http::{Request, StatusCode};
use trophy_api::local::{Seed, Trophy};
use trophy_api::{Bytes, CallOptions};

use super::{Test, refusal, start};

#[tokio::test]
async fn it_is_for_the_loopback_alone() -> Test {
    let outcome = Trophy::builder().address(([0, 0, 0, 0], 0)).start().await;

    let error = outcome.err().ok_or("it started")?;
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("loopback"), "{error}");
    Ok(())
}

#[tokio::test]
async fn it_serves_every_operation_of_both_apis() -> Test {
    let (local, _) = start().await?;
    let count = |api: &str| local.operations().filter(|(path, _)| *path == api).count();

    assert_eq!((count("/v1"), count("/admin/v1")), (27, 47));
    assert!(local.url().ends_with("/v1"), "{}", local.url());
    assert!(local.admin_url().ends_with("/admin/v1"));
    Ok(())
}

#[tokio::test]
async fn a_path_that_is_of_neither_api_is_refused_in_their_words() -> Test {
    let (_local, trophy) = start().await?;

    let nobody = Request::get("/users//streak").body(Bytes::new())?;
    let client = trophy.application_client();
    let (status, message) = refusal(client.execute(nobody, &CallOptions::new()).await)?;

    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(message, "no operation has this path");
    Ok(())
}

#[tokio::test]
async fn it_asks_for_the_key_that_it_was_given() -> Test {
    let local = Trophy::builder().api_key("right").start().await?;

    assert!(local.client()?.achievements().all().await?.is_empty());
    let stranger = local.client_builder().api_key("wrong").build()?;
    let (status, _) = refusal(stranger.achievements().all().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = refusal(stranger.admin().metrics().list().await)?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn it_ends_when_it_is_dropped() -> Test {
    let (local, trophy) = start().await?;
    trophy.achievements().all().await?;

    drop(local);

    while trophy.achievements().all().await.is_ok() {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn it_begins_as_the_seed_says() -> Test {
    let seed = Seed::from_json(include_str!("seed.json"))?;
    let local = Trophy::builder().seed(seed).start().await?;
    let trophy = local.client()?;

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
    let start = Trophy::builder().seed(Seed::from_json(text)?).start();
    let error = start.await.err().ok_or("it started")?;
    assert_eq!(
        error.to_string(),
        "the seed cannot be used: achievements[1]: `metric`: no metric has the key `m`"
    );
    Ok(())
}
