//! Signed webhooks.

use trophy_api::models::{StreakLostEvent, UpsertedUser};
use trophy_api::webhook::WebhookEvent;

use super::receiver::{Receiver, SECRET};
use super::{METRIC, Test, start};

#[tokio::test]
async fn completed_achievement_sends_one_webhook() -> Test {
    let (server, trophy) = start().await?;
    let mut receiver = Receiver::start().await?;
    server.webhooks_to(&receiver.url, SECRET)?;
    let noor = || UpsertedUser::new("noor").name("Noor");

    let completion = trophy.achievements().complete("grand-tour", noor()).await?;
    trophy.achievements().complete("grand-tour", noor()).await?;
    trophy.metrics().event(METRIC, noor(), 10.0).await?;

    let WebhookEvent::AchievementCompleted(first) = receiver.next().await? else {
        return Err("another event".into());
    };
    assert_eq!(first.achievement, completion.achievement);
    assert_eq!(first.user, trophy.users().get("noor").await?);
    let WebhookEvent::AchievementCompleted(second) = receiver.next().await? else {
        return Err("another event".into());
    };
    assert_eq!(second.achievement.name, "Ten lessons");
    assert!(receiver.is_quiet().await);
    Ok(())
}

#[tokio::test]
async fn url_of_a_receiver_has_a_scheme() -> Test {
    let (server, _) = start().await?;
    let error = server.webhooks_to("localhost:9/hooks", SECRET).err();
    assert_eq!(
        error.ok_or("the URL is valid")?.to_string(),
        "`localhost:9/hooks`: does not start with `https://` or `http://`"
    );
    Ok(())
}

#[tokio::test]
async fn send_webhook_sends_any_event() -> Test {
    let (server, trophy) = start().await?;
    let mut receiver = Receiver::start().await?;
    server.webhooks_to(&receiver.url, SECRET)?;
    let user = trophy.users().create(UpsertedUser::new("noor")).await?;
    let event = WebhookEvent::StreakLost(Box::new(StreakLostEvent::new(user, 12)));

    server.send_webhook(&event);

    assert_eq!(receiver.next().await?, event);
    Ok(())
}

#[tokio::test]
async fn failed_deliveries_do_not_block_other_receivers() -> Test {
    let (server, trophy) = start().await?;
    let mut receiver = Receiver::start().await?;
    server.webhooks_to("http://127.0.0.1:9/hooks", SECRET)?;
    server.webhooks_to(&receiver.url, "another-secret")?;
    server.webhooks_to(&receiver.url, SECRET)?;

    trophy
        .achievements()
        .complete("grand-tour", UpsertedUser::new("noor"))
        .await?;

    // The receiver accepts only the webhook that is signed with the right secret.
    receiver.next().await?;
    assert!(receiver.is_quiet().await);
    Ok(())
}
