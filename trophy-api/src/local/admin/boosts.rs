//! Boosts of a points system. Whether one is scheduled, active or finished follows from the day it is.

use super::systems::PointsSystem;
use super::{
    Item, Outcome, check_count, check_length, created, delete, each, get, get_mut, id_or_new, page,
};
use crate::admin::PointsBoostsApi;
use crate::admin::models::{
    AdminAttribute, AdminAttributeType, AdminPointsBoost, AdminPointsBoostRounding,
    AdminPointsBoostStatus, CreatePointsBoostRequestItem,
    CreatePointsBoostRequestItemUserAttributesItem, CreatePointsBoostsResponse,
    DeletePointsBoostsResponse, ListPointsBoostsResponse, PatchPointsBoostsRequestItem,
    PatchPointsBoostsResponse,
};
use crate::admin::points_boosts::{
    CreateRequest, DeleteRequest, GetRequest, ListRequest, UpdateRequest,
};
use crate::local::account::{Account, patch};
use crate::local::clock;
use crate::local::state::Local;
use crate::{CallOptions, Date, Response, Result, Uuid};

super::resource!(AdminPointsBoost, "boost");

impl AdminPointsBoost {
    /// The same as it is today.
    fn now(&self) -> Self {
        let today = clock::today();
        let status = if self.start > today {
            AdminPointsBoostStatus::Scheduled
        } else if self.end.is_some_and(|end| end < today) {
            AdminPointsBoostStatus::Finished
        } else {
            AdminPointsBoostStatus::Active
        };
        Self {
            status,
            ..self.clone()
        }
    }

    pub(in crate::local) fn is_active(&self) -> bool {
        self.status == AdminPointsBoostStatus::Active
    }

    /// Whether it reaches this user.
    pub(in crate::local) fn is_for(
        &self,
        account: &Account,
        attributes: &[AdminAttribute],
    ) -> bool {
        let holds = |condition: &CreatePointsBoostRequestItemUserAttributesItem| {
            attributes
                .iter()
                .find(|attribute| attribute.id == condition.attribute_id)
                .and_then(|attribute| account.user.attributes.get(&attribute.key))
                .is_some_and(|value| *value == condition.attribute_value)
        };
        match &self.user_id {
            Some(user) => *user == account.user.id,
            None => self.user_attributes.iter().all(holds),
        }
    }
}

impl PointsSystem {
    /// All boosts as they are today.
    pub(in crate::local) fn boosts_now(&self) -> impl Iterator<Item = AdminPointsBoost> {
        self.boosts.iter().map(AdminPointsBoost::now)
    }

    pub(super) fn create_boost(
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
        Ok(boost.now())
    }

    fn change_boost(
        &mut self,
        attributes: &[AdminAttribute],
        item: PatchPointsBoostsRequestItem,
    ) -> Result<AdminPointsBoost, String> {
        let known = get_mut(&mut self.boosts, item.id)?;
        let mut boost = known.clone();
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
        if !item.user_attributes.is_absent() {
            boost.user_attributes = item.user_attributes.into_option().unwrap_or_default();
        }
        check(&boost, attributes)?;
        *known = boost.clone();
        Ok(boost.now())
    }
}

fn check(boost: &AdminPointsBoost, attributes: &[AdminAttribute]) -> Result<(), String> {
    check_length("name", &boost.name)?;
    check_dates(boost.start, boost.end)?;
    let factor = boost.multiplier;
    if factor <= 0.0 || factor >= 100.0 || (factor - 1.0).abs() < f64::EPSILON {
        return Err("`multiplier`: it is above 0 and below 100, and not 1".to_owned());
    }
    if boost.user_id.is_some() && !boost.user_attributes.is_empty() {
        return Err("`userId` cannot go together with `userAttributes`".to_owned());
    }
    check_conditions(
        &boost.user_attributes,
        attributes,
        &AdminAttributeType::User,
    )
}

pub(super) fn check_dates(start: Date, end: Option<Date>) -> Result<(), String> {
    if end.is_some_and(|end| end < start) {
        return Err("`end`: it cannot precede `start`".to_owned());
    }
    Ok(())
}

/// Refuses conditions on attributes that are not there.
pub(super) fn check_conditions(
    conditions: &[CreatePointsBoostRequestItemUserAttributesItem],
    attributes: &[AdminAttribute],
    kind: &AdminAttributeType,
) -> Result<(), String> {
    let known = |id: Uuid| {
        attributes
            .iter()
            .any(|attribute| attribute.id == id && attribute.r#type == *kind)
    };
    match conditions.iter().find(|it| !known(it.attribute_id)) {
        None => Ok(()),
        Some(unknown) => Err(format!(
            "`attributeId`: there is no {kind} attribute with the ID {}",
            unknown.attribute_id
        )),
    }
}

impl PointsBoostsApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<ListPointsBoostsResponse>> {
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            let boosts: Vec<_> = system.boosts_now().collect();
            page(&boosts, request.limit, request.skip)
        })
    }

    async fn create(
        &self,
        request: CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreatePointsBoostsResponse>> {
        check_count(&request.body)?;
        self.within(request.tenant_id, |world| {
            let attributes = world.attributes.clone();
            let system = world.system_by_id(request.system_id)?;
            let outcome = each(
                request.body,
                |_| Item::Index,
                |item| system.create_boost(&attributes, item),
            );
            Ok(created(outcome, |created, issues| {
                CreatePointsBoostsResponse { created, issues }
            }))
        })
    }

    async fn update(
        &self,
        request: UpdateRequest,
        _options: CallOptions,
    ) -> Result<Response<PatchPointsBoostsResponse>> {
        check_count(&request.body)?;
        self.answer(request.tenant_id, |world| {
            let attributes = world.attributes.clone();
            let system = world.system_by_id(request.system_id)?;
            let Outcome {
                done: updated,
                issues,
            } = each(
                request.body,
                |item| Item::Id(item.id.to_string()),
                |item| system.change_boost(&attributes, item),
            );
            Ok(PatchPointsBoostsResponse { updated, issues })
        })
    }

    async fn delete(
        &self,
        request: DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeletePointsBoostsResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            // These IDs need not be UUIDs, so that one that is not is an issue of its own.
            let Outcome {
                done: deleted,
                issues,
            } = each(
                request.ids,
                |id| Item::Id(id.clone()),
                |id| {
                    let id = id.parse().map_err(|_| "it is not a UUID".to_owned())?;
                    let mut gone = delete(&mut system.boosts, vec![id]);
                    match gone.issues.pop() {
                        Some(issue) => Err(issue.message),
                        None => gone.done.pop().ok_or_else(String::new),
                    }
                },
            );
            Ok(DeletePointsBoostsResponse { deleted, issues })
        })
    }

    async fn get(
        &self,
        request: GetRequest,
        _options: CallOptions,
    ) -> Result<Response<AdminPointsBoost>> {
        self.answer(request.tenant_id, |world| {
            let system = world.system_by_id(request.system_id)?;
            Ok(get(&system.boosts, request.id)?.now())
        })
    }
}
