//! Pairs the types, groups and operations of two versions that correspond to each other, even if their names differ.

mod members;
mod operations;
mod types;

use std::collections::BTreeMap;

use crate::model::Api;

pub(super) use members::Pairing;
pub(super) use operations::{GroupedOperation, grouped_operations};

/// The pairs of two versions.
pub(super) struct Pairs<'a> {
    /// The new names of types by old name. Removed types are missing.
    pub(super) types: BTreeMap<&'a str, &'a str>,
    /// The new modules of groups by old module.
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

    /// Returns whether several types of the old version are one type of the new version.
    pub(super) fn is_merged(&self, new: &str) -> bool {
        let names = self.types.values();
        names.filter(|name| **name == new).nth(1).is_some()
    }
}
