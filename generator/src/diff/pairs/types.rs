//! Pairs the types of two versions that correspond to each other: by name, or by their uses.

use std::collections::{BTreeMap, BTreeSet};

use super::operations::GroupedOperation;
use crate::model::{
    Api, Content, EnumVariant, Operation, Output, StructDef, Type, TypeDef, TypeKind, UnionVariant,
};

/// The pairs found so far.
struct TypePairs<'a> {
    old: &'a Api,
    new: &'a Api,
    names: BTreeMap<&'a str, &'a str>,
    /// The types of the new version that are in a pair.
    taken: BTreeSet<&'a str>,
}

/// For each old type, how often each new type is used in the same place.
type Votes<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

/// The new names of types by old name.
pub(super) fn pairs<'a>(
    old: &'a Api,
    new: &'a Api,
    operations: &[(GroupedOperation<'a>, GroupedOperation<'a>)],
) -> BTreeMap<&'a str, &'a str> {
    TypePairs::of(old, new, operations).names
}

impl<'a> TypePairs<'a> {
    fn of(
        old: &'a Api,
        new: &'a Api,
        operations: &[(GroupedOperation<'a>, GroupedOperation<'a>)],
    ) -> Self {
        let mut pairs = Self {
            old,
            new,
            names: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        for definition in &old.types {
            if let Some(same) = new.type_named(&definition.name) {
                pairs.put(definition, same);
            }
        }
        // Each new pair may lead to pairs of the types that it contains.
        while pairs.by_place(operations) {}
        pairs.by_shape();
        while pairs.by_place(operations) {}
        pairs
    }

    fn put(&mut self, old: &'a TypeDef, new: &'a TypeDef) {
        self.names.insert(&old.name, &new.name);
        self.taken.insert(&new.name);
    }

    /// Adds pairs of types that are used in the same places. Returns whether there are any.
    fn by_place(&mut self, operations: &[(GroupedOperation<'a>, GroupedOperation<'a>)]) -> bool {
        let mut votes = Votes::new();
        for ((_, old), (_, new)) in operations {
            self.vote_operation(old, new, &mut votes);
        }
        for webhook in &self.old.webhooks {
            let same = self.new.webhooks.iter().find(|it| it.wire == webhook.wire);
            if let Some(same) = same {
                self.vote(&webhook.content.ty, &same.content.ty, &mut votes);
            }
        }
        for (old, new) in &self.names {
            if let (Some(old), Some(new)) = (self.old.type_named(old), self.new.type_named(new)) {
                self.vote_kind(&old.kind, &new.kind, &mut votes);
            }
        }
        let before = self.names.len();
        for (name, candidates) in votes {
            let best = candidates.into_iter().max_by_key(|&(_, count)| count);
            let pair = best.and_then(|(best, _)| {
                Some((self.old.type_named(name)?, self.new.type_named(best)?))
            });
            if let Some((old, new)) = pair.filter(|(old, new)| self.is_renamed(old, new)) {
                self.put(old, new);
            }
        }
        self.names.len() > before
    }

    /// Returns whether `new` is `old` with another name. Both are used in the same place; at least half of their
    /// members must be the same. If `new` already has a pair, all members must be the same.
    fn is_renamed(&self, old: &TypeDef, new: &TypeDef) -> bool {
        let (shared, most) = likeness(&old.kind, &new.kind);
        if self.taken.contains(new.name.as_str()) {
            shared == most
        } else {
            2 * shared >= most
        }
    }

    fn vote_operation(&self, old: &'a Operation, new: &'a Operation, votes: &mut Votes<'a>) {
        for parameter in &old.parameters {
            let same = new.parameters.iter().find(|it| it.wire == parameter.wire);
            if let Some(same) = same {
                self.vote(&parameter.ty, &same.ty, votes);
            }
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.vote(&old.content.ty, &new.content.ty, votes);
        }
        if let (Output::One(old), Output::One(new)) = (&old.output, &new.output) {
            self.vote(&old.ty, &new.ty, votes);
        }
        for response in &old.responses {
            let same = new.responses.iter().find(|it| it.status == response.status);
            if let (Some(old), Some(new)) = (
                content(response.content.as_ref()),
                same.and_then(|it| content(it.content.as_ref())),
            ) {
                self.vote(old, new, votes);
            }
        }
    }

    fn vote_kind(&self, old: &'a TypeKind, new: &'a TypeKind, votes: &mut Votes<'a>) {
        match (old, new) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                for field in &old.fields {
                    let same = new.fields.iter().find(|it| it.wire == field.wire);
                    if let Some(same) = same {
                        self.vote(&field.ty, &same.ty, votes);
                    }
                }
                if let (Some(old), Some(new)) = (&old.additional, &new.additional) {
                    self.vote(old, new, votes);
                }
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                for (old, new) in old.variants.iter().zip(&new.variants) {
                    self.vote(&old.ty, &new.ty, votes);
                }
            }
            (TypeKind::Alias(old), TypeKind::Alias(new)) => self.vote(old, new, votes),
            _ => {}
        }
    }

    /// Votes for the types in one place.
    fn vote(&self, old: &'a Type, new: &'a Type, votes: &mut Votes<'a>) {
        match (old, new) {
            (Type::Named(old), Type::Named(new)) if !self.names.contains_key(old.as_str()) => {
                *votes.entry(old).or_default().entry(new).or_default() += 1;
            }
            (Type::List(old), Type::List(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.vote(old, new, votes),
            (Type::Tuple(old), Type::Tuple(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.vote(old, new, votes);
                }
            }
            _ => {}
        }
    }

    /// Adds pairs of the remaining types that have the same shape, if only one candidate has it.
    fn by_shape(&mut self) {
        let open: Vec<&TypeDef> = self
            .old
            .types
            .iter()
            .filter(|it| !self.names.contains_key(it.name.as_str()))
            .collect();
        for old in open {
            let is_same = |new: &&TypeDef| {
                let (shared, most) = likeness(&old.kind, &new.kind);
                !self.taken.contains(new.name.as_str())
                    && most > 0
                    && (shared == most || (old.pointer == new.pointer && 2 * shared >= most))
            };
            let candidates: Vec<&TypeDef> = self.new.types.iter().filter(is_same).collect();
            if let [only] = candidates.as_slice() {
                self.put(old, only);
            }
        }
    }
}

fn content(content: Option<&Content>) -> Option<&Type> {
    content.map(|content| &content.ty)
}

/// The number of members that two types share, and that of the larger type. Types of different kinds share none.
fn likeness(old: &TypeKind, new: &TypeKind) -> (usize, usize) {
    match (old, new) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => shared(&wires(old), &wires(new)),
        (TypeKind::Enum(old), TypeKind::Enum(new)) => {
            let values = |variants: &[EnumVariant]| {
                variants
                    .iter()
                    .map(|it| it.wire.clone())
                    .collect::<Vec<_>>()
            };
            shared(&values(&old.variants), &values(&new.variants))
        }
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            let names = |variants: &[UnionVariant]| {
                variants
                    .iter()
                    .map(|it| it.name.clone())
                    .collect::<Vec<_>>()
            };
            shared(&names(&old.variants), &names(&new.variants))
        }
        (TypeKind::Alias(old), TypeKind::Alias(new)) => (usize::from(old == new), 1),
        _ => (0, 1),
    }
}

fn wires(structure: &StructDef) -> Vec<String> {
    structure
        .fields
        .iter()
        .map(|field| field.wire.clone())
        .collect()
}

fn shared(old: &[String], new: &[String]) -> (usize, usize) {
    let known: BTreeSet<&String> = old.iter().collect();
    let shared = new.iter().filter(|it| known.contains(it)).count();
    (shared, old.len().max(new.len()))
}
