//! Metric events.

use trophy_api::http::StatusCode;
use trophy_api::models::UpsertedUser;

use super::{METRIC, Test, mark, refusal, start};

#[tokio::test]
async fn events_add_to_a_total() -> Test {
    let (_server, trophy) = start().await?;
    let metrics = trophy.metrics();

    let first = metrics
        .event(METRIC, UpsertedUser::new("noor").name("Noor"), 6.5)
        .send()
        .await?;
    assert_eq!(first.status(), StatusCode::CREATED);
    assert_eq!(mark(&first), Some("documented-example; part=currentStreak"));
    let second = metrics
        .event(METRIC, UpsertedUser::new("noor"), -2.0)
        .await?;

    assert_eq!(first.value().total, 6.5);
    assert_eq!(second.total, 4.5);
    assert_ne!(first.value().event_id, second.event_id);
    let metric = trophy.users().single_metric("noor", METRIC).await?;
    assert_eq!(metric.current, 4.5);
    assert_eq!(trophy.users().all_metrics("noor").await?, [metric]);
    assert_eq!(
        trophy.users().get("noor").await?.name.as_deref(),
        Some("Noor")
    );
    Ok(())
}

#[tokio::test]
async fn replayed_event_returns_the_first_response_and_has_no_effect() -> Test {
    let (_server, trophy) = start().await?;
    let event = |value| {
        let event = trophy
            .metrics()
            .event(METRIC, UpsertedUser::new("noor"), value);
        event.idempotency_key("key-1").send()
    };

    let first = event(12.0).await?;
    let repeat = event(12.0).await?;

    assert_eq!(first.status(), StatusCode::CREATED);
    assert_eq!(repeat.status(), StatusCode::ACCEPTED);
    let (first, mut repeat) = (first.into_inner(), repeat.into_inner());
    assert_eq!(first.idempotent_replayed, Some(false));
    assert_eq!(repeat.idempotent_replayed, Some(true));
    repeat.idempotent_replayed = first.idempotent_replayed;
    assert_eq!(repeat, first);
    assert_eq!(first.idempotency_key.as_deref(), Some("key-1"));
    let metric = trophy.users().single_metric("noor", METRIC).await?;
    assert_eq!(metric.current, 12.0);
    Ok(())
}

#[tokio::test]
async fn refused_event_has_no_effect() -> Test {
    let (_server, trophy) = start().await?;
    let metrics = trophy.metrics();
    let noor = || UpsertedUser::new("noor");

    let unknown = metrics.event("steps", noor(), 1.0);
    let (status, message) = refusal(unknown.idempotency_key("key-1").await)?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(message, "no metric has this key");
    let invalid = metrics
        .event(METRIC, noor(), 1.0)
        .attributes([("mood", "good")]);
    assert!(invalid.idempotency_key("key-1").await.is_err());
    metrics.event(METRIC, noor(), f64::MAX).await?;
    let (_, message) = refusal(metrics.event(METRIC, noor(), f64::MAX).await)?;
    assert!(message.contains("too large"), "{message}");

    let event = metrics
        .event(METRIC, noor(), -f64::MAX)
        .idempotency_key("key-1");
    let event = event.send().await?;
    assert_eq!(event.status(), StatusCode::CREATED);
    assert_eq!(event.value().total, 0.0);
    Ok(())
}
