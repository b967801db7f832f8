//! Achievements: the list of all, and completing one by a call.

use std::collections::BTreeMap;

use super::state::{Local, not_found, unprocessable};
use crate::achievements::{AllRequest, CompleteRequest};
use crate::models::{AchievementCompletionResponse, AchievementWithStatsResponse, UpdatedUser};
use crate::{AchievementsApi, CallOptions, Response, Result};

impl AchievementsApi for Local {
    async fn all(
        &self,
        request: AllRequest,
        _options: CallOptions,
    ) -> Result<Response<Vec<AchievementWithStatsResponse>>> {
        let attributes = request
            .user_attributes
            .as_deref()
            .map(attributes)
            .transpose()?;
        self.answer(request.tenant_id, |world| {
            let open = world.achievements.iter().filter(|achievement| {
                attributes
                    .as_ref()
                    .is_none_or(|attributes| achievement.is_open_to(attributes))
            });
            let users = world.accounts.len();
            Ok(open
                .map(|achievement| achievement.with_stats(users))
                .collect())
        })
    }

    async fn complete(
        &self,
        request: CompleteRequest,
        _options: CallOptions,
    ) -> Result<Response<AchievementCompletionResponse>> {
        self.answer(request.tenant_id, |world| {
            let achievement = world
                .achievements
                .iter()
                .find(|achievement| achievement.definition.key.as_deref() == Some(&request.key))
                .cloned()
                .ok_or_else(|| not_found("no achievement has this key"))?;
            let user = request.body.user;
            let id = user.id.clone();
            let account = world.upsert(&id, UpdatedUser::from(user))?;
            if !achievement.is_open_to(&account.user.attributes) {
                return Err(unprocessable(
                    "the user has not the attributes that this achievement asks for",
                ));
            }
            let achievement_id = &achievement.definition.id;
            world.earn(&id, achievement_id)?;
            let account = world.account(&id)?;
            let completion = account
                .completions
                .get(achievement_id)
                .ok_or_else(|| not_found("no achievement has this key"))?;
            Ok(AchievementCompletionResponse::new(
                completion.id.to_string(),
                achievement.for_user(account),
            ))
        })
    }
}

/// Reads `native-language:ar,cohort:spring`.
pub(super) fn attributes(text: &str) -> Result<BTreeMap<String, String>> {
    let pairs = text.split(',').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once(':') {
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
            None => Err(unprocessable(format!(
                "query parameter `userAttributes`: `{pair}` is not `attribute:value`"
            ))),
        })
        .collect()
}
