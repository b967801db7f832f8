//! Types that contain themselves need a `Box` somewhere on the way round; lists and maps already have one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use crate::model::{Presence, Type, TypeDef, TypeKind};

/// Puts a `Box` on every field and variant that closes a circle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>) {
    cut_alias_circles(types);
    let numbers: HashMap<String, usize> = types.keys().cloned().zip(0..).collect();
    let circles = circles(types, &numbers);
    let circle = |name: &str| circles.get(*numbers.get(name)?);
    for (definition, own) in types.values_mut().zip(&circles) {
        let closes = |ty: &Type| held(ty).iter().any(|held| circle(held) == Some(own));
        match &mut definition.kind {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    field.boxed =
                        !matches!(field.presence, Presence::Collection { .. }) && closes(&field.ty);
                }
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.boxed = closes(&variant.ty);
                }
            }
            TypeKind::Enum(_) | TypeKind::Alias(_) => {}
        }
    }
}

/// The types that a value holds in itself, without a list or map between.
fn held(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => held(inner),
        Type::Tuple(items) => items.iter().flat_map(held).collect(),
        _ => Vec::new(),
    }
}

fn holds(definition: &TypeDef) -> Vec<&str> {
    match &definition.kind {
        TypeKind::Struct(structure) => structure
            .fields
            .iter()
            .flat_map(|field| held(&field.ty))
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .flat_map(|variant| held(&variant.ty))
            .collect(),
        TypeKind::Alias(ty) => held(ty),
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// A number for each type, the same for those that contain each other: the strongly connected components, by
/// Kosaraju's algorithm. Chains may be as long as a document, so nothing here recurses.
fn circles(types: &BTreeMap<String, TypeDef>, numbers: &HashMap<String, usize>) -> Vec<usize> {
    let mut forth = Vec::with_capacity(types.len());
    let mut back = vec![Vec::new(); types.len()];
    for (number, definition) in types.values().enumerate() {
        let held = holds(definition).into_iter();
        let held: Vec<usize> = held.filter_map(|name| numbers.get(name).copied()).collect();
        for target in &held {
            if let Some(back) = back.get_mut(*target) {
                back.push(number);
            }
        }
        forth.push(held);
    }
    let mut seen = vec![false; types.len()];
    let order: Vec<usize> = (0..types.len())
        .flat_map(|number| finished(number, &forth, &mut seen))
        .collect();
    let mut seen = vec![false; types.len()];
    let mut circles = vec![0; types.len()];
    for (circle, number) in order.into_iter().rev().enumerate() {
        for member in finished(number, &back, &mut seen) {
            if let Some(own) = circles.get_mut(member) {
                *own = circle;
            }
        }
    }
    circles
}

/// What is first reached from here, each after all that is reached from it.
fn finished(from: usize, edges: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut finished = Vec::new();
    let mut is_new = |number: usize| {
        let seen = seen.get_mut(number);
        seen.is_some_and(|seen| !mem::replace(seen, true))
    };
    let targets = |number: usize| edges.get(number).into_iter().flatten().copied();
    if !is_new(from) {
        return finished;
    }
    let mut path = vec![(from, targets(from))];
    while let Some((number, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) if is_new(next) => path.push((next, targets(next))),
            Some(_) => {}
            None => {
                finished.push(*number);
                path.pop();
            }
        }
    }
    finished
}

/// An alias cannot contain itself, not even in a list: such a circle ends in any JSON value.
fn cut_alias_circles(types: &mut BTreeMap<String, TypeDef>) {
    let aliases: Vec<String> = types
        .values()
        .filter(|definition| matches!(definition.kind, TypeKind::Alias(_)))
        .map(|definition| definition.name.clone())
        .collect();
    for name in aliases {
        if leads_to_itself(&name, types)
            && let Some(TypeDef {
                kind: TypeKind::Alias(ty),
                ..
            }) = types.get_mut(&name)
        {
            cut(ty);
        }
    }
}

fn leads_to_itself(name: &str, types: &BTreeMap<String, TypeDef>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![name];
    while let Some(next) = open.pop() {
        if let Some(TypeDef {
            kind: TypeKind::Alias(ty),
            ..
        }) = types.get(next)
        {
            for target in ty.names() {
                if target == name {
                    return true;
                }
                if seen.insert(target) {
                    open.push(target);
                }
            }
        }
    }
    false
}

fn cut(ty: &mut Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => cut(inner),
        Type::Tuple(items) => {
            let named = items.iter_mut().filter(|item| !item.names().is_empty());
            named.for_each(cut);
        }
        other => *other = Type::Value,
    }
}
