//! Pairs the groups and operations of two versions that correspond to each other.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::members::Pairing;
use crate::model::{Api, Group, Operation};

/// The maximum number of operations with the same method and path that are considered. Usually it is one.
const MAX_OWNERS: usize = 8;

/// An operation with its group.
pub(crate) type GroupedOperation<'a> = (&'a Group, &'a Operation);

/// The operations of all groups.
pub(crate) fn grouped_operations(api: &Api) -> impl Iterator<Item = GroupedOperation<'_>> {
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
    let known = |api: &'a Api| -> HashSet<&'a str> {
        let groups = api.groups.iter();
        groups.map(|group| group.module.as_str()).collect()
    };
    let (in_old, in_new) = (known(old), known(new));
    let shared = in_old.intersection(&in_new);
    let mut pairs: BTreeMap<&str, &str> = shared.map(|module| (*module, *module)).collect();
    // The new groups with each address, by their index.
    let mut owners: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (index, group) in new.groups.iter().enumerate() {
        if in_old.contains(group.module.as_str()) {
            continue;
        }
        for operation in &group.operations {
            let owners = owners.entry(address(operation)).or_default();
            if owners.len() < MAX_OWNERS {
                owners.push(index);
            }
        }
    }
    let mut taken = HashSet::new();
    for group in old
        .groups
        .iter()
        .filter(|group| !in_new.contains(group.module.as_str()))
    {
        let addresses: HashSet<_> = group.operations.iter().map(address).collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let owners = addresses.iter().filter_map(|address| owners.get(address));
        for owner in owners.flatten().filter(|owner| !taken.contains(*owner)) {
            *shared.entry(*owner).or_default() += 1;
        }
        let best = shared.into_iter().max_by_key(|(_, count)| *count);
        if let Some((index, _)) = best
            && let Some(best) = new.groups.get(index)
        {
            taken.insert(index);
            pairs.insert(&group.module, &best.module);
        }
    }
    pairs
}

/// Pairs of operations: by Rust path, then by method and path, then by id.
pub(super) fn operations<'a>(
    old: &'a Api,
    new: &'a Api,
    modules: &BTreeMap<&'a str, &'a str>,
) -> Vec<(GroupedOperation<'a>, GroupedOperation<'a>)> {
    let (old, new): (Vec<_>, Vec<_>) = (
        grouped_operations(old).collect(),
        grouped_operations(new).collect(),
    );
    let pairs = Pairing::new(&old, &new)
        .by(
            |(group, operation)| Some((*modules.get(group.module.as_str())?, &operation.name)),
            |(group, operation)| Some((group.module.as_str(), &operation.name)),
        )
        .by(
            |(_, operation)| Some(address(operation)),
            |(_, operation)| Some(address(operation)),
        )
        .by(
            |(_, operation)| Some(&operation.id),
            |(_, operation)| Some(&operation.id),
        )
        .pairs();
    pairs
        .into_iter()
        .filter_map(|(old, new)| Some((*old?, *new?)))
        .collect()
}
