//! Webhooks go out signed, once for each achievement that is earned.

use trophy_api::models::{StreakLostEvent, UpsertedUser};
use trophy_api::webhook::WebhookEvent;

use super::receiver::{Receiver, SECRET};
use super::{METRIC, Test, start};

#[tokio::test]
async fn an_earned_achievement_is_announced_once() -> Test {
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
async fn any_webhook_can_be_sent_by_hand() -> Test {
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
async fn a_receiver_that_is_not_there_keeps_nobody_waiting() -> Test {
    let (server, trophy) = start().await?;
    let mut receiver = Receiver::start().await?;
    server.webhooks_to("http://127.0.0.1:9/hooks", SECRET)?;
    server.webhooks_to(&receiver.url, "another-secret")?;
    server.webhooks_to(&receiver.url, SECRET)?;

    trophy
        .achievements()
        .complete("grand-tour", UpsertedUser::new("noor"))
        .await?;

    // Only what was signed with the right secret is let in.
    receiver.next().await?;
    assert!(receiver.is_quiet().await);
    Ok(())
}
