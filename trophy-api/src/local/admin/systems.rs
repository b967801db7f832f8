//! Points systems, with the levels, boosts and triggers that belong to them.

use super::{
    Item, Outcome, Resource, check_count, check_key, created, delete, each, get, get_mut,
    id_or_new, page,
};
use crate::admin::PointsSystemsApi;
use crate::admin::models::{
    AdminPointsBoost, AdminPointsLevel, AdminPointsSystem, AdminPointsSystemStatus,
    AdminPointsTrigger, CreatePointsSystemRequestItem, CreatePointsSystemsResponse,
    CreatedAdminPointsSystem, DeletePointsSystemsResponse, ListPointsSystemsResponse,
    UpdatePointsSystemRequestItem, UpdatePointsSystemsResponse,
};
use crate::admin::points_systems::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use crate::local::account::patch;
use crate::local::state::{Local, not_found};
use crate::local::world::World;
use crate::{CallOptions, Patch, Response, Result, Timestamp, Uuid};

/// A points system and its parts.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::local) struct PointsSystem {
    pub(in crate::local) system: AdminPointsSystem,
    pub(in crate::local) levels: Vec<AdminPointsLevel>,
    pub(in crate::local) boosts: Vec<AdminPointsBoost>,
    pub(in crate::local) triggers: Vec<Trigger>,
}

/// A trigger, and when it was made and changed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::local) struct Trigger {
    pub(in crate::local) rule: AdminPointsTrigger,
    pub(in crate::local) created: Timestamp,
    pub(in crate::local) updated: Timestamp,
}

impl Resource for PointsSystem {
    const NAME: &'static str = "points system";

    fn id(&self) -> Uuid {
        self.system.id
    }
}

impl World {
    /// The points system that a call is about.
    pub(super) fn system_by_id(&mut self, id: Uuid) -> Result<&mut PointsSystem> {
        get_mut(&mut self.systems, id).map_err(not_found)
    }

    /// Creates a points system with all its parts, or none of them.
    pub(in crate::local) fn create_system(
        &mut self,
        id: Option<Uuid>,
        item: CreatePointsSystemRequestItem,
    ) -> Result<CreatedAdminPointsSystem, String> {
        check_key(&item.key, self.systems.iter().map(|it| &it.system.key))?;
        check_max_points(item.max_points)?;
        let mut system = AdminPointsSystem::new(
            id_or_new(id)?,
            item.name,
            item.key,
            item.description.unwrap_or_default(),
            AdminPointsSystemStatus::Active,
        );
        system.badge = item.badge.into_option();
        system.max_points = item.max_points.into_option();
        let mut whole = PointsSystem {
            system,
            levels: Vec::new(),
            boosts: Vec::new(),
            triggers: Vec::new(),
        };
        for level in item.levels.into_iter().flatten() {
            whole.create_level(level)?;
        }
        for boost in item.boosts.into_iter().flatten() {
            whole.create_boost(&self.attributes, boost)?;
        }
        for trigger in item.triggers.into_iter().flatten() {
            let trigger = self.new_trigger(trigger)?;
            whole.triggers.push(trigger);
        }
        let created = shown(&whole);
        self.systems.push(whole);
        Ok(created)
    }

    fn change_system(
        &mut self,
        item: UpdatePointsSystemRequestItem,
    ) -> Result<AdminPointsSystem, String> {
        let system = &mut get_mut(&mut self.systems, item.id)?.system;
        check_max_points(item.max_points)?;
        if let Some(name) = item.name {
            system.name = name;
        }
        if let Some(description) = item.description {
            system.description = description;
        }
        patch(&mut system.badge, item.badge);
        patch(&mut system.max_points, item.max_points);
        Ok(system.clone())
    }
}

fn check_max_points(max_points: Patch<i64>) -> Result<(), String> {
    match max_points {
        Patch::Value(points) if points < 1 => Err("`maxPoints`: it is at least 1".to_owned()),
        _ => Ok(()),
    }
}

fn shown(whole: &PointsSystem) -> CreatedAdminPointsSystem {
    let it = whole.system.clone();
    CreatedAdminPointsSystem {
        id: it.id,
        name: it.name,
        key: it.key,
        description: it.description,
        status: it.status,
        badge: it.badge,
        max_points: it.max_points,
        levels: whole.levels.clone(),
        boosts: whole.boosts_now().collect(),
        triggers: whole.triggers.iter().map(|it| it.rule.clone()).collect(),
    }
}

impl PointsSystemsApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsSystemsResponse>> {
        self.answer(request.tenant_id, |world| {
            let page = page(&world.systems, request.limit, request.skip)?;
            Ok(page.into_iter().map(|it| it.system).collect())
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsSystemsResponse>> {
        check_count(&request.body)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body,
                |_| Item::Index,
                |item| world.create_system(None, item),
            );
            Ok(created(outcome, |created, issues| {
                CreatePointsSystemsResponse { created, issues }
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdatePointsSystemsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: updated,
                issues,
            } = each(
                request.body,
                |item| Item::Id(item.id.to_string()),
                |item| world.change_system(item),
            );
            Ok(UpdatePointsSystemsResponse { updated, issues })
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsSystemsResponse>> {
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: deleted,
                issues,
            } = delete(&mut world.systems, request.ids);
            Ok(DeletePointsSystemsResponse { deleted, issues })
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsSystem>> {
        self.answer(request.tenant_id, |world| {
            Ok(get(&world.systems, request.id)?.system)
        })
    }
}
