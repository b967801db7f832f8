//! Freezes, pauses and the return of lost streaks. Users are looked up and pauses are kept; what any of it does
//! to a streak is Trophy's own rule.

use super::{Item, Outcome, check_count, created, delete, each, id_or_new};
use crate::admin::models::{
    AdminStreakPause, AdminStreakPauseStatus, CreateStreakFreezesResponse,
    CreateStreakPausesRequestPausesItem, CreateStreakPausesResponse, DeleteStreakPausesResponse,
    RestoreStreaksResponse,
};
use crate::admin::{StreaksApi, StreaksFreezesApi, StreaksPausesApi};
use crate::admin::{streaks, streaks_freezes, streaks_pauses};
use crate::local::state::Local;
use crate::local::world::World;
use crate::local::{clock, documented};
use crate::{CallOptions, Response, Result};

/// What [`HEADER`](documented::HEADER) says where a request is taken and nothing comes of it.
const NO_EFFECT: &str = "no-effect";

super::resource!(AdminStreakPause, "pause");

impl World {
    fn check_user(&self, user: &str) -> Result<(), String> {
        if self.accounts.contains_key(user) {
            return Ok(());
        }
        Err("no user has this ID".to_owned())
    }

    fn create_pause(
        &mut self,
        item: CreateStreakPausesRequestPausesItem,
    ) -> Result<AdminStreakPause, String> {
        self.check_user(&item.user_id)?;
        if item.start < clock::earliest_today() {
            return Err("`start`: a pause cannot begin on a day that is over".to_owned());
        }
        super::boosts::check_dates(item.start, Some(item.end))?;
        let pause = AdminStreakPause::new(
            id_or_new(None)?,
            item.user_id,
            item.start,
            item.end,
            AdminStreakPauseStatus::Active,
        );
        self.pauses.push(pause.clone());
        Ok(pause)
    }
}

impl StreaksApi for Local {
    async fn restore(
        &self,
        request: streaks::RestoreRequest,
        _options: CallOptions,
    ) -> Result<Response<RestoreStreaksResponse>> {
        check_count(&request.body.users)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body.users,
                |user| Item::User(user.id.clone()),
                |user| world.check_user(&user.id).map(|()| user.id),
            );
            let response = created(outcome, |restored_users, issues| RestoreStreaksResponse {
                restored_users,
                issues,
            });
            Ok(documented::marked(response, NO_EFFECT))
        })
    }
}

impl StreaksFreezesApi for Local {
    async fn create(
        &self,
        request: streaks_freezes::CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateStreakFreezesResponse>> {
        check_count(&request.body.freezes)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body.freezes,
                |freeze| Item::User(freeze.user_id.clone()),
                |freeze| world.check_user(&freeze.user_id),
            );
            let response = created(outcome, |_, issues| CreateStreakFreezesResponse { issues });
            Ok(documented::marked(response, NO_EFFECT))
        })
    }
}

impl StreaksPausesApi for Local {
    async fn create(
        &self,
        request: streaks_pauses::CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateStreakPausesResponse>> {
        check_count(&request.body.pauses)?;
        self.within(request.tenant_id, |world| {
            let outcome = each(
                request.body.pauses,
                |pause| Item::User(pause.user_id.clone()),
                |pause| world.create_pause(pause),
            );
            Ok(created(outcome, |created, issues| {
                CreateStreakPausesResponse { created, issues }
            }))
        })
    }

    async fn delete(
        &self,
        request: streaks_pauses::DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteStreakPausesResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |world| {
            let Outcome {
                done: deleted,
                issues,
            } = delete(&mut world.pauses, request.ids);
            Ok(DeleteStreakPausesResponse { deleted, issues })
        })
    }
}
