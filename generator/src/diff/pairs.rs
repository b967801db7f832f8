//! What is the same thing in two versions, under whatever name: services and operations by their Rust path
//! or else by method and path, types by name or else by the places where they are used.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Content, Operation, Output, Service, StructDef, Type, TypeDef, TypeKind};

/// An operation and the service it belongs to.
pub(super) type Place<'a> = (&'a Service, &'a Operation);

/// What belongs together.
pub(super) struct Pairs<'a> {
    /// New names of types by old ones. What is not here is gone.
    pub(super) types: BTreeMap<&'a str, &'a str>,
    /// New modules of services by old ones.
    pub(super) modules: BTreeMap<&'a str, &'a str>,
    pub(super) operations: Vec<(Place<'a>, Place<'a>)>,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(old: &'a Api, new: &'a Api) -> Self {
        let modules = modules(old, new);
        let operations = operations(old, new, &modules);
        let types = TypePairs::of(old, new, &operations).names;
        Self {
            types,
            modules,
            operations,
        }
    }
}

fn places(api: &Api) -> impl Iterator<Item = Place<'_>> {
    let services = api.services.iter();
    services.flat_map(|service| {
        service
            .operations
            .iter()
            .map(move |operation| (service, operation))
    })
}

/// Method and path, whatever the path's parameters are called.
fn address(operation: &Operation) -> (String, String) {
    let mut path = String::new();
    let mut in_braces = false;
    for c in operation.path.chars() {
        in_braces = (in_braces || c == '{') && c != '}';
        if !in_braces {
            path.push(c);
        }
    }
    (operation.method.clone(), path)
}

/// Services by module. One that is gone is the new one that has most of its operations.
fn modules<'a>(old: &'a Api, new: &'a Api) -> BTreeMap<&'a str, &'a str> {
    let known =
        |api: &'a Api, module: &str| api.services.iter().any(|service| service.module == module);
    let mut pairs: BTreeMap<&str, &str> = BTreeMap::new();
    for service in &old.services {
        let module = service.module.as_str();
        if known(new, module) {
            pairs.insert(module, module);
        }
    }
    for service in old
        .services
        .iter()
        .filter(|service| !known(new, &service.module))
    {
        let addresses: BTreeSet<_> = service.operations.iter().map(address).collect();
        let shared = |candidate: &Service| {
            let operations = candidate.operations.iter().map(address);
            operations
                .filter(|address| addresses.contains(address))
                .count()
        };
        let taken: BTreeSet<&str> = pairs.values().copied().collect();
        let best = new
            .services
            .iter()
            .filter(|candidate| {
                !known(old, &candidate.module) && !taken.contains(candidate.module.as_str())
            })
            .max_by_key(|candidate| shared(candidate))
            .filter(|candidate| shared(candidate) > 0);
        pairs.extend(best.map(|best| (service.module.as_str(), best.module.as_str())));
    }
    pairs
}

/// Operations by Rust path, then by method and path, then by id.
fn operations<'a>(
    old: &'a Api,
    new: &'a Api,
    modules: &BTreeMap<&'a str, &'a str>,
) -> Vec<(Place<'a>, Place<'a>)> {
    let mut pairs = Vec::new();
    let mut open: Vec<Place<'a>> = places(old).collect();
    let mut free: Vec<Place<'a>> = places(new).collect();
    let is_same = |step: usize, (service, operation): Place<'a>, other: Place<'a>| match step {
        0 => {
            modules.get(service.module.as_str()) == Some(&other.0.module.as_str())
                && operation.name == other.1.name
        }
        1 => address(operation) == address(other.1),
        _ => operation.id == other.1.id,
    };
    for step in 0..3 {
        open.retain(|&place| {
            let Some(index) = free.iter().position(|&other| is_same(step, place, other)) else {
                return true;
            };
            pairs.push((place, free.remove(index)));
            false
        });
    }
    // In the old version's order.
    let order: BTreeMap<&str, usize> = places(old)
        .enumerate()
        .map(|(index, (_, operation))| (operation.pointer.as_str(), index))
        .collect();
    pairs.sort_by_key(|((_, operation), _)| order.get(operation.pointer.as_str()).copied());
    pairs
}

/// Whether two members belong together.
pub(super) type Question<'q, T> = &'q dyn Fn(&T, &T) -> bool;

/// Members of two lists that belong together: by the first of these questions that finds a partner.
pub(super) fn pair<'o, 'n, T>(
    old: &'o [T],
    new: &'n [T],
    questions: &[Question<'_, T>],
) -> Vec<(Option<&'o T>, Option<&'n T>)> {
    let mut partners: Vec<(&T, Option<usize>)> = old.iter().map(|it| (it, None)).collect();
    let mut taken = BTreeSet::new();
    for question in questions {
        for (it, partner) in partners.iter_mut().filter(|(_, partner)| partner.is_none()) {
            let mut free = new
                .iter()
                .enumerate()
                .filter(|(index, _)| !taken.contains(index));
            *partner = free
                .find(|(_, other)| question(it, other))
                .map(|(index, _)| index);
            taken.extend(*partner);
        }
    }
    let olds = partners
        .into_iter()
        .map(|(it, partner)| (Some(it), partner.and_then(|index| new.get(index))));
    let news = new
        .iter()
        .enumerate()
        .filter(|(index, _)| !taken.contains(index))
        .map(|(_, it)| (None, Some(it)));
    olds.chain(news).collect()
}

/// Types by name, and those that are gone by where they were used.
struct TypePairs<'a> {
    old: &'a Api,
    new: &'a Api,
    names: BTreeMap<&'a str, &'a str>,
    /// The types of the new version that have a partner.
    taken: BTreeSet<&'a str>,
}

/// How often a type of the new version stands where one of the old stood.
type Votes<'a> = BTreeMap<&'a str, BTreeMap<&'a str, usize>>;

impl<'a> TypePairs<'a> {
    fn of(old: &'a Api, new: &'a Api, operations: &[(Place<'a>, Place<'a>)]) -> Self {
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
        // What is found leads to what it is made of.
        while pairs.by_place(operations) {}
        pairs.by_shape();
        while pairs.by_place(operations) {}
        pairs
    }

    fn put(&mut self, old: &'a TypeDef, new: &'a TypeDef) {
        self.names.insert(&old.name, &new.name);
        self.taken.insert(&new.name);
    }

    /// Whether a type of the old version was found that is called otherwise now.
    fn by_place(&mut self, operations: &[(Place<'a>, Place<'a>)]) -> bool {
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

    /// Whether two types in the same place are the same thing. One that was there before has to be its equal.
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

    /// The types in two places that are the same one.
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

    /// Types that nothing led to: those of the same shape are the same, if it is the only one of its kind.
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

/// How many members two types share, and how many the longer one has. Types of different kinds share nothing.
fn likeness(old: &TypeKind, new: &TypeKind) -> (usize, usize) {
    match (old, new) {
        (TypeKind::Struct(old), TypeKind::Struct(new)) => shared(&wires(old), &wires(new)),
        (TypeKind::Enum(old), TypeKind::Enum(new)) => {
            let values = |variants: &[crate::model::Variant]| {
                variants
                    .iter()
                    .map(|it| it.wire.clone())
                    .collect::<Vec<_>>()
            };
            shared(&values(&old.variants), &values(&new.variants))
        }
        (TypeKind::Union(old), TypeKind::Union(new)) => {
            let names = |variants: &[crate::model::UnionVariant]| {
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
