//! A local Trophy server.

use std::error::Error;

use trophy_api::admin::models::CreateMetricRequestItem;
use trophy_api::models::UpsertedUser;
use trophy_local::{Achievement, Seed, Server};

#[tokio::test]
async fn ten_lessons_are_an_achievement() -> Result<(), Box<dyn Error>> {
    let seed = Seed::new()
        .metric(CreateMetricRequestItem::new("Lessons", "lessons"))
        .achievement(Achievement::metric("Ten lessons", "lessons", 10.0));
    let server = Server::builder().seed(seed).start().await?;
    let trophy = server.client()?;

    for _ in 0..3 {
        let noor = UpsertedUser::new("noor");
        trophy.metrics().event("lessons", noor, 4.0).await?;
    }

    let achievements = trophy.users().achievements("noor").await?;
    assert_eq!(achievements[0].name, "Ten lessons");
    Ok(())
}
