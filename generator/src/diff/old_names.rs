//! Old names: the deprecated aliases of both versions, and the names that the new version can keep as aliases.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use super::comparison::{ChangePath, Comparison};
use super::operation::parent;
use super::pairs::Pairs;
use super::translation::Translation;
use crate::model::{Api, Group, Operation, Type, TypeDef, TypeKind, plain};

/// The renamed items of a new version whose old names it can keep. See [`renames`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames {
    /// The new names by the old ones: those of types, such as `Pet` by `Animal`, and those of methods by the accessors of
    /// their groups, such as `get` by `pets.fetch`.
    pub aliases: BTreeMap<String, String>,
    /// The old names of variants by the new type, and by value, event or type of the variant.
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
}

/// Finds the renamed types, methods and variants whose old names a new version of an API can keep.
#[must_use]
pub fn renames(old: &Api, new: &Api) -> Renames {
    let pairs = Pairs::new(old, new);
    let mut renames = Renames::default();
    for (before, after) in &pairs.types {
        if before != after {
            let names = ((*before).to_owned(), (*after).to_owned());
            renames.aliases.extend([names]);
        }
        let (before, after) = (old.type_named(before), new.type_named(after));
        if let Some((before, after)) = before.zip(after) {
            let types = Translation {
                api: old,
                names: Some(&pairs.types),
                keeps_aliases: true,
            };
            let variants = renamed_variants(before, after, types);
            if !variants.is_empty() {
                renames.variants.insert(after.name.clone(), variants);
            }
        }
    }
    for ((old_group, before), (new_group, after)) in &pairs.operations {
        if before.name != after.name && path(old_group) == path(new_group) {
            let key = format!("{}.{}", path(new_group), before.name);
            renames.aliases.insert(key, after.name.clone());
        }
    }
    renames
}

/// The accessors of a group, such as `users.points`.
fn path(group: &Group) -> String {
    let words = group.path.iter().map(|word| plain(word));
    words.collect::<Vec<_>>().join(".")
}

/// The names of variants by what identifies them in both versions: a value, a type or an event.
fn named_variants(kind: &TypeKind, text: impl Fn(&Type) -> String) -> Vec<(String, &String)> {
    match kind {
        TypeKind::Enum(values) => {
            let variants = values.variants.iter();
            variants.map(|it| (it.wire.clone(), &it.name)).collect()
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            variants.map(|it| (text(&it.ty), &it.name)).collect()
        }
        TypeKind::Events(events) => {
            let variants = events.variants.iter();
            variants.map(|it| (it.event.clone(), &it.name)).collect()
        }
        _ => Vec::new(),
    }
}

/// The old names of the variants that have other names now.
fn renamed_variants(
    old: &TypeDef,
    new: &TypeDef,
    types: Translation<'_>,
) -> BTreeMap<String, String> {
    if mem::discriminant(&old.kind) != mem::discriminant(&new.kind) {
        return BTreeMap::new();
    }
    let before = named_variants(&old.kind, |ty| types.ty(ty).to_string());
    let before: BTreeMap<String, &String> = before.into_iter().collect();
    let after = named_variants(&new.kind, Type::to_string);
    let renamed = after.into_iter().filter_map(|(key, name)| {
        let old = before.get(&key).filter(|old| **old != name)?;
        Some((key, (*old).clone()))
    });
    renamed.collect()
}

impl Comparison<'_> {
    /// Compares the deprecated aliases of types.
    pub(super) fn type_aliases(&mut self) {
        let (old, new) = (self.old, self.new);
        for definition in &old.types {
            let now = self.pairs.types.get(definition.name.as_str());
            let now = now.and_then(|name| new.type_named(name));
            for alias in &definition.aliases {
                if now.is_none_or(|now| now.name != *alias && !now.aliases.contains(alias)) {
                    let note = dropped(now.map(|now| format!("models::{}", now.name)));
                    self.removed(&format!("models::{alias}"), &definition.pointer, note);
                }
            }
        }
        let known = old.types.iter();
        let known = known.flat_map(|it| it.aliases.iter().chain([&it.name]));
        let known: BTreeSet<&String> = known.collect();
        for definition in &new.types {
            for alias in definition.aliases.iter().filter(|it| !known.contains(it)) {
                let note = format!(
                    "was added: a deprecated alias of `models::{}`",
                    definition.name
                );
                self.added(&format!("models::{alias}"), &definition.pointer, note);
            }
        }
    }

    /// Compares the deprecated aliases of an operation.
    pub(super) fn method_aliases(&mut self, path: &ChangePath, old: &Operation, new: &Operation) {
        for alias in &old.aliases {
            if !new.has_name(&alias.name, &alias.stem) {
                let before = parent(&path.before);
                let before = format!("{before}::{}", plain(&alias.name));
                self.removed(&before, &path.pointer, dropped(Some(path.after.clone())));
            }
        }
        for alias in &new.aliases {
            if !old.has_name(&alias.name, &alias.stem) {
                let after = parent(&path.after);
                let after = format!("{after}::{}", plain(&alias.name));
                let note = format!("was added: a deprecated alias of `{}`", path.after);
                self.added(&after, &path.pointer, note);
            }
        }
    }

    /// Returns whether the old name of a type is an alias that replaces it everywhere: the alias of a tuple struct is not a
    /// constructor, and two types that became one may both implement a trait.
    pub(super) fn has_old_name(&self, old: &TypeDef, new: &TypeDef) -> bool {
        new.aliases.contains(&old.name)
            && match new.kind {
                TypeKind::Newtype(_) => false,
                TypeKind::Alias(_) => true,
                _ => !self.pairs.is_merged(&new.name),
            }
    }
}

/// The note about an alias that was removed.
fn dropped(now: Option<String>) -> String {
    match now {
        Some(now) => format!("was removed: use `{now}`"),
        None => "was removed".to_owned(),
    }
}
