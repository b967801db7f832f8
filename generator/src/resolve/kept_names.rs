//! The types that keep published names, and the list of the names of this version.

use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexMap;

use super::context::Resolver;
use super::group::PendingGroup;
use super::names::{self, NameScope};
use super::published_names::last_steps;
use super::schema_path::SchemaPath;
use super::type_references::RenamedTypes;
use crate::document::Names;
use crate::model::{TypeDef, TypeKind};

/// The paths of the places of each inline type, by its name.
pub(super) type Places<'p> = IndexMap<&'p str, Vec<&'p SchemaPath>>;

/// The place and the shape of a type, without the position of the place.
type Move<'p> = (&'p str, String);

impl Resolver<'_> {
    /// The published names of inline types, by the names under which they are declared.
    ///
    /// If a published name has several claimants, because one of its places has changed, the type with the published shape
    /// keeps it, or else that with most places. If it has none, a new type with the same shape at the same property of
    /// another place gets it, because the place has moved.
    pub(super) fn published_owners(&self, places: &Places<'_>) -> RenamedTypes {
        let Some(names) = self.published.names() else {
            return RenamedTypes::new();
        };
        let inline_types = &self.inline_types;
        let has_shape = |declared: &str, name: &str| {
            let shape = inline_types.fingerprints.get(declared);
            shape.is_some() && shape == names.shapes.get(name)
        };
        let mut owners: BTreeMap<&str, (bool, usize, &str)> = BTreeMap::new();
        for (declared, paths) in places {
            let Some(name) = inline_types.published.get(*declared) else {
                continue;
            };
            let claim = (has_shape(declared, name), paths.len(), *declared);
            let owner = owners.entry(name).or_insert(claim);
            if (claim.0, claim.1) > (owner.0, owner.1) {
                *owner = claim;
            }
        }
        let owners = owners.into_iter();
        let owners = owners.map(|(name, (.., declared))| (declared.to_owned(), name.to_owned()));
        let mut owners: RenamedTypes = owners.collect();
        let moved = self.moved_types(names, places, &owners);
        owners.extend(moved);
        owners
    }

    /// The names that no place has any more, by the names of the only new types with their shapes.
    fn moved_types(
        &self,
        names: &Names,
        places: &Places<'_>,
        owners: &RenamedTypes,
    ) -> RenamedTypes {
        let owned: HashSet<&str> = owners.values().map(String::as_str).collect();
        let is_left = |name: &str| {
            !owned.contains(name)
                && !self.published_components.contains(name)
                && !self.is_stated_type(name)
                && !names::is_of_models(name)
        };
        let mut left: HashMap<Move<'_>, Candidate<'_>> = HashMap::new();
        for (place, name) in &names.types {
            if let Some(shape) = names.shapes.get(name).filter(|_| is_left(name)) {
                let candidate = left.entry((last_steps(place), shape.clone()));
                candidate.or_default().add(name);
            }
        }
        let mut moved = RenamedTypes::new();
        if left.is_empty() {
            return moved;
        }
        let mut new: BTreeMap<(String, String), Candidate<'_>> = BTreeMap::new();
        let fingerprints = &self.inline_types.fingerprints;
        for (declared, paths) in places {
            let fingerprint = fingerprints.get(*declared);
            let fingerprint = fingerprint.filter(|_| !owners.contains_key(*declared));
            for path in paths.iter().filter(|_| fingerprint.is_some()) {
                let place = self.published.place(&path.pointer);
                let shape = fingerprint.cloned().unwrap_or_default();
                let candidate = new.entry((last_steps(&place).to_owned(), shape));
                candidate.or_default().add(declared);
            }
        }
        let mut used = HashSet::new();
        for ((steps, shape), declared) in &new {
            let name = left.get(&(steps.as_str(), shape.clone()));
            if let (Some(declared), Some(name)) = (declared.only(), name.and_then(Candidate::only))
                && !moved.contains_key(declared)
                && used.insert(name)
            {
                moved.insert(declared.to_owned(), name.to_owned());
            }
        }
        moved
    }

    /// Gives the variants of unions and events their published names. Those of enums have them already.
    pub(super) fn keep_variants(&mut self) {
        let Some(names) = self.published.names() else {
            return;
        };
        for definition in self.types.values_mut() {
            let Some(published) = names.variants.get(&definition.name) else {
                continue;
            };
            let variants: Vec<(String, &mut String)> = match &mut definition.kind {
                TypeKind::Union(union) => {
                    let variants = union.variants.iter_mut();
                    variants
                        .map(|it| (it.ty.to_string(), &mut it.name))
                        .collect()
                }
                TypeKind::Events(events) => {
                    let variants = events.variants.iter_mut();
                    variants
                        .map(|it| (it.event.clone(), &mut it.name))
                        .collect()
                }
                _ => continue,
            };
            let mut scope = NameScope::with_capacity(variants.len());
            let mut others = Vec::new();
            for (key, name) in variants {
                let kept = published.get(&key);
                match kept.filter(|name| !names::is_reserved_variant(name) && scope.is_free(name)) {
                    Some(kept) => {
                        scope.reserve(kept);
                        name.clone_from(kept);
                    }
                    None => others.push(name),
                }
            }
            for name in others {
                (*name, _) = scope.take(std::mem::take(name));
            }
        }
    }

    /// The names of this version of the document.
    pub(super) fn listed_names(&self, groups: &[PendingGroup<'_>]) -> Names {
        let mut names = Names::default();
        for (name, pointer) in self.component_places() {
            names.types.insert(pointer.into(), name.to_owned());
        }
        for path in &self.inline_types.places {
            let Some(name) = self.declared.get(&path.pointer) else {
                continue;
            };
            let place = names.types.entry(self.published.place(&path.pointer));
            place.or_insert_with(|| name.clone());
            if let Some(fingerprint) = self.inline_types.fingerprints.get(name) {
                names.shapes.insert(name.clone(), fingerprint.clone());
            }
        }
        for definition in self.types.values() {
            let variants = variants(definition);
            if !variants.is_empty() {
                names.variants.insert(definition.name.clone(), variants);
            }
        }
        let operations = groups.iter().flat_map(|group| &group.group().operations);
        for operation in operations.filter(|operation| !operation.is_variant) {
            let key = format!("{} {}", operation.method, operation.path);
            names.methods.insert(key, operation.name.clone());
        }
        names
    }
}

/// The only name with some property, if there are not several.
#[derive(Default)]
struct Candidate<'n> {
    name: Option<&'n str>,
    are_several: bool,
}

impl<'n> Candidate<'n> {
    fn add(&mut self, name: &'n str) {
        self.are_several |= self.name.is_some_and(|known| known != name);
        self.name = Some(name);
    }

    fn only(&self) -> Option<&'n str> {
        self.name.filter(|_| !self.are_several)
    }
}

/// The names of the variants of a type, by values, events or types.
fn variants(definition: &TypeDef) -> BTreeMap<String, String> {
    match &definition.kind {
        TypeKind::Enum(values) => {
            let variants = values.variants.iter();
            variants
                .map(|it| (it.wire.clone(), it.name.clone()))
                .collect()
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            variants
                .map(|it| (it.ty.to_string(), it.name.clone()))
                .collect()
        }
        TypeKind::Events(events) => {
            let variants = events.variants.iter();
            variants
                .map(|it| (it.event.clone(), it.name.clone()))
                .collect()
        }
        _ => BTreeMap::new(),
    }
}
