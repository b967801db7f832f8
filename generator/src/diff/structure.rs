//! Structs: fields, constructors and conversions.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::arguments::{self, ComparedArgument, Difference};
use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::Pairing;
use crate::model::{Argument, ArgumentSource, Field, Presence, RustType, StructDef};

/// A field before and after.
pub(super) type FieldPair<'o, 'n> = (Option<&'o Field>, Option<&'n Field>);

impl Comparison<'_> {
    pub(super) fn structs(&mut self, path: &ChangePath, old: &StructDef, new: &StructDef) {
        let pairs = self.field_pairs(old, new);
        for pair in &pairs {
            match *pair {
                (Some(old), Some(new)) => self.fields(path, old, new),
                (Some(old), None) => {
                    let gone = path.old_member(&old.name);
                    self.removed(&gone, &old.pointer, "was removed: stop using it");
                }
                (None, Some(new)) => {
                    let path = path.join(&new.name, &new.name, &new.pointer);
                    let note = format!("was added: `{}`", new.rust_type());
                    self.added(&path.after, &path.pointer, note);
                }
                (None, None) => {}
            }
        }
        self.constructor(path, &pairs, old, new);
        self.additional(path, old, new);
        self.conversions(path, old, new);
    }

    /// Pairs of fields that correspond to each other: by wire name, by Rust name, or as the only removed and the only
    /// new field of a type.
    pub(super) fn field_pairs<'o, 'n>(
        &self,
        old: &'o StructDef,
        new: &'n StructDef,
    ) -> Vec<FieldPair<'o, 'n>> {
        let (before, after) = (self.old_types(), self.new_types());
        let before = |field: &Field| before.rust_type(&field.rust_type());
        let after = |field: &Field| after.rust_type(&field.rust_type());
        let before = |field: &Field| (before(field), field.presence, field.constant);
        let after = |field: &Field| (after(field), field.presence, field.constant);
        let mut counts: HashMap<_, (usize, usize)> = HashMap::new();
        for field in without(&old.fields, &new.fields) {
            counts.entry(before(field)).or_default().0 += 1;
        }
        for field in without(&new.fields, &old.fields) {
            counts.entry(after(field)).or_default().1 += 1;
        }
        let is_only = |shape: &_| counts.get(shape) == Some(&(1, 1));
        Pairing::new(&old.fields, &new.fields)
            .by(|old| Some(&old.wire), |new| Some(&new.wire))
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .by(
                |old| Some(before(old)).filter(is_only),
                |new| Some(after(new)).filter(is_only),
            )
            .pairs()
    }

    fn fields(&mut self, owner: &ChangePath, old: &Field, new: &Field) {
        let path = owner.join(&old.name, &new.name, &new.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let (before, after) = (old.rust_type(), new.rust_type());
        let is_same = self.is_same(&before, &after);
        if self.differ(&before, &after) {
            let note = retyped(&before, &after);
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        }
        if is_same && old.is_set() && new.constant {
            let note = "no longer has a setter: the constructor sets the only value";
            self.changed(Bump::Major, ChangeKind::Arguments, &path, note);
        }
        let fixed = |field: &Field| field.fixed.clone().unwrap_or_else(|| "none".to_owned());
        self.wire_fact(
            &path,
            "the value that the constructor sets",
            &fixed(old),
            &fixed(new),
        );
        self.deprecated(&path, old.deprecated, new.deprecated);
        self.docs(&path, &old.docs, &new.docs);
        self.wire_fact(&path, "the name on the wire", &old.wire, &new.wire);
        if is_same && old.presence != new.presence {
            let (before, after) = (absence(old.presence), absence(new.presence));
            if before != after {
                let note = format!("an unset field is now {after} (before: {before})");
                self.wire(&path, note);
            }
        }
        self.default_and_bounds(
            &path,
            (&old.default, &old.bounds),
            (&new.default, &new.bounds),
        );
    }

    fn is_same(&self, old: &RustType, new: &RustType) -> bool {
        self.old_types().rust_type(old) == self.new_types().rust_type(new)
    }

    fn constructor(
        &mut self,
        path: &ChangePath,
        pairs: &[FieldPair<'_, '_>],
        old: &StructDef,
        new: &StructDef,
    ) {
        let before = self.old.constructor(old);
        let names = new_names(pairs);
        let before = self.old_arguments(&before, |argument| field_key(&names, argument));
        let after = self.new_arguments(&self.new.constructor(new));
        self.compare_arguments(path, "new", &before, &after);
    }

    /// Arguments of the old version, each with its name in the new one where it still exists.
    pub(super) fn old_arguments(
        &self,
        arguments: &[Argument<'_>],
        key: impl Fn(&Argument<'_>) -> Option<String>,
    ) -> Vec<ComparedArgument> {
        let types = self.old_types();
        let compared = arguments.iter().map(|argument| {
            let key = key(argument).unwrap_or_else(|| format!("-{}", argument.name));
            ComparedArgument::new(key, argument, types)
        });
        compared.collect()
    }

    /// Arguments of the new version.
    pub(super) fn new_arguments(&self, arguments: &[Argument<'_>]) -> Vec<ComparedArgument> {
        let types = self.new_types();
        let compared = arguments
            .iter()
            .map(|argument| ComparedArgument::new(argument.name.to_owned(), argument, types));
        compared.collect()
    }

    /// Reports a function if its arguments differ. Returns whether they differ.
    pub(super) fn compare_arguments(
        &mut self,
        owner: &ChangePath,
        function: &str,
        old: &[ComparedArgument],
        new: &[ComparedArgument],
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
        let keys = |arguments: &[ComparedArgument]| -> BTreeSet<String> {
            arguments.iter().map(|it| it.key.clone()).collect()
        };
        let advice = match kind {
            ChangeKind::Reordered if keys(old) == keys(new) => {
                "reorder the arguments; the compiler does not detect the old order"
            }
            ChangeKind::Reordered => {
                "replace the arguments; the compiler does not detect the old ones"
            }
            _ => "adapt the arguments",
        };
        let note = if before == after {
            arguments::retyped(old, new)
        } else {
            format!("is now `{after}` (before: `{before}`): {advice}")
        };
        self.changed(Bump::Major, kind, &path, note);
        true
    }

    fn additional(&mut self, path: &ChangePath, old: &StructDef, new: &StructDef) {
        let (before, after) = (old.additional_name(), new.additional_name());
        let path = path.join(&before, &after, &path.pointer);
        match (&old.additional_type(), &new.additional_type()) {
            (Some(before), Some(after)) => {
                if path.before != path.after {
                    self.renamed(&path);
                }
                if self.differ(before, after) {
                    let note = retyped(before, after);
                    self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                }
            }
            (Some(_), None) => {
                self.removed(
                    &path.before,
                    &path.pointer,
                    "was removed: unknown properties are now ignored",
                );
            }
            (None, Some(_)) => {
                self.added(
                    &path.after,
                    &path.pointer,
                    "was added: the properties without a field",
                );
            }
            (None, None) => {}
        }
    }

    fn conversions(&mut self, path: &ChangePath, old: &StructDef, new: &StructDef) {
        let before: Vec<&str> = old.extends.iter().map(|it| it.target.as_str()).collect();
        let before: Vec<(&str, Option<&str>)> = before
            .into_iter()
            .map(|target| (target, self.pairs.types.get(target).copied()))
            .collect();
        let after: BTreeSet<&str> = new.extends.iter().map(|it| it.target.as_str()).collect();
        for (target, now) in &before {
            if !now.is_some_and(|now| after.contains(now)) {
                let note = format!(
                    "no longer implements `Into<{target}>`: construct the target from its fields"
                );
                self.changed(Bump::Major, ChangeKind::Traits, path, note);
            }
        }
        let known: HashSet<&str> = before.iter().filter_map(|(_, now)| *now).collect();
        for target in new.extends.iter().map(|it| it.target.as_str()) {
            if !known.contains(target) {
                let note = format!("now implements `Into<{target}>`");
                self.changed(Bump::Minor, ChangeKind::Traits, path, note);
            }
        }
    }
}

/// The fields that share neither their wire name nor their Rust name with a field of `others`.
fn without<'f>(fields: &'f [Field], others: &[Field]) -> Vec<&'f Field> {
    let wires: HashSet<&String> = others.iter().map(|other| &other.wire).collect();
    let names: HashSet<&String> = others.iter().map(|other| &other.name).collect();
    let is_known = |field: &Field| wires.contains(&field.wire) || names.contains(&field.name);
    fields.iter().filter(|field| !is_known(field)).collect()
}

/// The new name of the field that an argument sets.
pub(super) fn field_key(
    new_names: &HashMap<&str, &str>,
    argument: &Argument<'_>,
) -> Option<String> {
    let ArgumentSource::Field(field) = argument.source else {
        return None;
    };
    let name = new_names.get(field.wire.as_str());
    name.map(|name| (*name).to_owned())
}

/// The new names of fields by the old name on the wire.
pub(super) fn new_names<'o, 'n>(pairs: &[FieldPair<'o, 'n>]) -> HashMap<&'o str, &'n str> {
    let both = pairs.iter().filter_map(|(old, new)| old.zip(*new));
    both.map(|(old, new)| (old.wire.as_str(), new.name.as_str()))
        .collect()
}

/// The wire format of a field without a value.
fn absence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "not allowed",
        Presence::Optional | Presence::Patch => "omitted",
        Presence::Nullable { .. } => "sent as `null`",
        Presence::Collection { required: true } => "sent as an empty list or map",
        Presence::Collection { required: false } => "omitted, like an empty list or map",
    }
}

/// The migration note for another type.
pub(super) fn retyped(before: &RustType, after: &RustType) -> String {
    if *after == before.clone().optional() {
        return format!("is now optional, `{after}` (before: `{before}`): handle `None`");
    }
    if *before == after.clone().optional() {
        return format!("is now required, `{after}` (before: `{before}`): it is always present");
    }
    let advice = if matches!(after, RustType::Patch(inner) if *before == RustType::clone(inner).optional())
    {
        "distinguish `Null` from `Absent`"
    } else {
        "adapt to the new type"
    };
    format!("is now `{after}` (before: `{before}`): {advice}")
}
