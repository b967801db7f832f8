//! Named types: new, removed and renamed ones, and the changes of the others.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::mem::discriminant;

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::Pairing;
use super::structure::retyped;
use crate::model::{
    Bounds, DefaultFor, EnumDef, EnumValues, EventsDef, RustType, TagValues, TagWriter, Type,
    TypeDef, TypeKind, UnionDef, UnionVariant,
};

impl Comparison<'_> {
    pub(super) fn types(&mut self) {
        let (old, new) = (self.old, self.new);
        for definition in &old.types {
            let now = self.pairs.types.get(definition.name.as_str());
            match now.and_then(|name| new.type_named(name)) {
                Some(now) => self.type_pair(definition, now),
                None => self.removed(
                    &format!("models::{}", definition.name),
                    &definition.pointer,
                    "was removed: the document no longer uses it",
                ),
            }
        }
        let known: BTreeSet<&str> = self.pairs.types.values().copied().collect();
        let fresh: Vec<_> = new
            .types
            .iter()
            .filter(|it| !known.contains(it.name.as_str()))
            .collect();
        for definition in fresh {
            let path = format!("models::{}", definition.name);
            let note = format!("was added: {}", article(&definition.kind));
            self.added(&path, &definition.pointer, note);
        }
    }

    fn type_pair(&mut self, old: &TypeDef, new: &TypeDef) {
        let path = ChangePath::new(
            format!("models::{}", old.name),
            format!("models::{}", new.name),
            &new.pointer,
        );
        if old.name != new.name {
            if self.has_old_name(old, new) {
                self.renamed_with_alias(&path);
            } else {
                self.renamed(&path);
            }
        }
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(&path, &old.docs, &new.docs);
        match (&old.kind, &new.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => self.structs(&path, old, new),
            (TypeKind::Enum(old), TypeKind::Enum(new)) => self.enums(&path, old, new),
            (TypeKind::Union(old), TypeKind::Union(new)) => self.unions(&path, old, new),
            (TypeKind::Events(old), TypeKind::Events(new)) => self.named_events(&path, old, new),
            (TypeKind::Alias(old), TypeKind::Alias(new)) => {
                let plain = |ty: &Type| RustType::Plain(ty.clone());
                self.retyped(&path, &plain(old), &plain(new));
            }
            (TypeKind::Newtype(old), TypeKind::Newtype(new)) => {
                self.retyped(&path, &old.rust_type(), &new.rust_type());
            }
            (old, new) => {
                let note = format!(
                    "is now {} (before: {}): replace its uses",
                    article(new),
                    article(old)
                );
                self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
            }
        }
        if discriminant(&old.kind) == discriminant(&new.kind) {
            self.derives(&path, old, new);
        }
    }

    fn retyped(&mut self, path: &ChangePath, old: &RustType, new: &RustType) {
        if self.differ(old, new) {
            self.changed(Bump::Major, ChangeKind::Retyped, path, retyped(old, new));
        }
    }

    /// Compares the configured derives.
    fn derives(&mut self, path: &ChangePath, old: &TypeDef, new: &TypeDef) {
        let removed = old.derives.iter();
        for derive in removed.filter(|it| !new.derives.contains(it) && !has_own(new, it)) {
            let note = format!("no longer derives `{derive}`: replace the uses that need it");
            self.changed(Bump::Major, ChangeKind::Traits, path, note);
        }
        let added = new.derives.iter();
        for derive in added.filter(|it| !old.derives.contains(it) && !has_own(old, it)) {
            let note = format!("now derives `{derive}`");
            self.changed(Bump::Minor, ChangeKind::Traits, path, note);
        }
    }

    pub(super) fn enums(&mut self, path: &ChangePath, old: &EnumDef, new: &EnumDef) {
        let pairs = Pairing::new(&old.variants, &new.variants)
            .by(|old| Some(&old.wire), |new| Some(&new.wire))
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &path.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    self.wire_fact(&path, "the value on the wire", &old.wire, &new.wire);
                    self.docs(&path, &old.docs, &new.docs);
                }
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    let note = format!("was removed: the document has no value `{}`", old.wire);
                    self.removed(&gone, &path.pointer, note);
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    let note = format!("was added: the value `{}`", new.wire);
                    self.added(&fresh, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
        if old.values != new.values {
            let note = match new.values {
                EnumValues::Integers => "now has integer values: use `as_i64` instead of `as_str`",
                EnumValues::Text => "now has string values: use `as_str` instead of `as_i64`",
            };
            self.changed(Bump::Major, ChangeKind::Retyped, path, note);
        }
        self.traits_of_enum(path, old, new);
    }

    /// Open enums keep unknown values, closed ones are `Copy`, and enums with one value implement `Default`.
    fn traits_of_enum(&mut self, path: &ChangePath, old: &EnumDef, new: &EnumDef) {
        match (old.open, new.open) {
            (false, true) => {
                let note = if new.is_copy() {
                    "now keeps unknown values: `from` replaces `try_from`"
                } else {
                    "now keeps unknown values: it is no longer `Copy`, and `from` replaces `try_from`"
                };
                self.changed(Bump::Major, ChangeKind::Traits, path, note);
            }
            (true, false) => {
                let note = if old.is_copy() {
                    "no longer has the variant `Unknown`: `try_from` replaces `from`"
                } else {
                    "no longer has the variant `Unknown`: it is now `Copy`, and `try_from` replaces `from`"
                };
                self.changed(Bump::Major, ChangeKind::Traits, path, note);
            }
            _ => {}
        }
        match (old.variants.len() == 1, new.variants.len() == 1) {
            (true, false) => {
                let note = "no longer implements `Default`: pass a value explicitly";
                self.changed(Bump::Major, ChangeKind::Traits, path, note);
            }
            (false, true) => {
                self.changed(
                    Bump::Minor,
                    ChangeKind::Traits,
                    path,
                    "now implements `Default`, because it has only one value",
                );
            }
            _ => {}
        }
        let order = |values: &EnumDef, others: &EnumDef| -> Vec<String> {
            let known: HashSet<&String> = others.variants.iter().map(|it| &it.wire).collect();
            let wires = values.variants.iter().map(|variant| &variant.wire);
            wires.filter(|wire| known.contains(wire)).cloned().collect()
        };
        if order(old, new) != order(new, old) {
            let note = "now has its values in a different order, which affects `<` and sorting";
            self.changed(Bump::Minor, ChangeKind::Traits, path, note);
        }
    }

    fn unions(&mut self, path: &ChangePath, old: &UnionDef, new: &UnionDef) {
        let (before, after) = (self.old_types(), self.new_types());
        let before = |it: &UnionVariant| before.rust_type(&it.rust_type());
        let after = |it: &UnionVariant| after.rust_type(&it.rust_type());
        let pairs = Pairing::new(&old.variants, &new.variants)
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .by(|old| Some(before(old)), |new| Some(after(new)))
            .pairs();
        let both = pairs.iter().filter_map(|(old, new)| old.zip(*new));
        let shared: Vec<&str> = both.map(|(_, new)| new.name.as_str()).collect();
        for pair in pairs {
            match pair {
                (Some(old), Some(new)) => self.union_variants(path, old, new),
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    let note = "was removed: the union no longer contains this type";
                    self.removed(&gone, &path.pointer, note);
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    let note = format!("was added: `{}`", new.ty);
                    self.added(&fresh, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
        self.selection(path, old, new);
        let known: HashSet<&str> = shared.iter().copied().collect();
        let order = new.variants.iter().map(|it| it.name.as_str());
        let has_tags = old.tag.is_some() || new.tag.is_some();
        if !has_tags && !order.filter(|name| known.contains(name)).eq(shared) {
            let note = "the variants are now tried in another order: a value that several of them accept may become another one";
            self.wire(path, note);
        }
    }

    fn union_variants(&mut self, union: &ChangePath, old: &UnionVariant, new: &UnionVariant) {
        let path = union.join(&old.name, &new.name, &union.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        self.retyped(&path, &old.rust_type(), &new.rust_type());
        let (before, after) = (old.tags.join(", "), new.tags.join(", "));
        self.wire_fact(&path, "the discriminator value", &before, &after);
        let default = |it: &UnionVariant| match it.default_for {
            DefaultFor::Nothing => "never",
            DefaultFor::MissingTags => "for values without a discriminator",
            DefaultFor::OtherTags => "for all other values",
        };
        let (before, after) = (default(old), default(new));
        self.wire_fact(&path, "the use as the default", &before, &after);
        let is_value = |it: &UnionVariant| it.tag_writer == TagWriter::Value;
        if is_value(old) && !is_value(new) && new.tags.len() == 1 {
            self.wire(&path, "the union now writes the discriminator");
        }
    }

    /// Compares the property that selects a variant.
    fn selection(&mut self, path: &ChangePath, old: &UnionDef, new: &UnionDef) {
        let tag = |union: &UnionDef| match (&union.tag, union.tag_values) {
            (None, _) => "none".to_owned(),
            (Some(tag), TagValues::Text) => tag.clone(),
            (Some(tag), TagValues::Integers) => format!("{tag} (integer)"),
            (Some(tag), TagValues::Booleans) => format!("{tag} (boolean)"),
        };
        self.wire_fact(path, "the discriminator", &tag(old), &tag(new));
    }

    /// Compares the data of events by the names of the events.
    fn named_events(&mut self, path: &ChangePath, old: &EventsDef, new: &EventsDef) {
        let pairs = Pairing::new(&old.variants, &new.variants)
            .by(|old| Some(&old.event), |new| Some(&new.event))
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &path.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    let plain = |ty: &Type| RustType::Plain(ty.clone());
                    self.retyped(&path, &plain(&old.ty), &plain(&new.ty));
                    self.wire_fact(&path, "the name of the event", &old.event, &new.event);
                    let format = |is_text| if is_text { "text" } else { "JSON" };
                    let (before, after) = (format(old.is_text), format(new.is_text));
                    self.wire_fact(&path, "the format of the data", &before, &after);
                }
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    let note = format!("was removed: the document has no event `{}`", old.event);
                    self.removed(&gone, &path.pointer, note);
                }
                (None, Some(new)) => {
                    let fresh = path.new_member(&new.name);
                    let note = format!("was added: the event `{}`", new.event);
                    self.added(&fresh, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    /// Compares the defaults and bounds of a value. They are not part of its type.
    pub(super) fn default_and_bounds(
        &mut self,
        path: &ChangePath,
        (old_default, old): (&Option<String>, &Bounds),
        (new_default, new): (&Option<String>, &Bounds),
    ) {
        let or_none =
            |value: Option<&String>| value.map_or_else(|| "none".to_owned(), Clone::clone);
        let (before, after) = (or_none(old_default.as_ref()), or_none(new_default.as_ref()));
        self.wire_fact(path, "the default", &before, &after);
        let keywords: BTreeMap<_, _> = old.iter().chain(new).collect();
        for keyword in keywords.into_keys() {
            let (before, after) = (or_none(old.get(keyword)), or_none(new.get(keyword)));
            self.wire_fact(path, &format!("`{keyword}`"), &before, &after);
        }
    }
}

/// Returns whether a type has the trait of a derive without a configuration. Only `Default` depends on the document.
fn has_own(definition: &TypeDef, derive: &str) -> bool {
    derive == "Default"
        && match &definition.kind {
            TypeKind::Struct(structure) => structure.has_default(),
            TypeKind::Newtype(newtype) => newtype.has_default(),
            _ => false,
        }
}

fn article(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "a struct",
        TypeKind::Enum(_) => "an enum",
        TypeKind::Union(_) => "a union",
        TypeKind::Events(_) => "an enum of events",
        TypeKind::Alias(_) => "an alias",
        TypeKind::Newtype(_) => "a newtype",
    }
}
