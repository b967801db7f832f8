//! What is the same thing in two versions, under whatever name: services and operations by their Rust path
//! or else by method and path.

mod types;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Group, Operation};

/// An operation and the service it belongs to.
pub(super) type GroupedOperation<'a> = (&'a Group, &'a Operation);

/// What belongs together.
pub(super) struct Pairs<'a> {
    /// New names of types by old ones. What is not here is gone.
    pub(super) types: BTreeMap<&'a str, &'a str>,
    /// New modules of services by old ones.
    pub(super) modules: BTreeMap<&'a str, &'a str>,
    pub(super) operations: Vec<(GroupedOperation<'a>, GroupedOperation<'a>)>,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(old: &'a Api, new: &'a Api) -> Self {
        let modules = modules(old, new);
        let operations = operations(old, new, &modules);
        let types = types::pairs(old, new, &operations);
        Self {
            types,
            modules,
            operations,
        }
    }
}

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
fn modules<'a>(old: &'a Api, new: &'a Api) -> BTreeMap<&'a str, &'a str> {
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
fn operations<'a>(
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

/// Whether two members belong together.
pub(super) type Question<'q, T> = &'q dyn Fn(&T, &T) -> bool;

/// Members of two lists that belong together: by the first of these questions that finds a partner.
pub(super) fn pair<'o, 'n, T>(
    old: &'o [T],
    new: &'n [T],
    questions: &[Question<'_, T>],
) -> Vec<(Option<&'o T>, Option<&'n T>)> {
    let mut partners: Vec<(&T, Option<usize>)> = old.iter().map(|it| (it, None)).collect();
    let mut taken = BTreeSet::new();
    for question in questions {
        for (it, partner) in partners.iter_mut().filter(|(_, partner)| partner.is_none()) {
            let mut free = new
                .iter()
                .enumerate()
                .filter(|(index, _)| !taken.contains(index));
            *partner = free
                .find(|(_, other)| question(it, other))
                .map(|(index, _)| index);
            taken.extend(*partner);
        }
    }
    let olds = partners
        .into_iter()
        .map(|(it, partner)| (Some(it), partner.and_then(|index| new.get(index))));
    let news = new
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(_, it)| (None, Some(it)));
    olds.chain(news).collect()
}
