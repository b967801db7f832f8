//! Streaks of several users: how they grow and end is Trophy's own rule.

use super::documented;
use super::state::{Local, unprocessable};
use crate::models::BulkStreakResponse;
use crate::streaks::ListRequest;
use crate::{CallOptions, Response, Result, StreaksApi};

/// How many users can be asked for at once.
const MOST_USERS: usize = 100;

impl StreaksApi for Local {
    async fn list(
        &self,
        request: ListRequest,
        _options: CallOptions,
    ) -> Result<Response<BulkStreakResponse>> {
        if request.user_ids.len() > MOST_USERS {
            return Err(unprocessable(format!(
                "query parameter `userIds`: at most {MOST_USERS} users"
            )));
        }
        documented::response(&request)
    }
}
