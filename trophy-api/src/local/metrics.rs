//! Metrics: events, and the keys by which repeats of them are known.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::achievement::Progress;
use super::documented;
use super::random;
use super::state::{Local, unprocessable};
use super::world::World;
use crate::admin::models::AdminAttributeType;
use crate::http::StatusCode;
use crate::metrics::EventRequest;
use crate::models::{EventResponse, MetricsEventBody, UpdatedUser};
use crate::{CallOptions, MetricsApi, Response, Result};

/// How many idempotency keys are remembered for each tenant. The oldest go first.
pub const REMEMBERED_KEYS: usize = 10_000;

/// What events with a key were answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Replays {
    answers: HashMap<String, EventResponse>,
    oldest_first: VecDeque<String>,
}

impl Replays {
    pub(super) fn get(&self, key: &str) -> Option<&EventResponse> {
        self.answers.get(key)
    }

    fn insert(&mut self, key: String, answer: EventResponse) {
        if self.oldest_first.len() >= REMEMBERED_KEYS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.answers.remove(&oldest);
        }
        self.oldest_first.push_back(key.clone());
        self.answers.insert(key, answer);
    }
}

impl MetricsApi for Local {
    async fn event(
        &self,
        request: EventRequest,
        _options: CallOptions,
    ) -> Result<Response<EventResponse>> {
        let documented = documented::response(&request)?;
        let current_streak = documented.into_inner().current_streak;
        let tenant = request.tenant_id.clone();
        self.within(tenant, |world| {
            let replayed = request.idempotency_key.as_deref();
            if let Some(answer) = replayed.and_then(|key| world.replays.get(key)) {
                let mut answer = answer.clone();
                answer.idempotent_replayed = Some(true);
                return Ok(Response::new(answer).with_status(StatusCode::ACCEPTED));
            }
            let blank = EventResponse::new("", "", 0.0, current_streak);
            let answer =
                world.record(&request.key, request.idempotency_key, request.body, blank)?;
            Ok(Response::new(answer))
        })
        .map(|response| documented::marked(response, "documented-example; part=currentStreak"))
    }
}

impl World {
    /// Records an event and completes the answer to it. Nothing happens because of one that is refused.
    pub(super) fn record(
        &mut self,
        metric: &str,
        idempotency_key: Option<String>,
        event: MetricsEventBody,
        mut answer: EventResponse,
    ) -> Result<EventResponse> {
        let metric = self
            .metric(metric)
            .map(|metric| metric.id)
            .ok_or_else(|| unprocessable("no metric has this key"))?;
        let attributes = event.attributes.unwrap_or_default();
        self.check_attributes(attributes.keys(), &AdminAttributeType::Event)?;
        let user = event.user.id.clone();
        let before = self
            .accounts
            .get(&user)
            .map(|account| account.total(metric));
        let total = before.unwrap_or_default() + event.value;
        if !total.is_finite() {
            return Err(unprocessable("`value`: the total would be too large"));
        }
        let id = random::id()?;
        let account = self.upsert(&user, UpdatedUser::from(event.user))?;
        account.totals.insert(metric, total);

        let progress = Progress {
            metric,
            value: event.value,
            attributes: &attributes,
        };
        let earned = self.progress(&user, &progress)?;
        let account = self.account(&user)?;
        let earned = earned.iter().filter_map(|id| {
            let mut all = self.achievements.iter();
            all.find(|achievement| achievement.definition.id == *id)
        });
        answer.event_id = id.to_string();
        answer.metric_id = metric.to_string();
        answer.total = total;
        answer.achievements = earned
            .map(|achievement| achievement.for_user(account))
            .collect();
        answer.points = BTreeMap::new();
        answer.leaderboards = BTreeMap::new();
        if let Some(key) = idempotency_key {
            answer.idempotency_key = Some(key.clone());
            answer.idempotent_replayed = Some(false);
            self.replays.insert(key, answer.clone());
        }
        Ok(answer)
    }
}
