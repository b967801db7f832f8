//! Points systems with their levels, boosts and triggers.

use trophy_api::admin::PointsSystemsApi;
use trophy_api::admin::models::{
    AdminPointsSystem, AdminPointsSystemStatus, CreatePointsSystemRequestItem,
    CreatePointsSystemsResponse, CreatedAdminPointsSystem, DeletePointsSystemsResponse,
    ListPointsSystemsResponse, UpdatePointsSystemRequestItem, UpdatePointsSystemsResponse,
};
use trophy_api::admin::points_systems::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use trophy_api::{CallOptions, Patch, Response, Result, Uuid};

use super::checks::check_key;
use super::items::{
    ItemName, ItemResults, Resource, check_count, created, delete, get, get_mut, id_or_new, page,
    process_each,
};
use crate::clock;
use crate::data::points_system::PointsSystem;
use crate::data::tenant::TenantData;
use crate::patch::patch;
use crate::refusal::not_found;
use crate::state::InMemory;

impl Resource for PointsSystem {
    const NAME: &'static str = "points system";

    fn id(&self) -> Uuid {
        self.system.id
    }
}

impl TenantData {
    /// Returns a points system, or 404.
    pub(crate) fn system_by_id(&mut self, id: Uuid) -> Result<&mut PointsSystem> {
        get_mut(&mut self.systems, id).map_err(not_found)
    }

    /// Creates a points system with its levels, boosts and triggers. An invalid one is not created at all.
    pub(crate) fn create_system(
        &mut self,
        id: Option<Uuid>,
        item: CreatePointsSystemRequestItem,
    ) -> Result<CreatedAdminPointsSystem, String> {
        check_key(&item.key, self.systems.iter().map(|it| &it.system.key))?;
        check_max_points(item.max_points)?;
        let mut definition = AdminPointsSystem::new(
            id_or_new(id)?,
            item.name,
            item.key,
            item.description.unwrap_or_default(),
            AdminPointsSystemStatus::Active,
        );
        definition.badge = item.badge.into_option();
        definition.max_points = item.max_points.into_option();
        let mut system = PointsSystem {
            system: definition,
            levels: Vec::new(),
            boosts: Vec::new(),
            triggers: Vec::new(),
        };
        for level in item.levels.into_iter().flatten() {
            system.create_level(level)?;
        }
        for boost in item.boosts.into_iter().flatten() {
            system.create_boost(&self.attributes, boost)?;
        }
        for trigger in item.triggers.into_iter().flatten() {
            let trigger = self.new_trigger(trigger)?;
            system.triggers.push(trigger);
        }
        let created = created_system(&system);
        self.systems.push(system);
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
        Patch::Value(points) if points < 1 => Err("`maxPoints`: must be at least 1".to_owned()),
        _ => Ok(()),
    }
}

fn created_system(system: &PointsSystem) -> CreatedAdminPointsSystem {
    let it = system.system.clone();
    let mut created =
        CreatedAdminPointsSystem::new(it.id, it.name, it.key, it.description, it.status)
            .levels(system.levels.clone())
            .boosts(system.boosts_on(clock::today()))
            .triggers(system.triggers.iter().map(|it| it.rule.clone()));
    created.badge = it.badge;
    created.max_points = it.max_points;
    created
}

impl PointsSystemsApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsSystemsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let page = page(&tenant.systems, request.limit, request.skip)?;
            Ok(page.into_iter().map(|it| it.system).collect())
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsSystemsResponse>> {
        check_count(&request.body)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body,
                |_| ItemName::Index,
                |item| tenant.create_system(None, item),
            );
            Ok(created(results, |created, issues| {
                CreatePointsSystemsResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<UpdatePointsSystemsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: updated,
                issues,
            } = process_each(
                request.body,
                |item| ItemName::Id(item.id.to_string()),
                |item| tenant.change_system(item),
            );
            Ok(UpdatePointsSystemsResponse::new()
                .updated(updated)
                .issues(issues))
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsSystemsResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.systems, request.ids);
            Ok(DeletePointsSystemsResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsSystem>> {
        self.answer(request.tenant_id, |tenant| {
            Ok(get(&tenant.systems, request.id)?.system)
        })
    }
}
