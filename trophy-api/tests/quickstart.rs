//! The quickstart example does what it says: the same source, with its lines caught.

#![cfg(all(feature = "application", feature = "reqwest"))]

#[path = "../examples/quickstart.rs"]
#[expect(dead_code, reason = "its `main` is for the example")]
mod quickstart;

use std::error::Error;

use trophy_api::Trophy;

/// What the example prints for whoever has this key.
async fn printed(api_key: &str) -> Result<String, Box<dyn Error>> {
    let trophy = Trophy::builder()
        .api_key(api_key)
        .base_url(quickstart::start_server()?)
        .build()?;
    let mut out = Vec::new();
    quickstart::show(&trophy, &mut out).await?;
    Ok(String::from_utf8(out)?)
}

#[tokio::test]
async fn it_prints_what_both_calls_give() -> Result<(), Box<dyn Error>> {
    let lines = printed(quickstart::API_KEY).await?;

    assert_eq!(
        lines.lines().collect::<Vec<_>>(),
        [
            "Completed Onboarding  (api)  achieved 2021-01-01T00:00:00Z",
            "Novice Writer  (metric)  achieved 2021-02-01T00:00:00Z",
            "3-Day Streak  (streak)  achieved 2021-03-01T00:00:00Z",
            "Finish onboarding  (api)  achieved 2021-01-01T00:00:00Z  \
             completion 0040fe51-6bce-4b44-b0ad-bddc4e123534",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn it_fails_when_the_server_refuses() -> Result<(), Box<dyn Error>> {
    let failure = printed("another-key").await.err().ok_or("it went well")?;

    assert_eq!(
        failure.to_string(),
        "users_achievements: 401 Unauthorized: not a key of this API"
    );
    Ok(())
}
