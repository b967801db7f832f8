//! Pairs of things that are the same in two versions, under the same name or another.

mod members;
mod operations;
mod types;

use std::collections::BTreeMap;

use crate::model::Api;

pub(super) use members::pair;
pub(super) use operations::GroupedOperation;

/// What belongs together.
pub(super) struct Pairs<'a> {
    /// New names of types by old ones. What is not here is gone.
    pub(super) types: BTreeMap<&'a str, &'a str>,
    /// New modules of services by old ones.
    pub(super) modules: BTreeMap<&'a str, &'a str>,
    pub(super) operations: Vec<(GroupedOperation<'a>, GroupedOperation<'a>)>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let modules = operations::modules(old, new);
        let operations = operations::operations(old, new, &modules);
        let types = types::pairs(old, new, &operations);
        Self {
            types,
            modules,
            operations,
        }
    }
}
