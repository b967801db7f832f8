//! The conditions of the code that the Cargo features of groups turn on.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::Condition;
use super::error::RenderError;
use super::options::{Gate, Options};
use crate::model::{self, Api, Group, GroupNode, WEBHOOKS};

/// The feature of all groups and webhooks.
pub const ALL_GROUPS: &str = model::ALL_GROUPS;

/// The features of groups and webhooks that the manifest of a crate needs. Empty without
/// [`Options::group_features`], or if the API has only one group.
#[must_use]
pub fn group_features(api: &Api, options: &Options) -> Vec<String> {
    if !is_conditional(api, options) {
        return Vec::new();
    }
    let features = api.group_features().into_iter();
    features.map(str::to_owned).collect()
}

/// Returns whether the groups have conditions.
pub(super) fn is_conditional(api: &Api, options: &Options) -> bool {
    options.group_features && api.groups.len() > 1
}

/// The condition of a group, or of the type that has the groups below it.
pub(super) fn of_node(api: &Api, node: &GroupNode<'_>, options: &Options) -> Option<TokenStream> {
    let features = is_conditional(api, options).then(|| node.features())?;
    Condition::AnyOf(features).attribute()
}

/// The condition of a child in the type that has its accessor, unless the type has the same condition.
pub(super) fn of_child(
    api: &Api,
    node: &GroupNode<'_>,
    child: &GroupNode<'_>,
    options: &Options,
) -> Option<TokenStream> {
    let is_same = !node.is_root() && node.group.is_none() && node.children.len() == 1;
    of_node(api, child, options).filter(|_| !is_same)
}

/// The condition of a module of models.
pub(super) fn of_models(api: &Api, module: &str, options: &Options) -> Option<TokenStream> {
    let features = api.model_features.get(module);
    let features = features.filter(|_| is_conditional(api, options))?;
    let features = features.iter().map(String::as_str).collect();
    Condition::AnyOf(features).attribute()
}

/// The condition of the module of webhooks.
pub(super) fn of_webhooks(api: &Api, options: &Options) -> Option<TokenStream> {
    let features = is_conditional(api, options).then(|| vec![WEBHOOKS])?;
    Condition::AnyOf(features).attribute()
}

/// The attribute of a function whose argument is unused if all groups are turned off.
pub(super) fn allow_unused(api: &Api, options: &Options) -> Option<TokenStream> {
    is_conditional(api, options).then(|| quote!(#[allow(unused_variables)]))
}

/// The features that a program needs to call a group.
pub(super) fn of_program(api: &Api, group: &Group, options: &Options) -> Vec<String> {
    let mut features = Vec::new();
    if options.client != Gate::Never {
        features.push("http-transport".to_owned());
    }
    if let Gate::Feature(client) = &options.client {
        features.push(client.clone());
    }
    if is_conditional(api, options) {
        features.push(group.feature.clone());
    }
    features
}

/// The attributes of a crate: docs.rs shows the feature of each item, and links to groups that are turned off are not
/// reported.
pub(super) fn of_crate(api: &Api, options: &Options) -> Option<TokenStream> {
    let links = is_conditional(api, options).then(|| {
        quote! {
            #![cfg_attr(not(feature = #ALL_GROUPS), allow(rustdoc::broken_intra_doc_links))]
        }
    });
    let mut parts = [&options.client, &options.server].into_iter();
    let has_features = links.is_some() || parts.any(|gate| matches!(gate, Gate::Feature(_)));
    has_features.then(|| {
        quote! {
            #![cfg_attr(docsrs, feature(doc_cfg))]
            #links
        }
    })
}

/// Fails if the feature of the client or of the module `server` is also that of a group.
pub(super) fn check(api: &Api, options: &Options) -> Result<(), RenderError> {
    let mut taken = group_features(api, options);
    if !taken.is_empty() {
        taken.push(ALL_GROUPS.to_owned());
    }
    let gates = [
        ("client", &options.client),
        ("module `server`", &options.server),
    ];
    for (part, gate) in gates {
        let Gate::Feature(feature) = gate else {
            continue;
        };
        if taken.contains(feature) {
            return Err(RenderError::options(format!(
                "the feature `{feature}` of the {part} is also a feature of groups; choose another name"
            )));
        }
    }
    Ok(())
}
