//! Streaks of several users, which are documented examples.

use trophy_api::models::BulkStreakResponse;
use trophy_api::streaks::ListRequest;
use trophy_api::{CallOptions, Response, Result, StreaksApi};

use crate::documented;
use crate::refusal::unprocessable;
use crate::state::InMemory;

/// The maximum number of users in one request.
const MAX_USERS: usize = 100;

impl StreaksApi for InMemory {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<BulkStreakResponse>> {
        if request.user_ids.len() > MAX_USERS {
            return Err(unprocessable(format!(
                "query parameter `userIds`: at most {MAX_USERS} users"
            )));
        }
        let documented = documented::response(&request)?;
        self.with_tenant(request.tenant_id, |tenant| {
            Ok(documented.map(|mut streaks| {
                for streak in &mut streaks {
                    let account = tenant.accounts.get(&streak.user_id);
                    if account.is_some_and(|account| account.streak_reset.is_some()) {
                        streak.streak_length = 0;
                        streak.extended = None;
                    }
                }
                streaks
            }))
        })
    }
}
