//! Records metric events.

use std::collections::BTreeMap;

use trophy_api::Result;
use trophy_api::admin::models::AdminAttributeType;
use trophy_api::models::{EventResponse, MetricsEventBody, UpdatedUser};

use crate::data::achievement::MetricEvent;
use crate::data::tenant::TenantData;
use crate::random;
use crate::refusal::unprocessable;

impl TenantData {
    /// Records an event and fills in `response`. An invalid event has no effect.
    pub(crate) fn record(
        &mut self,
        metric: &str,
        idempotency_key: Option<String>,
        event: MetricsEventBody,
        mut response: EventResponse,
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
        let id = random::uuid()?;
        self.upsert(&user, UpdatedUser::from(event.user))?;
        if let Some(account) = self.accounts.get_mut(&user) {
            account.totals.insert(metric, total);
            account.streak_reset = None;
        }

        let metric_event = MetricEvent {
            metric,
            value: event.value,
            attributes: &attributes,
        };
        let completed = self.complete_reached(&user, &metric_event)?;
        let account = self.account(&user)?;
        let completed = completed.iter().filter_map(|id| {
            let mut all = self.achievements.iter();
            all.find(|achievement| achievement.rule.id == *id)
        });
        response.event_id = id.to_string();
        response.metric_id = metric.to_string();
        response.total = total;
        response.achievements = completed
            .map(|achievement| achievement.for_user(Some(account), self.references()))
            .collect();
        response.points = BTreeMap::new();
        response.leaderboards = BTreeMap::new();
        if let Some(key) = idempotency_key {
            response.idempotency_key = Some(key.clone());
            response.idempotent_replayed = Some(false);
            self.replays.insert(key, response.clone());
        }
        Ok(response)
    }
}
