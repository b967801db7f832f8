//! Levels of a points system.

use super::systems::PointsSystem;
use super::{
    Item, Outcome, check_count, check_key, created, delete, each, get, get_mut, id_or_new, page,
};
use crate::admin::PointsLevelsApi;
use crate::admin::models::{
    AdminPointsLevel, CreatePointsLevelRequestItem, CreatePointsLevelsResponse,
    DeletePointsLevelsResponse, ListPointsLevelsResponse, PatchPointsLevelsRequestItem,
    PatchPointsLevelsResponse,
};
use crate::admin::points_levels::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use crate::local::account::patch;
use crate::local::state::Local;
use crate::{CallOptions, Response, Result};

super::resource!(AdminPointsLevel, "level");

impl PointsSystem {
    pub(super) fn create_level(
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
        return Err("`points`: it is at least 0".to_owned());
    }
    Ok(())
}

impl PointsLevelsApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsLevelsResponse>> {
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            page(&system.levels, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsLevelsResponse>> {
        check_count(&request.body)?;
        self.within(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            let outcome = each(
                request.body,
                |_| Item::Index,
                |item| system.create_level(item),
            );
            Ok(created(outcome, |created, issues| {
                CreatePointsLevelsResponse { created, issues }
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<PatchPointsLevelsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            let Outcome {
                done: updated,
                issues,
            } = each(
                request.body,
                |item| Item::Id(item.id.to_string()),
                |item| system.change_level(item),
            );
            Ok(PatchPointsLevelsResponse { updated, issues })
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsLevelsResponse>> {
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            let Outcome {
                done: deleted,
                issues,
            } = delete(&mut system.levels, request.ids);
            Ok(DeletePointsLevelsResponse { deleted, issues })
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsLevel>> {
        self.answer(request.tenant_id, |world| {
            get(&world.system_by_id(request.system_id)?.levels, request.id)
        })
    }
}
