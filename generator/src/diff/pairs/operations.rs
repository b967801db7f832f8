//! Pairs the groups and operations of two versions that correspond to each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Group, Operation};

/// An operation with its group.
pub(crate) type GroupedOperation<'a> = (&'a Group, &'a Operation);

fn places(api: &Api) -> impl Iterator<Item = GroupedOperation<'_>> {
    let groups = api.groups.iter();
    groups.flat_map(|group| {
        group
            .operations
            .iter()
            .map(move |operation| (group, operation))
    })
}

/// The method and the path without the names of its parameters.
fn address(operation: &Operation) -> (String, String) {
    let mut path = String::new();
    let mut in_braces = false;
    for c in operation.path.chars() {
        in_braces = (in_braces || c == '{') && c != '}';
        if !in_braces {
            path.push(c);
        }
    }
    (operation.method.clone(), path)
}

/// Pairs of groups, by module. A module that was removed is paired with the new one that has most of its operations.
pub(super) fn modules<'a>(old: &'a Api, new: &'a Api) -> BTreeMap<&'a str, &'a str> {
    let known = |api: &'a Api, module: &str| api.groups.iter().any(|group| group.module == module);
    let mut pairs: BTreeMap<&str, &str> = BTreeMap::new();
    for group in &old.groups {
        let module = group.module.as_str();
        if known(new, module) {
            pairs.insert(module, module);
        }
    }
    for group in old.groups.iter().filter(|group| !known(new, &group.module)) {
        let addresses: BTreeSet<_> = group.operations.iter().map(address).collect();
        let shared = |candidate: &Group| {
            let operations = candidate.operations.iter().map(address);
            operations
                .filter(|address| addresses.contains(address))
                .count()
        };
        let taken: BTreeSet<&str> = pairs.values().copied().collect();
        let best = new
            .groups
            .iter()
            .filter(|candidate| {
                !known(old, &candidate.module) && !taken.contains(candidate.module.as_str())
            })
            .max_by_key(|candidate| shared(candidate))
            .filter(|candidate| shared(candidate) > 0);
        pairs.extend(best.map(|best| (group.module.as_str(), best.module.as_str())));
    }
    pairs
}

/// Pairs of operations: by Rust path, then by method and path, then by id.
pub(super) fn operations<'a>(
    old: &'a Api,
    new: &'a Api,
    modules: &BTreeMap<&'a str, &'a str>,
) -> Vec<(GroupedOperation<'a>, GroupedOperation<'a>)> {
    let mut pairs = Vec::new();
    let mut open: Vec<GroupedOperation<'a>> = places(old).collect();
    let mut free: Vec<GroupedOperation<'a>> = places(new).collect();
    let is_same = |step: usize,
                   (group, operation): GroupedOperation<'a>,
                   other: GroupedOperation<'a>| match step {
        0 => {
            modules.get(group.module.as_str()) == Some(&other.0.module.as_str())
                && operation.name == other.1.name
        }
        1 => address(operation) == address(other.1),
        _ => operation.id == other.1.id,
    };
    for step in 0..3 {
        open.retain(|&place| {
            let Some(index) = free.iter().position(|&other| is_same(step, place, other)) else {
                return true;
            };
            pairs.push((place, free.remove(index)));
            false
        });
    }
    // The order of the old version.
    let order: BTreeMap<&str, usize> = places(old)
        .enumerate()
        .map(|(index, (_, operation))| (operation.pointer.as_str(), index))
        .collect();
    pairs.sort_by_key(|((_, operation), _)| order.get(operation.pointer.as_str()).copied());
    pairs
}
