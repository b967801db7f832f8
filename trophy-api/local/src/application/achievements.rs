//! Lists achievements, and completes one by its key.

use trophy_api::achievements::{AllRequest, CompleteRequest};
use trophy_api::admin::models::AdminAchievementStatus;
use trophy_api::models::{
    AchievementCompletionResponse, AchievementWithStatsResponse, UpdatedUser,
};
use trophy_api::{AchievementsApi, CallOptions, Response, Result};

use super::attributes::parse_attributes;
use crate::refusal::{not_found, unprocessable};
use crate::state::InMemory;

impl AchievementsApi for InMemory {
    async fn all(
        &self,
        request: AllRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<AchievementWithStatsResponse>>> {
        let attributes = request
            .user_attributes
            .as_deref()
            .map(parse_attributes)
            .transpose()?;
        self.answer(request.tenant_id, |tenant| {
            let open = tenant.achievements.iter().filter(|achievement| {
                achievement.is_visible()
                    && attributes
                        .as_ref()
                        .is_none_or(|values| achievement.is_open_to(values, &tenant.attributes))
            });
            let users = tenant.accounts.len();
            Ok(open
                .map(|achievement| {
                    let references = tenant.references();
                    achievement.for_user_with_stats(None, references, users)
                })
                .map(AchievementWithStatsResponse::from)
                .collect())
        })
    }

    async fn complete(
        &self,
        request: CompleteRequest,
        _options: CallOptions,
    ) -> Result<Response<AchievementCompletionResponse>> {
        self.answer(request.tenant_id, |tenant| {
            let achievement = tenant
                .achievements
                .iter()
                .filter(|achievement| achievement.is_visible())
                .find(|achievement| achievement.rule.key.as_deref() == Some(&request.key))
                .cloned()
                .ok_or_else(|| not_found("no achievement has this key"))?;
            let user = request.body.user;
            let id = user.id.clone();
            let account = tenant.upsert(&id, UpdatedUser::from(user))?;
            let is_completed = account.completions.contains_key(&achievement.rule.id);
            if achievement.rule.status == AdminAchievementStatus::Locked && !is_completed {
                return Err(unprocessable("the achievement is locked"));
            }
            let values = account.user.attributes.clone();
            if !achievement.is_open_to(&values, &tenant.attributes) {
                return Err(unprocessable(
                    "the user lacks an attribute value that this achievement requires",
                ));
            }
            let achievement_id = achievement.rule.id;
            tenant.complete(&id, achievement_id)?;
            let account = tenant.account(&id)?;
            let completion = account
                .completions
                .get(&achievement_id)
                .ok_or_else(|| not_found("no achievement has this key"))?;
            Ok(AchievementCompletionResponse::new(
                completion.id.to_string(),
                achievement.for_user(Some(account), tenant.references()),
            ))
        })
    }
}
