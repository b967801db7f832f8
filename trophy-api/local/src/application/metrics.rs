//! Receives metric events.

use trophy_api::http::StatusCode;
use trophy_api::metrics::EventRequest;
use trophy_api::models::EventResponse;
use trophy_api::{CallOptions, MetricsApi, Response, Result};

use crate::documented;
use crate::state::InMemory;

impl MetricsApi for InMemory {
    async fn event(
        &self,
        request: EventRequest,
        _options: CallOptions,
    ) -> Result<Response<EventResponse>> {
        let documented = documented::response(&request)?;
        let current_streak = documented.into_inner().current_streak;
        self.with_tenant(request.tenant_id, |tenant| {
            let key = request.idempotency_key.as_deref();
            if let Some(first) = key.and_then(|key| tenant.replays.get(key)) {
                let mut replay = first.clone();
                replay.idempotent_replayed = Some(true);
                return Ok(Response::new(replay).with_status(StatusCode::ACCEPTED));
            }
            let blank = EventResponse::new("", "", 0.0, current_streak);
            let response =
                tenant.record(&request.key, request.idempotency_key, request.body, blank)?;
            Ok(Response::new(response))
        })
        .map(|response| documented::with_mark(response, "documented-example; part=currentStreak"))
    }
}
