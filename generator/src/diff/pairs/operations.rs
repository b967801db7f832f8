//! Groups and operations that are the same in two versions.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Group, Operation};

/// An operation and the service it belongs to.
pub(crate) type GroupedOperation<'a> = (&'a Group, &'a Operation);

fn places(api: &Api) -> impl Iterator<Item = GroupedOperation<'_>> {
    let services = api.groups.iter();
    services.flat_map(|service| {
        service
            .operations
            .iter()
            .map(move |operation| (service, operation))
    })
}

/// Method and path, whatever the path's parameters are called.
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

/// Services by module. One that is gone is the new one that has most of its operations.
pub(super) fn modules<'a>(old: &'a Api, new: &'a Api) -> BTreeMap<&'a str, &'a str> {
    let known =
        |api: &'a Api, module: &str| api.groups.iter().any(|service| service.module == module);
    let mut pairs: BTreeMap<&str, &str> = BTreeMap::new();
    for service in &old.groups {
        let module = service.module.as_str();
        if known(new, module) {
            pairs.insert(module, module);
        }
    }
    for service in old
        .groups
        .iter()
        .filter(|service| !known(new, &service.module))
    {
        let addresses: BTreeSet<_> = service.operations.iter().map(address).collect();
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
        pairs.extend(best.map(|best| (service.module.as_str(), best.module.as_str())));
    }
    pairs
}

/// Operations by Rust path, then by method and path, then by id.
pub(super) fn operations<'a>(
    old: &'a Api,
    new: &'a Api,
    modules: &BTreeMap<&'a str, &'a str>,
) -> Vec<(GroupedOperation<'a>, GroupedOperation<'a>)> {
    let mut pairs = Vec::new();
    let mut open: Vec<GroupedOperation<'a>> = places(old).collect();
    let mut free: Vec<GroupedOperation<'a>> = places(new).collect();
    let is_same = |step: usize,
                   (service, operation): GroupedOperation<'a>,
                   other: GroupedOperation<'a>| match step {
        0 => {
            modules.get(service.module.as_str()) == Some(&other.0.module.as_str())
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
    // In the old version's order.
    let order: BTreeMap<&str, usize> = places(old)
        .enumerate()
        .map(|(index, (_, operation))| (operation.pointer.as_str(), index))
        .collect();
    pairs.sort_by_key(|((_, operation), _)| order.get(operation.pointer.as_str()).copied());
    pairs
}
