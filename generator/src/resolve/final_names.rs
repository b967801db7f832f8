//! The final names of types, which are chosen when all places of each type are known.
//!
//! Until then, a type that several places share is named after the first of them. That place need not be its owner, and
//! the name would mislead the readers of the others. So the final name is what the places have in common, if it has
//! several words and no other type could have it: `UserAttributesItem`. Otherwise it is the shortest of the names that
//! follow from the places; those in components precede those in operations. The order of the places does not matter, and
//! no other place affects the name.
//!
//! A configured name is used as it is. A type that had a name in an earlier version keeps it, if names are kept.

use std::collections::HashMap;

use super::case::snake_case;
use super::context::{Resolver, TypeCollision};
use super::group::PendingGroup;
use super::json_pointer::JsonPointer;
use super::kept_names::Places;
use super::names::{self, NameScope};
use super::order::rank;
use super::schema_path::SchemaPath;
use super::type_references::{RenamedTypes, rename_references};
use crate::document::Names;
use crate::model::Webhook;

impl<'a> Resolver<'a> {
    /// Gives all types their final names and modules.
    pub(super) fn finish_names(
        &mut self,
        groups: &mut [PendingGroup<'a>],
        webhooks: &mut [Webhook],
    ) {
        let (renamed, displaced) = self.final_names();
        let mut collisions = std::mem::take(&mut self.type_collisions);
        collisions.retain(|collision| !renamed.contains_key(&collision.name));
        for TypeCollision {
            wanted,
            name,
            pointer,
        } in collisions.into_iter().chain(displaced)
        {
            self.warn_renamed("type", &wanted, &name, &pointer);
        }
        if !renamed.is_empty() {
            self.rename_types(&renamed, groups, webhooks);
        }
        self.name_modules(&renamed);
        if self.published.names().is_some() {
            self.keep_variants();
            let aliases = self.add_old_names(groups);
            let names = self.listed_names(groups);
            self.names = Some(Names { aliases, ..names });
        }
    }

    /// The types whose names change, and the collisions of new types with published names.
    fn final_names(&self) -> (RenamedTypes, Vec<TypeCollision>) {
        let mut places = self.places();
        let mut renamed = self.stated_names(&mut places);
        let published = self.published_owners(&places);
        let mut taken = NameScope::of_models();
        let stated = self.stated.types().map(|stated| &stated.name);
        let reserved = stated.chain(published.values());
        for name in reserved.chain(&self.published_components) {
            taken.reserve(name);
        }
        let mut displaced = Vec::new();
        for (name, pointer) in self.other_types(&places) {
            let (new, is_taken) = taken.take(name.to_owned());
            if is_taken {
                renamed.insert(name.to_owned(), new.clone());
                displaced.push(TypeCollision {
                    wanted: name.to_owned(),
                    name: new,
                    pointer,
                });
            }
        }
        places.retain(|name, _| !published.contains_key(*name));
        renamed.extend(published);
        let is_kept = |name: &str| {
            let is_free = taken.is_free(name);
            if is_free {
                taken.reserve(name);
            }
            is_free
        };
        let kept: Vec<bool> = places.keys().copied().map(is_kept).collect();
        renamed.extend(shared_names(&places, &mut taken));
        for ((name, paths), is_kept) in places.into_iter().zip(kept) {
            if !is_kept && !renamed.contains_key(name) {
                let (new, _) = taken.take(name.to_owned());
                renamed.insert(name.to_owned(), new.clone());
                let pointer = paths.first().map(|path| path.pointer.clone());
                displaced.extend(pointer.map(|pointer| TypeCollision {
                    wanted: name.to_owned(),
                    name: new,
                    pointer,
                }));
            }
        }
        renamed.retain(|old, new| old != new);
        (renamed, displaced)
    }

    /// The places of all inline types, in the order of their resolution.
    fn places(&self) -> Places<'_> {
        let mut places = Places::new();
        for path in &self.inline_types.places {
            if let Some(name) = self.declared.get(&path.pointer) {
                places.entry(name).or_default().push(path);
            }
        }
        places
    }

    /// Removes the types with configured names. The configured name of any place is that of the type.
    fn stated_names(&self, places: &mut Places<'_>) -> RenamedTypes {
        let mut stated_names = RenamedTypes::new();
        if self.stated.types().next().is_none() {
            return stated_names;
        }
        places.retain(|name, paths| {
            let mut stated = paths
                .iter()
                .filter_map(|it| self.stated.of_type(&it.pointer));
            let stated = stated.next().map(|stated| stated.name.clone());
            let is_derived = stated.is_none();
            stated_names.extend(stated.map(|stated| ((*name).to_owned(), stated)));
            is_derived
        });
        stated_names
    }

    /// The types that are not inline and have neither configured nor published names, in the canonical order.
    fn other_types(&self, places: &Places<'_>) -> Vec<(&str, JsonPointer)> {
        let others = self.component_places().filter(|(name, _)| {
            !places.contains_key(name)
                && !self.published_components.contains(*name)
                && !self.is_stated_type(name)
        });
        let mut others: Vec<_> = others.collect();
        others.sort_by(|(one, _), (other, _)| rank(one).cmp(&rank(other)));
        others
    }

