//! Streak freezes and pauses, and the restoring and resetting of streaks. Pauses and resets are stored. Freezes and
//! restoring have no effect on a streak.

use trophy_api::admin::models::{
    AdminStreakPause, AdminStreakPauseStatus, CreateStreakFreezesResponse,
    CreateStreakPausesRequestPausesItem, CreateStreakPausesResponse, DeleteStreakPausesResponse,
    ResetStreaksResponse, RestoreStreaksResponse,
};
use trophy_api::admin::{StreaksApi, StreaksFreezesApi, StreaksPausesApi};
use trophy_api::admin::{streaks, streaks_freezes, streaks_pauses};
use trophy_api::{CallOptions, Response, Result};

use super::checks::check_dates;
use super::items::{
    ItemName, ItemResults, check_count, created, delete, id_or_new, process_each, resource,
};
use crate::data::tenant::TenantData;
use crate::state::InMemory;
use crate::{clock, documented};

/// The value of the header [`HEADER`](documented::HEADER) for a valid request that is ignored.
const NO_EFFECT: &str = "no-effect";

/// The message of an issue.
const NO_SUCH_USER: &str = "no user has this ID";

resource!(AdminStreakPause, "pause");

impl TenantData {
    fn check_user(&self, user: &str) -> Result<(), String> {
        if self.accounts.contains_key(user) {
            return Ok(());
        }
        Err(NO_SUCH_USER.to_owned())
    }

    fn create_pause(
        &mut self,
        item: CreateStreakPausesRequestPausesItem,
    ) -> Result<AdminStreakPause, String> {
        self.check_user(&item.user_id)?;
        if item.start < clock::earliest_today() {
            return Err("`start`: must not be in the past".to_owned());
        }
        check_dates(&item.start, Some(&item.end))?;
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

impl StreaksApi for InMemory {
    async fn restore(
        &self,
        request: streaks::RestoreRequest,
        _options: CallOptions,
    ) -> Result<Response<RestoreStreaksResponse>> {
        check_count(&request.body.users)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body.users,
                |user| ItemName::User(user.id.clone()),
                |user| tenant.check_user(&user.id).map(|()| user.id),
            );
            let response = created(results, |restored_users, issues| {
                RestoreStreaksResponse::new()
                    .restored_users(restored_users)
                    .issues(issues)
            });
            Ok(documented::with_mark(response, NO_EFFECT))
        })
    }

    async fn reset(
        &self,
        request: streaks::ResetRequest,
        _options: CallOptions,
    ) -> Result<Response<ResetStreaksResponse>> {
        check_count(&request.body.users)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: reset_users,
                issues,
            } = process_each(
                request.body.users,
                |user| ItemName::User(user.id.clone()),
                |user| {
                    let account = tenant.accounts.get_mut(&user.id).ok_or(NO_SUCH_USER)?;
                    account.streak_reset = Some(clock::now());
                    Ok(user.id)
                },
            );
            Ok(ResetStreaksResponse::new()
                .reset_users(reset_users)
                .issues(issues))
        })
    }
}

impl StreaksFreezesApi for InMemory {
    async fn create(
        &self,
        request: streaks_freezes::CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateStreakFreezesResponse>> {
        check_count(&request.body.freezes)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body.freezes,
                |freeze| ItemName::User(freeze.user_id.clone()),
                |freeze| tenant.check_user(&freeze.user_id),
            );
            let response = created(results, |_, issues| {
                CreateStreakFreezesResponse::new().issues(issues)
            });
            Ok(documented::with_mark(response, NO_EFFECT))
        })
    }
}

impl StreaksPausesApi for InMemory {
    async fn create(
        &self,
        request: streaks_pauses::CreateRequest,
        _options: CallOptions,
    ) -> Result<Response<CreateStreakPausesResponse>> {
        check_count(&request.body.pauses)?;
        self.with_tenant(request.tenant_id, |tenant| {
            let results = process_each(
                request.body.pauses,
                |pause| ItemName::User(pause.user_id.clone()),
                |pause| tenant.create_pause(pause),
            );
            Ok(created(results, |created, issues| {
                CreateStreakPausesResponse::new()
                    .created(created)
                    .issues(issues)
            }))
        })
    }

    async fn delete(
        &self,
        request: streaks_pauses::DeleteRequest,
        _options: CallOptions,
    ) -> Result<Response<DeleteStreakPausesResponse>> {
        check_count(&request.ids)?;
        self.answer(request.tenant_id, |tenant| {
            let ItemResults {
                succeeded: deleted,
                issues,
            } = delete(&mut tenant.pauses, request.ids);
            Ok(DeleteStreakPausesResponse::new()
                .deleted(deleted)
                .issues(issues))
        })
    }
}
