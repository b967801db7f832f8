//! Metrics, and batches of events.

use trophy_api::admin::MetricsApi;
use trophy_api::admin::metrics::{
    BatchEventsRequest, CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::admin::models::{
    BatchEventsResponse, BatchMetricEvent, CreateMetricRequestItem, CreateMetricsResponse,
    CreatedMetric, CreatedMetricUnitType, DeleteMetricsResponse, ListMetricsResponse,
    UpdateMetricsResponse,
};
use trophy_api::models::{
    EventResponse, MetricEventStreakResponse, MetricsEventBody, StreakFrequency, UpsertedUser,
};
use trophy_api::{CallOptions, Response, Result, Uuid};

use super::checks::check_key;
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::data::tenant::TenantData;
use crate::refusal::{not_found, unprocessable};
use crate::state::InMemory;

/// The maximum number of events in one request.
const MAX_EVENTS: usize = 1_000;

resource!(CreatedMetric, "metric");

impl TenantData {
    pub(crate) fn create_metric(
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

    /// Records an event of a batch, unless its idempotency key is known.
    fn record_one(&mut self, event: BatchMetricEvent) {
        let key = event.idempotency_key;
        if key
            .as_deref()
            .is_some_and(|key| self.replays.get(key).is_some())
        {
            return;
        }
        let user = event.user;
        let mut upserted = UpsertedUser::new(user.id);
        upserted.email = user.email;
        upserted.name = user.name;
        upserted.tz = user.tz;
        upserted.device_tokens = user.device_tokens;
        upserted.subscribe_to_emails = user.subscribe_to_emails;
        upserted.attributes = user.attributes;
        let mut body = MetricsEventBody::new(upserted, event.value);
        body.attributes = event.attributes;
        let streak = MetricEventStreakResponse::new(0, StreakFrequency::Daily).extended(false);
        let blank = EventResponse::new("", "", 0.0, streak);
        // The response to a batch contains the number of accepted events, not their results.
        _ = self.record(&event.key, key, body, blank);
    }
}

fn check_units(unit_type: &CreatedMetricUnitType, units: &str) -> Result<(), String> {
    let is_code = units.len() == 3 && units.bytes().all(|byte| byte.is_ascii_uppercase());
    if *unit_type == CreatedMetricUnitType::Currency && !is_code {
        return Err("`units`: must be a currency code, such as `USD`".to_owned());
    }
    Ok(())
}

impl MetricsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListMetricsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            page(&tenant.metrics, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateMetricsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| tenant.create_metric(None, item),
            );
            Ok(created(results, |created, issues| {
                CreateMetricsResponse::new().created(created).issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdateMetricsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| {
                    let metric = get_mut(&mut tenant.metrics, item.id)?;
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
            Ok(UpdateMetricsResponse::new().updated(updated).issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteMetricsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.metrics, request.ids);
            for account in tenant.accounts.values_mut() {
                for metric in &deleted {
                    account.totals.remove(&metric.id);
                }
            }
            Ok(DeleteMetricsResponse::new().deleted(deleted).issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatedMetric>> {
        self.answer(request.tenant_id, |tenant| get(&tenant.metrics, request.id))
    }

    async fn batch_events(
        &self,
        request: BatchEventsRequest,
        _options: CallOptions,
    ) -> Result<Response<BatchEventsResponse>> {
        let count = request.body.len();
        if !(1..=MAX_EVENTS).contains(&count) {
            return Err(unprocessable(format!(
                "the request has {count} events; it must have 1 to {MAX_EVENTS}"
            )));
        }
        self.answer(request.tenant_id, |tenant| {
            let mut keys = request.body.iter().map(|event| &event.key);
            if let Some(unknown) = keys.find(|key| tenant.metric(key).is_none()) {
                return Err(not_found(format!("no metric has the key `{unknown}`")));
            }
            for event in request.body {
                tenant.record_one(event);
            }
            Ok(BatchEventsResponse::new(
                i64::try_from(count).unwrap_or(i64::MAX),
            ))
        })
    }
}
