//! The old names of types and methods, which stay as deprecated aliases.
//!
//! An alias whose target does not exist, or whose name something else has, is left out.

use std::collections::{BTreeMap, HashSet};

use super::context::Resolver;
use super::group::PendingGroup;
use super::names;
use crate::model::{Operation, OperationAlias, plain};

impl<'a> Resolver<'a> {
    /// Adds the published aliases to their types and operations. Returns those that were added.
    pub(super) fn add_old_names(
        &mut self,
        groups: &mut [PendingGroup<'a>],
    ) -> BTreeMap<String, String> {
        let aliases = self.published.names().map(|names| &names.aliases);
        let aliases = aliases.into_iter().flatten();
        let (of_methods, of_types): (Vec<_>, Vec<_>) =
            aliases.partition(|(old, _)| old.contains('.'));
        let mut added = BTreeMap::new();
        let mut taken = self.names_of_models();
        for (old, new) in of_types {
            if self.add_old_type(old, new, &mut taken) {
                added.insert(old.clone(), new.clone());
            }
        }
        for (old, new) in of_methods {
            if add_old_method(old, new, groups) {
                added.insert(old.clone(), new.clone());
            }
        }
        added
    }

    /// The types and modules in the module `models`.
    fn names_of_models(&self) -> HashSet<String> {
        let types = self.types.values();
        let names = types.flat_map(|definition| [&definition.name, &definition.module]);
        names.cloned().collect()
    }

    fn add_old_type(&mut self, old: &str, new: &str, taken: &mut HashSet<String>) -> bool {
        if !names::is_type_name(old) || names::is_of_models(old) || taken.contains(old) {
            return false;
        }
        let Some(definition) = self.types.get_mut(new) else {
            return false;
        };
        definition.aliases.push(old.to_owned());
        taken.insert(old.to_owned());
        true
    }
}

/// Adds an old name such as `users.points.fetch` to the method with the new name in the same group.
fn add_old_method(old: &str, new: &str, groups: &mut [PendingGroup<'_>]) -> bool {
    let Some((path, old)) = old.rsplit_once('.') else {
        return false;
    };
    let has_path = |group: &&mut PendingGroup<'_>| {
        let words = group.group().path.iter().map(|word| plain(word));
        words.eq(path.split('.'))
    };
    let Some(group) = groups.iter_mut().find(has_path) else {
        return false;
    };
    let is_name = names::stated_value_name(old).is_some_and(|name| name == old);
    if !is_name || !group.methods.is_free(old) {
        return false;
    }
    let stem = names::type_stem(plain(old));
    let types = Operation::type_names_of(&stem);
    let are_free = types.iter().all(|name| group.types.is_free(name));
    let Some(operation) = group.operations().find(|operation| operation.name == new) else {
        return false;
    };
    if !are_free && operation.stem != stem {
        return false;
    }
    let name = old.to_owned();
    operation.aliases.push(OperationAlias { name, stem });
    group.methods.reserve(old);
    for name in &types {
        group.types.reserve(name);
    }
    true
}
