//! Metrics, and events sent many at a time.

use super::{
    Item, Outcome, check_count, check_key, created, delete, each, get, get_mut, id_or_new, page,
};
use crate::admin::MetricsApi;
use crate::admin::metrics::{
    BatchEventsRequest, CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use crate::admin::models::{
    BatchEventsResponse, BatchMetricEvent, CreateMetricRequestItem, CreateMetricsResponse,
    CreatedMetric, CreatedMetricUnitType, DeleteMetricsResponse, ListMetricsResponse,
    UpdateMetricsResponse,
};
use crate::local::state::{Local, not_found, unprocessable};
use crate::local::world::World;
use crate::models::{
    EventResponse, MetricEventStreakResponse, MetricsEventBody, StreakFrequency, UpsertedUser,
};
use crate::{CallOptions, Response, Result, Uuid};

/// How many events one request can have.
const MOST_EVENTS: usize = 1_000;

super::resource!(CreatedMetric, "metric");

impl World {
    pub(in crate::local) fn create_metric(
        &mut self,
        id: Option<Uuid>,
        item: CreateMetricRequestItem,
    ) -> Result<CreatedMetric, String> {
        check_key(&item.key, self.metrics.iter().map(|metric| &metric.key))?;
        let unit_type = item
            .unit_type
            .map_or(CreatedMetricUnitType::Number, |unit_type| {
                unit_type.as_str().into()
            });
        let units = item.units.unwrap_or_default();
        check_units(&unit_type, &units)?;
        let metric = CreatedMetric::new(id_or_new(id)?, item.name, item.key, unit_type, units);
        self.metrics.push(metric.clone());
        Ok(metric)
    }

    /// Records an event of a batch, unless it is a repeat.
    fn record_one(&mut self, event: BatchMetricEvent) {
        let key = event.idempotency_key;
        if key
            .as_deref()
            .is_some_and(|key| self.replays.get(key).is_some())
        {
            return;
        }
        let user = event.user;
        let user = UpsertedUser {
            email: user.email,
            name: user.name,
            tz: user.tz,
            device_tokens: user.device_tokens,
            subscribe_to_emails: user.subscribe_to_emails,
            attributes: user.attributes,
            id: user.id,
        };
        let body = MetricsEventBody {
            user,
            value: event.value,
            attributes: event.attributes,
        };
        let streak = MetricEventStreakResponse::new(0, StreakFrequency::Daily).extended(false);
        let blank = EventResponse::new("", "", 0.0, streak);
        // The answer to a batch has been given by now: it says what was queued, not what became of it.
        _ = self.record(&event.key, key, body, blank);
    }
}

fn check_units(unit_type: &CreatedMetricUnitType, units: &str) -> Result<(), String> {
    let is_code = units.len() == 3 && units.bytes().all(|byte| byte.is_ascii_uppercase());
    if *unit_type == CreatedMetricUnitType::Currency && !is_code {
        return Err("`units`: a currency is named by its code, such as `USD`".to_owned());
    }
    Ok(())
}

impl MetricsApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListMetricsResponse>> {
        self.answer(request.tenant_id, |world| {
            page(&world.metrics, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateMetricsResponse>> {
        check_count(&request.body)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body,
                |_| Item::Index,
                |item| world.create_metric(None, item),
            );
            Ok(created(outcome, |created, issues| CreateMetricsResponse {
                created,
                issues,
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateMetricsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: updated,
                issues,
            } = each(
                request.body,
                |item| Item::Id(item.id.to_string()),
                |item| {
                    let metric = get_mut(&mut world.metrics, item.id)?;
                    let unit_type = item
                        .unit_type
                        .map_or_else(|| metric.unit_type.clone(), |it| it.as_str().into());
                    let units = item.units.unwrap_or_else(|| metric.units.clone());
                    check_units(&unit_type, &units)?;
                    metric.unit_type = unit_type;
                    metric.units = units;
                    if let Some(name) = item.name {
                        metric.name = name;
                    }
                    Ok(metric.clone())
                },
            );
            Ok(UpdateMetricsResponse { updated, issues })
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteMetricsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: deleted,
                issues,
            } = delete(&mut world.metrics, request.ids);
            for account in world.accounts.values_mut() {
                for gone in &deleted {
                    account.totals.remove(&gone.id);
                }
            }
            Ok(DeleteMetricsResponse { deleted, issues })
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatedMetric>> {
        self.answer(request.tenant_id, |world| get(&world.metrics, request.id))
    }

    async fn batch_events(
        &self,
        request: BatchEventsRequest,
        _options: CallOptions,
    ) -> Result<Response<BatchEventsResponse>> {
        let count = request.body.len();
        if !(1..=MOST_EVENTS).contains(&count) {
            return Err(unprocessable(format!(
                "there have to be 1 to {MOST_EVENTS} events, and there are {count}"
            )));
        }
        self.answer(request.tenant_id, |world| {
            let mut keys = request.body.iter().map(|event| &event.key);
            if let Some(unknown) = keys.find(|key| world.metric(key).is_none()) {
                return Err(not_found(format!("no metric has the key `{unknown}`")));
            }
            for event in request.body {
                world.record_one(event);
            }
            Ok(BatchEventsResponse::new(
                i64::try_from(count).unwrap_or(i64::MAX),
            ))
        })
    }
}
