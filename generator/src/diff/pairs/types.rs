//! Pairs the types of two versions that correspond to each other: by name, or by their uses.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem;

use super::members::Pairing;
use super::operations::GroupedOperation;
use crate::diff::translation::Translation;
use crate::model::{Api, Operation, Output, Response, Type, TypeDef, TypeKind};

/// The pairs found so far.
struct TypePairs<'a> {
    old: &'a Api,
    new: &'a Api,
    names: BTreeMap<&'a str, &'a str>,
    /// The types of the new version that are in a pair.
    taken: HashSet<&'a str>,
    /// The pairs whose members have not voted yet.
    fresh: Vec<(&'a TypeDef, &'a TypeDef)>,
    votes: Votes<'a>,
    /// The old types with new votes.
    voted: BTreeSet<&'a str>,
    /// The [`likeness`] of types that were compared before.
    likeness: HashMap<(&'a str, &'a str), (usize, usize)>,
}

/// For each old type, how often each new type is used in the same place.
type Votes<'a> = HashMap<&'a str, BTreeMap<&'a str, usize>>;

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
            taken: HashSet::new(),
            fresh: Vec::new(),
            votes: Votes::new(),
            voted: BTreeSet::new(),
            likeness: HashMap::new(),
        };
        for definition in &old.types {
            if let Some(same) = new.type_named(&definition.name) {
                pairs.put(definition, same);
            }
        }
        for ((_, old), (_, new)) in operations {
            pairs.vote_operation(old, new);
        }
        let webhooks = Pairing::new(&old.webhooks, &new.webhooks);
        let webhooks = webhooks.by(|old| Some(&old.wire), |new| Some(&new.wire));
        for (old, new) in webhooks.pairs() {
            if let (Some(old), Some(new)) = (old, new) {
                pairs.vote(&old.content.ty, &new.content.ty);
            }
        }
        pairs.by_place();
        pairs.by_shape();
        pairs.by_place();
        pairs
    }

    fn put(&mut self, old: &'a TypeDef, new: &'a TypeDef) {
        self.names.insert(&old.name, &new.name);
        self.taken.insert(&new.name);
        self.fresh.push((old, new));
    }

    /// Adds pairs of types that are used in the same places. Each new pair may lead to pairs of the types that it
    /// contains.
    fn by_place(&mut self) {
        loop {
            for (old, new) in mem::take(&mut self.fresh) {
                self.vote_kind(&old.kind, &new.kind);
            }
            for name in mem::take(&mut self.voted) {
                if self.names.contains_key(name) {
                    continue;
                }
                let candidates = self.votes.get(name).into_iter().flatten();
                let best = candidates.max_by_key(|&(_, count)| count);
                let pair = best.and_then(|(best, _)| {
                    Some((self.old.type_named(name)?, self.new.type_named(best)?))
                });
                if let Some((old, new)) = pair
                    && self.is_renamed(old, new)
                {
                    self.put(old, new);
                }
            }
            if self.fresh.is_empty() {
                break;
            }
        }
    }

    /// Returns whether `new` is `old` with another name. Both are used in the same place; at least half of their
    /// members must be the same. If `new` already has a pair, all members must be the same.
    fn is_renamed(&mut self, old: &'a TypeDef, new: &'a TypeDef) -> bool {
        let known = self.likeness.entry((&old.name, &new.name));
        let (shared, most) = *known.or_insert_with(|| likeness(self.old, old, new));
        if self.taken.contains(new.name.as_str()) {
            shared == most
        } else {
            2 * shared >= most
        }
    }

    fn vote_operation(&mut self, old: &'a Operation, new: &'a Operation) {
        let parameters = Pairing::new(&old.parameters, &new.parameters);
        let parameters = parameters.by(|old| Some(&old.wire), |new| Some(&new.wire));
        for (old, new) in parameters.pairs() {
            self.vote_both(old.map(|it| &it.ty), new.map(|it| &it.ty));
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.vote(&old.content.ty, &new.content.ty);
        }
        if let (Output::One(old), Output::One(new)) = (&old.output, &new.output) {
            self.vote(&old.ty, &new.ty);
        }
        let responses = Pairing::new(&old.responses, &new.responses);
        let responses = responses.by(|old| Some(&old.status), |new| Some(&new.status));
        for (old, new) in responses.pairs() {
            self.vote_both(old.and_then(content), new.and_then(content));
        }
    }

    fn vote_kind(&mut self, old: &'a TypeKind, new: &'a TypeKind) {
        match (old, new) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                let fields = Pairing::new(&old.fields, &new.fields);
                let fields = fields.by(|old| Some(&old.wire), |new| Some(&new.wire));
                for (old, new) in fields.pairs() {
                    self.vote_both(old.map(|it| &it.ty), new.map(|it| &it.ty));
                }
                self.vote_both(old.additional.as_ref(), new.additional.as_ref());
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                for (old, new) in old.variants.iter().zip(&new.variants) {
                    self.vote(&old.ty, &new.ty);
                }
            }
            (TypeKind::Events(old), TypeKind::Events(new)) => {
                let variants = Pairing::new(&old.variants, &new.variants);
                let variants = variants.by(|old| Some(&old.event), |new| Some(&new.event));
                for (old, new) in variants.pairs() {
                    self.vote_both(old.map(|it| &it.ty), new.map(|it| &it.ty));
                }
            }
            (TypeKind::Alias(old), TypeKind::Alias(new)) => self.vote(old, new),
            (TypeKind::Newtype(old), TypeKind::Newtype(new)) => self.vote(&old.ty, &new.ty),
            _ => {}
        }
    }

    fn vote_both(&mut self, old: Option<&'a Type>, new: Option<&'a Type>) {
        if let (Some(old), Some(new)) = (old, new) {
            self.vote(old, new);
        }
    }

    /// Votes for the types in one place.
    fn vote(&mut self, old: &'a Type, new: &'a Type) {
        match (old, new) {
            (Type::Named(old), Type::Named(new)) if !self.names.contains_key(old.as_str()) => {
                *self.votes.entry(old).or_default().entry(new).or_default() += 1;
                self.voted.insert(old);
            }
            (Type::List(old), Type::List(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.vote(old, new),
            (Type::Tuple(old), Type::Tuple(new)) => {
                for (old, new) in old.iter().zip(new) {
                    self.vote(old, new);
                }
            }
            _ => {}
        }
    }

    /// Adds pairs of the remaining types that have the same members, or the same pointer and half of the members, if
    /// only one candidate has them.
    fn by_shape(&mut self) {
        let new = self.new.types.iter();
        let free: Vec<&TypeDef> = new
            .filter(|it| !self.taken.contains(it.name.as_str()))
            .collect();
        let mut by_members: HashMap<Members<'_>, BTreeMap<&str, &TypeDef>> = HashMap::new();
        for definition in &free {
            let same = by_members.entry(members(&definition.kind)).or_default();
            same.insert(&definition.name, definition);
        }
        let by_pointer: HashMap<&str, &TypeDef> = free
            .into_iter()
            .map(|definition| (definition.pointer.as_str(), definition))
            .collect();
        for old in &self.old.types {
            let members = members(&old.kind);
            if self.names.contains_key(old.name.as_str()) || members.is_empty() {
                continue;
            }
            let same = by_members.get(&members);
            let at_pointer = by_pointer.get(old.pointer.as_str()).copied();
            let at_pointer = at_pointer.filter(|new| {
                let (shared, most) = likeness(self.old, old, new);
                !self.taken.contains(new.name.as_str()) && 2 * shared >= most
            });
            // Two candidates are as good as more.
            let same = same.into_iter().flat_map(BTreeMap::values).copied().take(2);
            let mut candidates: Vec<&TypeDef> = same.chain(at_pointer).collect();
            candidates.sort_by_key(|it| &it.name);
            candidates.dedup_by_key(|it| &it.name);
            if let [only] = candidates.as_slice() {
                self.put(old, only);
                if let Some(same) = by_members.get_mut(&self::members(&only.kind)) {
                    same.remove(only.name.as_str());
                }
            }
        }
    }
}

/// The members of a type, for types that are equal except for their names.
#[derive(PartialEq, Eq, Hash)]
enum Members<'a> {
    Struct(BTreeSet<&'a str>),
    Enum(BTreeSet<&'a str>),
    Union(BTreeSet<&'a str>),
    Events(BTreeSet<&'a str>),
    Alias(&'a Type),
    Newtype(&'a Type),
}

impl Members<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Struct(names) | Self::Enum(names) | Self::Union(names) | Self::Events(names) => {
                names.is_empty()
            }
            Self::Alias(_) | Self::Newtype(_) => false,
        }
    }
}

fn members(kind: &TypeKind) -> Members<'_> {
    match kind {
        TypeKind::Struct(it) => {
            Members::Struct(it.fields.iter().map(|field| field.wire.as_str()).collect())
        }
        TypeKind::Enum(it) => {
            Members::Enum(it.variants.iter().map(|it| it.wire.as_str()).collect())
        }
        TypeKind::Union(it) => {
            Members::Union(it.variants.iter().map(|it| it.name.as_str()).collect())
        }
        TypeKind::Events(it) => {
            Members::Events(it.variants.iter().map(|it| it.event.as_str()).collect())
        }
        TypeKind::Alias(ty) => Members::Alias(ty),
        TypeKind::Newtype(newtype) => Members::Newtype(&newtype.ty),
    }
}

fn content(response: &Response) -> Option<&Type> {
    response.content.as_ref().map(|content| &content.ty)
}

/// The number of members that two types share, and that of the larger type. Types of different kinds share none.
fn likeness(api: &Api, old: &TypeDef, new: &TypeDef) -> (usize, usize) {
    match (members(&old.kind), members(&new.kind)) {
        (Members::Struct(old), Members::Struct(new))
        | (Members::Enum(old), Members::Enum(new))
        | (Members::Union(old), Members::Union(new))
        | (Members::Events(old), Members::Events(new)) => {
            (old.intersection(&new).count(), old.len().max(new.len()))
        }
        (Members::Alias(before), Members::Alias(after))
        | (Members::Newtype(before), Members::Newtype(after)) => {
            // The type may contain itself.
            let renamed = BTreeMap::from([(old.name.as_str(), new.name.as_str())]);
            let types = Translation {
                api,
                names: Some(&renamed),
                keeps_aliases: true,
            };
            (usize::from(types.ty(before) == *after), 1)
        }
        _ => (0, 1),
    }
}
