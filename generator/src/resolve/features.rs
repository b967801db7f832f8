//! The Cargo features of groups, and the features that compile each module of models.

use std::collections::{BTreeMap, HashMap};

use super::reach::{of_operation, of_type, of_webhook};
use crate::model::{ALL_GROUPS, Api, RESERVED_FEATURES, Type, TypeDef, TypeKind, WEBHOOKS, plain};

/// The maximum number of features in the condition of a module. Modules that more groups use are always compiled: most
/// programs use one of these groups, and the conditions stay short.
const MAX_FEATURES: usize = 8;

/// The end of features whose names would be reserved.
const SUFFIX: &str = "-group";

/// Names the features of groups, and finds those of the modules of models.
pub(super) fn set_features(api: &mut Api) {
    name_features(api);
    api.model_features = model_features(api);
}

fn name_features(api: &mut Api) {
    for group in &mut api.groups {
        group.feature = feature_of(&group.module);
    }
}

/// Names the feature of a group after its module: `pull_requests` becomes `pull-requests`, and `server`, which is
/// reserved, becomes `server-group`.
///
/// The name depends on the module only, so that a new group renames no feature. The module names are unique, and so are
/// the features: `server_group` becomes `server-group-group`.
fn feature_of(module: &str) -> String {
    let feature = plain(module).replace('_', "-");
    let stem = feature.trim_end_matches(SUFFIX);
    let mut reserved = RESERVED_FEATURES.iter();
    if reserved.any(|it| it.replace('_', "-") == stem) {
        feature + SUFFIX
    } else {
        feature
    }
}

/// A graph of the modules of models and the groups: each node has edges to the modules that it uses, and a group also to
/// the group above it.
struct Graph<'a> {
    modules: Vec<&'a str>,
    module_of_type: HashMap<&'a str, usize>,
    /// The edges of the modules, then those of the groups, then those of the webhooks.
    edges: Vec<Vec<usize>>,
}

impl<'a> Graph<'a> {
    fn new(api: &'a Api) -> Self {
        let mut modules = Vec::new();
        let mut module_of_type = HashMap::new();
        let mut definitions = Vec::new();
        for (module, types) in api.modules() {
            let names = types.iter().map(|it| (it.name.as_str(), modules.len()));
            module_of_type.extend(names);
            modules.push(module);
            definitions.push(types);
        }
        let mut graph = Self {
            modules,
            module_of_type,
            edges: Vec::new(),
        };
        for types in definitions {
            let names = types.into_iter().flat_map(names_in);
            graph.add(names, None);
        }
        let groups = api.groups.iter().enumerate();
        let nodes: HashMap<&[String], usize> = groups
            .map(|(index, group)| (group.path.as_slice(), graph.modules.len() + index))
            .collect();
        for group in &api.groups {
            let types = group.operations.iter().flat_map(of_operation);
            let above = (1..group.path.len()).rev();
            let mut above = above.filter_map(|length| nodes.get(group.path.get(..length)?));
            graph.add(types.flat_map(Type::names), above.next().copied());
        }
        let types = api.webhooks.iter().map(of_webhook);
        graph.add(types.flat_map(Type::names), None);
        graph
    }

    /// Adds a node with edges to the modules of types, and to another node.
    fn add(&mut self, types: impl Iterator<Item = &'a str>, other: Option<usize>) {
        let modules = types.filter_map(|name| self.module_of_type.get(name).copied());
        let mut edges: Vec<usize> = modules.chain(other).collect();
        edges.sort_unstable();
        edges.dedup();
        self.edges.push(edges);
    }
}

/// The types that the code of a type uses.
fn names_in(definition: &TypeDef) -> Vec<&str> {
    let types = of_type(definition).into_iter();
    let mut names: Vec<&str> = types.flat_map(Type::names).collect();
    if let TypeKind::Struct(structure) = &definition.kind {
        names.extend(structure.extends.iter().map(|it| it.target.as_str()));
    }
    names
}

/// The features that compile each module of models; modules without a condition are missing.
///
/// A module that uses another one has no features that the other one does not have, so all sets of features compile. A
/// node is visited at most `MAX_FEATURES + 1` times.
fn model_features(api: &Api) -> BTreeMap<String, Vec<String>> {
    let graph = Graph::new(api);
    let features: Vec<&str> = api.groups.iter().map(|it| it.feature.as_str()).collect();
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); graph.edges.len()];
    for feature in 0..=features.len() {
        let mut pending = vec![graph.modules.len() + feature];
        while let Some(node) = pending.pop() {
            let Some(found) = found.get_mut(node) else {
                continue;
            };
            if found.len() <= MAX_FEATURES && found.last() != Some(&feature) {
                found.push(feature);
                pending.extend(graph.edges.get(node).into_iter().flatten());
            }
        }
    }
    let modules = graph.modules.iter().zip(found);
    let conditions = modules.filter_map(|(module, found)| {
        let groups = found.iter().filter(|it| **it < features.len()).count();
        let names = found
            .iter()
            .map(|it| features.get(*it).unwrap_or(&WEBHOOKS));
        let names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
        if names.is_empty() {
            Some((*module, vec![ALL_GROUPS.to_owned()]))
        } else if groups == features.len() || names.len() > MAX_FEATURES {
            None
        } else {
            Some((*module, names))
        }
    });
    conditions
        .map(|(module, names)| (module.to_owned(), names))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_named_after_the_module_alone() {
        for (module, feature) in [
            ("pull_requests", "pull-requests"),
            ("r#type", "type"),
            ("working_group", "working-group"),
            ("server", "server-group"),
            ("server_group", "server-group-group"),
            ("server_group_group", "server-group-group-group"),
            ("http_transport", "http-transport-group"),
            ("wasm_js", "wasm-js-group"),
        ] {
            assert_eq!(feature_of(module), feature);
        }
    }
}
