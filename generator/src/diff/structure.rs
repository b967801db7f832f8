//! Structs: their fields, what their constructors ask for, and what they turn into.

use super::arguments::{self, Argument, Difference};
use super::pairs::pair;
use super::spelling::accepts;
use super::{Bump, ChangeKind, Comparison, Path};
use crate::model::{Field, Presence, StructDef};

/// A field before and after.
pub(super) type FieldPair<'o, 'n> = (Option<&'o Field>, Option<&'n Field>);

impl Comparison<'_> {
    pub(super) fn structs(&mut self, path: &Path, old: &StructDef, new: &StructDef) {
        let pairs = self.field_pairs(old, new);
        for pair in &pairs {
            match *pair {
                (Some(old), Some(new)) => self.fields(path, old, new),
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    self.removed(&gone, &old.pointer, "is gone: do without it");
                }
                (None, Some(new)) => {
                    let path = path.join(&new.name, &new.name, &new.pointer);
                    let note = format!("may be used: `{}`", new.rust_type());
                    self.added(&path.after, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
        self.constructor(path, &pairs, old, new);
        self.additional(path, old, new);
        self.conversions(path, old, new);
    }

    /// Which fields are the same: by wire name, by Rust name, or as the only one that is gone and the only one
    /// that is new of a type.
    pub(super) fn field_pairs<'o, 'n>(
        &self,
        old: &'o StructDef,
        new: &'n StructDef,
    ) -> Vec<FieldPair<'o, 'n>> {
        let (before, after) = (self.old_speller(), self.new_speller());
        let gone: Vec<&Field> = without(&old.fields, &new.fields);
        let fresh: Vec<&Field> = without(&new.fields, &old.fields);
        let shape = |spelled: String, field: &Field| (spelled, field.presence, field.constant);
        let only = |one: &Field, other: &Field| {
            let (one, other) = (
                shape(before.field(one), one),
                shape(after.field(other), other),
            );
            let same = |fields: &[&Field], spell: &dyn Fn(&Field) -> String| {
                let shapes = fields.iter().map(|field| shape(spell(field), field));
                shapes.filter(|shape| *shape == one).count()
            };
            one == other
                && same(&gone, &|field| before.field(field)) == 1
                && same(&fresh, &|field| after.field(field)) == 1
        };
        pair(
            &old.fields,
            &new.fields,
            &[
                &|old, new| old.wire == new.wire,
                &|old, new| old.name == new.name,
                &only,
            ],
        )
    }

    fn fields(&mut self, owner: &Path, old: &Field, new: &Field) {
        let path = owner.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let (before, after) = (self.old_speller().field(old), self.new_speller().field(new));
        if self.differ(|it| it.field(old), |it| it.field(new)) {
            let note = retyped(&old.rust_type(), &new.rust_type());
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        } else if before == after && is_set(old) && is_set(new) {
            let (before, after) = (
                self.old_speller().field_argument(old),
                self.new_speller().field_argument(new),
            );
            if !accepts(&after, &before) {
                let note = format!("takes `{after}`, took `{before}`");
                self.changed(Bump::Major, ChangeKind::Arguments, &path, note);
            }
        }
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(&path, &old.docs, &new.docs);
        self.wire_fact(&path, "the name", &old.wire, &new.wire);
        if before == after && old.presence != new.presence {
            let (before, after) = (absence(old.presence), absence(new.presence));
            self.wire_fact(&path, "what is sent for nothing", &before, &after);
        }
        self.default_and_bounds(
            &path,
            (&old.default, &old.bounds),
            (&new.default, &new.bounds),
        );
    }

    fn constructor(
        &mut self,
        path: &Path,
        pairs: &[FieldPair<'_, '_>],
        old: &StructDef,
        new: &StructDef,
    ) {
        let (before, after) = (self.old_arguments(pairs, old), self.new_arguments(new));
        self.compare_arguments(path, "new", &before, &after);
    }

    /// What the old constructor asks for, known by what the fields are called now.
    pub(super) fn old_arguments(
        &self,
        pairs: &[FieldPair<'_, '_>],
        old: &StructDef,
    ) -> Vec<Argument> {
        let speller = self.old_speller();
        let key = |field: &Field| {
            let pair = pairs
                .iter()
                .find(|(old, _)| old.is_some_and(|old| old.wire == field.wire));
            let now = pair.and_then(|(_, new)| *new);
            now.map_or_else(|| format!("-{}", field.name), |now| now.name.clone())
        };
        let required = old.required().map(|field| Argument {
            key: key(field),
            name: field.name.clone(),
            ty: speller.field(field),
            taken: speller.field_argument(field),
        });
        required.collect()
    }

    pub(super) fn new_arguments(&self, new: &StructDef) -> Vec<Argument> {
        let speller = self.new_speller();
        let required = new.required().map(|field| Argument {
            key: field.name.clone(),
            name: field.name.clone(),
            ty: speller.field(field),
            taken: speller.field_argument(field),
        });
        required.collect()
    }

    /// Reports a function whose arguments differ. Whether they do.
    pub(super) fn compare_arguments(
        &mut self,
        owner: &Path,
        function: &str,
        old: &[Argument],
        new: &[Argument],
    ) -> bool {
        let kind = match arguments::compare(old, new) {
            Difference::None => return false,
            Difference::Incompatible => ChangeKind::Arguments,
            Difference::Reordered => ChangeKind::Reordered,
        };
        let path = owner.join(function, function, &owner.pointer);
        let (before, after) = (
            arguments::signature(function, old),
            arguments::signature(function, new),
        );
        let note = match kind {
            ChangeKind::Reordered => format!(
                "is `{after}`, was `{before}`: give the values in the new order, as the types do not tell"
            ),
            _ => format!("is `{after}`, was `{before}`: give what it asks for"),
        };
        self.changed(Bump::Major, kind, &path, note);
        true
    }

    fn additional(&mut self, path: &Path, old: &StructDef, new: &StructDef) {
        let name = |structure: &StructDef| {
            let taken = structure
                .fields
                .iter()
                .any(|field| field.name == "additional_properties");
            if taken {
                "additional_properties_"
            } else {
                "additional_properties"
            }
        };
        let path = path.join(name(old), name(new), &path.pointer);
        match (&old.additional, &new.additional) {
            (Some(before), Some(after)) => {
                if path.before != path.after {
                    self.renamed(&path);
                }
                if self.differ(|it| it.ty(before), |it| it.ty(after)) {
                    let map = |ty| format!("BTreeMap<String, {ty}>");
                    let note = retyped(&map(before), &map(after));
                    self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                }
            }
            (Some(_), None) => {
                self.removed(
                    &path.before,
                    &path.pointer,
                    "is gone: unknown properties are ignored",
                );
            }
            (None, Some(_)) => {
                self.added(
                    &path.after,
                    &path.pointer,
                    "holds the properties that have no field",
                );
            }
            (None, None) => {}
        }
    }

    fn conversions(&mut self, path: &Path, old: &StructDef, new: &StructDef) {
        let before: Vec<&str> = old.extends.iter().map(|it| it.target.as_str()).collect();
        let before: Vec<(&str, Option<&str>)> = before
            .into_iter()
            .map(|target| (target, self.pairs.types.get(target).copied()))
            .collect();
        let after: Vec<&str> = new.extends.iter().map(|it| it.target.as_str()).collect();
        for (target, now) in &before {
            if !now.is_some_and(|now| after.contains(&now)) {
                let note = format!(
                    "is no longer turned into a `{target}` by `into`: build one from its fields"
                );
                self.changed(Bump::Major, ChangeKind::Traits, path, note);
            }
        }
        for target in after {
            if !before.iter().any(|(_, now)| *now == Some(target)) {
                let note = format!("may be turned into a `{target}` by `into`");
                self.changed(Bump::Minor, ChangeKind::Traits, path, note);
            }
        }
    }
}

/// The fields whose wire and Rust names are not among those of the others.
fn without<'f>(fields: &'f [Field], others: &[Field]) -> Vec<&'f Field> {
    let is_known = |field: &Field| {
        others
            .iter()
            .any(|other| other.wire == field.wire || other.name == field.name)
    };
    fields.iter().filter(|field| !is_known(field)).collect()
}

/// Whether a method sets it.
fn is_set(field: &Field) -> bool {
    !field.is_argument() && !field.constant
}

/// What is written when there is no value.
fn absence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "a value",
        Presence::Optional | Presence::Patch => "nothing",
        Presence::Nullable { .. } => "null",
        Presence::Collection { required: true } => "an empty list or map",
        Presence::Collection { required: false } => "nothing, for an empty list or map",
    }
}

/// What has to be done about another type.
pub(super) fn retyped(before: &str, after: &str) -> String {
    let advice = if after == format!("Option<{before}>") {
        "expect `None`"
    } else if before == format!("Option<{after}>") {
        "take it as it is, without `Option`"
    } else if after
        .strip_prefix("Patch")
        .is_some_and(|rest| Some(rest) == before.strip_prefix("Option"))
    {
        "tell `Null` from `Absent`"
    } else {
        "follow the type"
    };
    format!("is `{after}`, was `{before}`: {advice}")
}
