//! Boosts of a points system. The status of a boost follows from the current day.

use trophy_api::admin::PointsBoostsApi;
use trophy_api::admin::models::{
    AdminAttribute, AdminAttributeType, AdminPointsBoost, AdminPointsBoostRounding,
    AdminPointsBoostStatus, CreatePointsBoostRequestItem, CreatePointsBoostsResponse,
    DeletePointsBoostsResponse, ListPointsBoostsResponse, PatchPointsBoostsRequestItem,
    PatchPointsBoostsResponse,
};
use trophy_api::admin::points_boosts::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::{CallOptions, Response, Result};

use super::checks::{check_conditions, check_dates, check_length};
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::clock;
use crate::data::points_system::{PointsSystem, boost_on};
use crate::patch::{patch, patch_list};
use crate::state::InMemory;

resource!(AdminPointsBoost, "boost");

impl PointsSystem {
    pub(crate) fn create_boost(
        &mut self,
        attributes: &[AdminAttribute],
        item: CreatePointsBoostRequestItem,
    ) -> Result<AdminPointsBoost, String> {
        let rounding = item
            .rounding
            .map_or(AdminPointsBoostRounding::Down, |it| it.as_str().into());
        let mut boost = AdminPointsBoost::new(
            id_or_new(None)?,
            item.name,
            AdminPointsBoostStatus::Active,
            item.start,
            item.multiplier,
            rounding,
        );
        boost.end = item.end.into_option();
        boost.user_id = item.user_id.into_option();
        boost.user_attributes = item.user_attributes.into_option().unwrap_or_default();
        check(&boost, attributes)?;
        self.boosts.push(boost.clone());
        Ok(boost_on(&boost, &clock::today()))
    }

    fn change_boost(
        &mut self,
        attributes: &[AdminAttribute],
        item: PatchPointsBoostsRequestItem,
    ) -> Result<AdminPointsBoost, String> {
        let stored = get_mut(&mut self.boosts, item.id)?;
        let mut boost = stored.clone();
        if let Some(name) = item.name {
            boost.name = name;
        }
        if let Some(start) = item.start {
            boost.start = start;
        }
        patch(&mut boost.end, item.end);
        if let Some(multiplier) = item.multiplier {
            boost.multiplier = multiplier;
        }
        if let Some(rounding) = item.rounding {
            boost.rounding = rounding.as_str().into();
        }
        patch_list(&mut boost.user_attributes, item.user_attributes);
        check(&boost, attributes)?;
        *stored = boost.clone();
        Ok(boost_on(&boost, &clock::today()))
    }
}

fn check(boost: &AdminPointsBoost, attributes: &[AdminAttribute]) -> Result<(), String> {
    check_length("name", &boost.name)?;
    check_dates(&boost.start, boost.end.as_ref())?;
    let factor = boost.multiplier;
    if factor <= 0.0 || factor >= 100.0 || (factor - 1.0).abs() < f64::EPSILON {
        return Err("`multiplier`: must be above 0 and below 100, and not 1".to_owned());
    }
    if boost.user_id.is_some() && !boost.user_attributes.is_empty() {
        return Err("`userId` and `userAttributes` exclude each other".to_owned());
    }
    check_conditions(
        &boost.user_attributes,
        attributes,
        &AdminAttributeType::User,
    )
}

impl PointsBoostsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsBoostsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let boosts: Vec<_> = system.boosts_on(clock::today()).collect();
            page(&boosts, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsBoostsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let attributes = tenant.attributes.clone();
            let system = tenant.system_by_id(request.system_id)?;
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| system.create_boost(&attributes, item),
            );
            Ok(created(results, |created, issues| {
                CreatePointsBoostsResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<PatchPointsBoostsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let attributes = tenant.attributes.clone();
            let system = tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| system.change_boost(&attributes, item),
            );
            Ok(PatchPointsBoostsResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsBoostsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut system.boosts, request.ids);
            Ok(DeletePointsBoostsResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsBoost>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let boost = get(&system.boosts, request.id)?;
            Ok(boost_on(&boost, &clock::today()))
        })
    }
}
