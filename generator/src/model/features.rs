//! The Cargo features of a crate that has one for each group.

use super::api::Api;
use super::tree::GroupNode;

/// The feature of all groups and webhooks. It also compiles the models that no operation and no webhook contains.
pub const ALL_GROUPS: &str = "all-groups";

/// The feature of the webhooks and their models.
pub const WEBHOOKS: &str = "webhooks";

impl Api {
    /// The features that [`ALL_GROUPS`] consists of: one for each group, and [`WEBHOOKS`].
    #[must_use]
    pub fn group_features(&self) -> Vec<&str> {
        let groups = self.groups.iter().map(|group| group.feature.as_str());
        let webhooks = (!self.webhooks.is_empty()).then_some(WEBHOOKS);
        groups.chain(webhooks).collect()
    }
}

impl GroupNode<'_> {
    /// The features that compile it: its own, and those of the groups below it, whose accessors it has.
    #[must_use]
    pub fn features(&self) -> Vec<&str> {
        let own = self.group.iter().map(|group| group.feature.as_str());
        let below = self.children.iter().flat_map(GroupNode::features);
        own.chain(below).collect()
    }
}