    /// The names and places of the types of components, and of the properties that a hierarchy inherits.
    pub(super) fn component_places(&self) -> impl Iterator<Item = (&str, JsonPointer)> {
        let components = self.component_names.iter().map(|(key, name)| {
            let pointer = JsonPointer::of_component(key);
            (name.as_str(), pointer)
        });
        let bases = self.base_names.iter().map(|(key, name)| {
            let pointer = JsonPointer::new(&["components", "schemas", key, "properties"]);
            (name.as_str(), pointer)
        });
        components.chain(bases)
    }

    /// Renames types everywhere.
    fn rename_types(
        &mut self,
        renamed: &RenamedTypes,
        groups: &mut [PendingGroup<'a>],
        webhooks: &mut [Webhook],
    ) {
        let rename = |name: &mut String| {
            if let Some(new) = renamed.get(name) {
                name.clone_from(new);
            }
        };
        let types = std::mem::take(&mut self.types).into_values();
        let types = types.map(|mut definition| {
            rename(&mut definition.name);
            (definition.name.clone(), definition)
        });
        self.types = types.collect();
        self.declared.values_mut().for_each(rename);
        self.component_names.values_mut().for_each(rename);
        self.base_names.values_mut().for_each(rename);
        let fingerprints = std::mem::take(&mut self.inline_types.fingerprints);
        let fingerprints = fingerprints.into_iter().map(|(mut name, fingerprint)| {
            rename(&mut name);
            (name, fingerprint)
        });
        self.inline_types.fingerprints = fingerprints.collect();
        rename_references(renamed, &mut self.types, groups, webhooks);
    }

    /// Names the modules of all types, in the order of their definition.
    fn name_modules(&mut self, renamed: &RenamedTypes) {
        let mut modules = NameScope::with_capacity(self.types.len());
        for name in std::mem::take(&mut self.definition_order) {
            let name = renamed.get(&name).unwrap_or(&name);
            if let Some(definition) = self.types.get_mut(name)
                && definition.module.is_empty()
            {
                let wanted = names::module_name_for(name, name);
                (definition.module, _) = modules.take(wanted);
            }
        }
    }
}

/// The final names of the types that several places share, and that can have better names.
fn shared_names(places: &Places<'_>, taken: &mut NameScope) -> RenamedTypes {
    let shared = places.iter().filter(|(_, paths)| paths.len() > 1);
    let wanted = shared.map(|(name, paths)| (*name, common_name(paths), shortest_name(paths)));
    let wanted: Vec<_> = wanted.collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for common in wanted.iter().filter_map(|(_, common, _)| common.as_ref()) {
        *counts.entry(names::collision_key(common)).or_default() += 1;
    }
    let mut renamed = RenamedTypes::new();
    for (name, common, shortest) in wanted {
        let is_unique = |name: &String| counts.get(&names::collision_key(name)) == Some(&1);
        for final_name in common.filter(is_unique).into_iter().chain([shortest]) {
            if final_name == name {
                break;
            }
            if taken.is_free(&final_name) {
                taken.reserve(&final_name);
                renamed.insert(name.to_owned(), final_name);
                break;
            }
        }
    }
    renamed
}

/// The name that several places with different owners have in common: the last words of their properties, or else the
/// property and the one that contains it. `None` if these are not several words.
fn common_name(paths: &[&SchemaPath]) -> Option<String> {
    let (first, others) = paths.split_first()?;
    let owner = first.pointer.owner();
    if others.iter().all(|path| path.pointer.owner() == owner) {
        return None;
    }
    let (property, steps) = property_and_steps(first);
    let mut words: Vec<&str> = property.split('_').collect();
    let mut have_same_owner = !first.owner.is_empty() && !first.is_parameter();
    for path in others {
        let (other_property, other_steps) = property_and_steps(path);
        if other_steps != steps {
            return None;
        }
        let last = words.iter().rev().zip(other_property.rsplit('_'));
        let common = last.take_while(|(one, other)| *one == other).count();
        words.drain(..words.len() - common);
        have_same_owner &= path.owner == first.owner && other_property == property;
    }
    let words = match words.as_slice() {
        [] => return None,
        [_] if steps.is_empty() && have_same_owner => format!("{} {property}", first.owner),
        [_] if steps.is_empty() => return None,
        words => format!("{} {steps}", words.join(" ")),
    };
    Some(names::composed("", &names::type_name(&words)))
}

/// The words of the property of a path, separated by `_`, and the steps from there to the schema.
fn property_and_steps(path: &SchemaPath) -> (String, &str) {
    let property = path.property.split_once(' ');
    let (property, steps) = property.unwrap_or((&path.property, ""));
    (snake_case(property), steps)
}

/// The shortest name that follows from one of the places. Components precede operations, and responses requests.
fn shortest_name(paths: &[&SchemaPath]) -> String {
    let rank = |path: &&&SchemaPath| {
        let kind = match path.pointer.owner() {
            owner if owner.starts_with("/components/") => 0,
            owner if owner.ends_with("/responses") => 1,
            _ => 2,
        };
        (kind, path.type_name.len(), path.type_name.clone())
    };
    let shortest = paths.iter().min_by_key(rank);
    let name = shortest.map(|path| names::type_name(&path.type_name));
    name.unwrap_or_default()
}
