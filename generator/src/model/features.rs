//! The Cargo features of a crate that has one for each group.

use super::api::Api;
use super::tree::GroupNode;

/// The feature of all groups and webhooks. It also compiles the models that no operation and no webhook contains.
pub const ALL_GROUPS: &str = "all-groups";

/// The feature of the webhooks and their models.
pub const WEBHOOKS: &str = "webhooks";

/// The features that no group has: those of a new crate itself, and those of `apicrate-runtime`.
pub(crate) const RESERVED_FEATURES: &[&str] = &[
    ALL_GROUPS,
    "aws-lc",
    "blocking",
    "compression",
    "default",
    "http-transport",
    "http2",
    "native-tls",
    "oauth2",
    "patterns",
    "rate-limit",
    "reqwest",
    "server",
    "tower",
    "tracing",
    "wasm_js",
    WEBHOOKS,
];

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn features_of_the_runtime_are_reserved() {
        let runtime = include_str!("../../runtime/Cargo.toml");
        let runtime: toml::Table = runtime.parse().unwrap_or_default();
        let known = runtime["features"].as_table().into_iter().flatten();
        let known = known.map(|(name, _)| name.as_str());
        // Crates do not have the features of types: their dependency on the runtime has them.
        let of_types = ["chrono", "rust_decimal", "schemars", "time", "url"];
        let known = known.filter(|name| !name.starts_with("__") && !of_types.contains(name));
        let known: BTreeSet<&str> = known.chain([ALL_GROUPS, WEBHOOKS]).collect();
        assert_eq!(known, RESERVED_FEATURES.iter().copied().collect());
    }
}
