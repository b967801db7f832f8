//! The data of one tenant.

use std::collections::BTreeMap;

use trophy_api::admin::models::{
    AdminAttribute, AdminAttributeType, AdminLeaderboard, AdminStreakPause, CreatedMetric,
};
use trophy_api::webhook::WebhookEvent;
use trophy_api::{Result, Uuid};

use super::account::Account;
use super::achievement::{AchievementRecord, References};
use super::organization::Organization;
use super::points_system::PointsSystem;
use super::replays::Replays;
use crate::refusal::{not_found, unprocessable};

/// A tenant's configuration, its users and their progress.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TenantData {
    pub(crate) organization: Organization,
    pub(crate) attributes: Vec<AdminAttribute>,
    pub(crate) metrics: Vec<CreatedMetric>,
    pub(crate) achievements: Vec<AchievementRecord>,
    pub(crate) systems: Vec<PointsSystem>,
    pub(crate) leaderboards: Vec<AdminLeaderboard>,
    pub(crate) pauses: Vec<AdminStreakPause>,
    /// The users and their progress, by the user's ID.
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) replays: Replays,
    /// Webhook events that are not yet queued for sending.
    pub(crate) events: Vec<WebhookEvent>,
}

impl TenantData {
    /// Returns a user, or 404.
    pub(crate) fn account(&self, id: &str) -> Result<&Account> {
        self.accounts
            .get(id)
            .ok_or_else(|| not_found("no user has this ID"))
    }

    /// The resources to which achievements refer.
    pub(crate) fn references(&self) -> References<'_> {
        References {
            attributes: &self.attributes,
            metrics: &self.metrics,
        }
    }

    pub(crate) fn metric(&self, key: &str) -> Option<&CreatedMetric> {
        self.metrics.iter().find(|metric| metric.key == key)
    }

    pub(crate) fn metric_with_id(&self, id: Uuid) -> Option<&CreatedMetric> {
        self.metrics.iter().find(|metric| metric.id == id)
    }

    pub(crate) fn attribute_with_id(&self, id: Uuid) -> Option<&AdminAttribute> {
        self.attributes.iter().find(|attribute| attribute.id == id)
    }

    /// Returns a points system, or 404.
    pub(crate) fn system(&self, key: &str) -> Result<&PointsSystem> {
        self.systems
            .iter()
            .find(|system| system.system.key == key)
            .ok_or_else(|| not_found("no points system has this key"))
    }

    /// Rejects attributes that do not exist.
    pub(crate) fn check_attributes<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a String>,
        kind: &AdminAttributeType,
    ) -> Result<()> {
        let is_known = |key: &String| {
            self.attributes
                .iter()
                .any(|attribute| attribute.r#type == *kind && attribute.key == *key)
        };
        match keys.into_iter().find(|key| !is_known(key)) {
            None => Ok(()),
            Some(key) => Err(unprocessable(format!(
                "`attributes`: no {kind} attribute has the key `{key}`"
            ))),
        }
    }
}
