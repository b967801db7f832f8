//! The types of an API as a graph, in the order of their names.

use std::collections::{BTreeMap, HashMap};

use super::cycles::Edges;
use crate::model::{Type, TypeDef};

/// The number of each type.
pub(super) fn numbers(types: &BTreeMap<String, TypeDef>) -> HashMap<String, usize> {
    types.keys().cloned().zip(0..).collect()
}

/// The edges from each type to the types that `targets` returns for it.
pub(super) fn edges<'t>(
    types: &'t BTreeMap<String, TypeDef>,
    numbers: &HashMap<String, usize>,
    targets: impl Fn(&'t TypeDef) -> Vec<&'t str>,
) -> Edges {
    let number = |name: &str| numbers.get(name).copied();
    let types = types.values();
    types
        .map(|definition| targets(definition).into_iter().filter_map(number).collect())
        .collect()
}

/// The types that a value contains directly, not in a list or map.
pub(super) fn contained_names(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => contained_names(inner),
        Type::Tuple(items) => items.iter().flat_map(contained_names).collect(),
        _ => Vec::new(),
    }
}
