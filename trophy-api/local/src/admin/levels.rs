//! Levels of a points system.

use trophy_api::admin::PointsLevelsApi;
use trophy_api::admin::models::{
    AdminPointsLevel, CreatePointsLevelRequestItem, CreatePointsLevelsResponse,
    DeletePointsLevelsResponse, ListPointsLevelsResponse, PatchPointsLevelsRequestItem,
    PatchPointsLevelsResponse,
};
use trophy_api::admin::points_levels::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::{CallOptions, Response, Result};

use super::checks::check_key;
use super::items::{
    ItemName, ItemResults, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each, resource,
};
use crate::data::points_system::PointsSystem;
use crate::patch::patch;
use crate::state::InMemory;

resource!(AdminPointsLevel, "level");

impl PointsSystem {
    pub(crate) fn create_level(
        &mut self,
        item: CreatePointsLevelRequestItem,
    ) -> Result<AdminPointsLevel, String> {
        check_key(&item.key, self.levels.iter().map(|level| &level.key))?;
        check_points(item.points)?;
        let mut level = AdminPointsLevel::new(
            id_or_new(None)?,
            item.name,
            item.key,
            item.points,
            item.description.unwrap_or_default(),
        );
        level.badge = item.badge;
        self.levels.push(level.clone());
        Ok(level)
    }

    fn change_level(
        &mut self,
        item: PatchPointsLevelsRequestItem,
    ) -> Result<AdminPointsLevel, String> {
        let level = get_mut(&mut self.levels, item.id)?;
        check_points(item.points.unwrap_or_default())?;
        if let Some(name) = item.name {
            level.name = name;
        }
        if let Some(points) = item.points {
            level.points = points;
        }
        if let Some(description) = item.description {
            level.description = description;
        }
        patch(&mut level.badge, item.badge);
        Ok(level.clone())
    }
}

fn check_points(points: i64) -> Result<(), String> {
    if points < 0 {
        return Err("`points`: must be at least 0".to_owned());
    }
    Ok(())
}

impl PointsLevelsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsLevelsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            page(&system.levels, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsLevelsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| system.create_level(item),
            );
            Ok(created(results, |created, issues| {
                CreatePointsLevelsResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<PatchPointsLevelsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| system.change_level(item),
            );
            Ok(PatchPointsLevelsResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsLevelsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let system = tenant.system_by_id(request.system_id)?;
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut system.levels, request.ids);
            Ok(DeletePointsLevelsResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsLevel>> {
        self.answer(request.tenant_id, |tenant| {
            get(&tenant.system_by_id(request.system_id)?.levels, request.id)
        })
    }
}
