//! A test double that counts its calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use trophy_api::metrics::EventRequest;
use trophy_api::models::{EventResponse, MetricEventStreakResponse, StreakFrequency, UpsertedUser};
use trophy_api::{CallOptions, MetricsApi, Response, Result, Trophy};

/// Your code.
async fn lesson_finished(trophy: &Trophy, user: &str) -> Result<f64> {
    let event = trophy
        .metrics()
        .event("lessons", UpsertedUser::new(user), 1.0)
        .await?;
    Ok(event.total)
}

#[derive(Clone, Default)]
struct Metrics {
    events: Arc<AtomicU32>,
}

impl MetricsApi for Metrics {
    async fn event(
        &self,
        request: EventRequest,
        _: CallOptions,
    ) -> Result<Response<EventResponse>> {
        assert_eq!(request.key, "lessons");
        assert_eq!(request.body.user.id, "noor");
        let total = self.events.fetch_add(1, Ordering::Relaxed) + 1;
        let streak = MetricEventStreakResponse::new(1, StreakFrequency::Daily);
        Ok(EventResponse::new("event-1", "metric-1", f64::from(total), streak).into())
    }
}

#[tokio::test]
async fn each_lesson_is_an_event() -> Result<()> {
    let metrics = Metrics::default();
    let trophy = Trophy::builder().metrics(metrics.clone()).build()?;

    lesson_finished(&trophy, "noor").await?;
    lesson_finished(&trophy, "noor").await?;

    assert_eq!(metrics.events.load(Ordering::Relaxed), 2);
    Ok(())
}
