//! The world of one tenant: what has been set up, who its users are, and what they did.

use std::collections::BTreeMap;

use super::account::Account;
use super::achievement::Achievement;
use super::admin::systems::PointsSystem;
use super::metrics::Replays;
use super::state::{not_found, unprocessable};
use crate::admin::models::{
    AdminAttribute, AdminAttributeType, AdminLeaderboard, AdminStreakPause, CreatedMetric,
};
use crate::webhook::WebhookEvent;
use crate::{Result, Uuid};

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct World {
    pub(super) attributes: Vec<AdminAttribute>,
    pub(super) metrics: Vec<CreatedMetric>,
    pub(super) achievements: Vec<Achievement>,
    pub(super) systems: Vec<PointsSystem>,
    pub(super) leaderboards: Vec<AdminLeaderboard>,
    pub(super) pauses: Vec<AdminStreakPause>,
    /// By the user's ID.
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) replays: Replays,
    /// Webhooks that are due.
    pub(super) events: Vec<WebhookEvent>,
}

impl World {
    /// A user, for an operation that documents 404.
    pub(super) fn account(&self, id: &str) -> Result<&Account> {
        self.accounts
            .get(id)
            .ok_or_else(|| not_found("no user has this ID"))
    }

    pub(super) fn metric(&self, key: &str) -> Option<&CreatedMetric> {
        self.metrics.iter().find(|metric| metric.key == key)
    }

    pub(super) fn metric_with_id(&self, id: Uuid) -> Option<&CreatedMetric> {
        self.metrics.iter().find(|metric| metric.id == id)
    }

    pub(super) fn attribute_with_id(&self, id: Uuid) -> Option<&AdminAttribute> {
        self.attributes.iter().find(|attribute| attribute.id == id)
    }

    pub(super) fn system(&self, key: &str) -> Result<&PointsSystem> {
        self.systems
            .iter()
            .find(|system| system.system.key == key)
            .ok_or_else(|| not_found("no points system has this key"))
    }

    /// Refuses attributes that nobody has set up.
    pub(super) fn check_attributes<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a String>,
        kind: &AdminAttributeType,
    ) -> Result<()> {
        let known = |key: &String| {
            self.attributes
                .iter()
                .any(|attribute| attribute.r#type == *kind && attribute.key == *key)
        };
        match keys.into_iter().find(|key| !known(key)) {
            None => Ok(()),
            Some(key) => Err(unprocessable(format!(
                "`attributes`: there is no {kind} attribute with the key `{key}`"
            ))),
        }
    }
}
