//! Types that contain themselves need a `Box` somewhere on the way round; lists and maps already have one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Presence, Type, TypeDef, TypeKind};

/// Puts a `Box` on every field and variant that closes a circle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>) {
    cut_alias_circles(types);
    let circles = circles(types);
    for (name, definition) in types.iter_mut() {
        let own = circles.get(name);
        let closes = |ty: &Type| held(ty).iter().any(|held| circles.get(*held) == own);
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
fn circles(types: &BTreeMap<String, TypeDef>) -> BTreeMap<String, usize> {
    let mut forth: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, definition) in types {
        let held = holds(definition);
        for target in &held {
            back.entry(target).or_default().push(name);
        }
        forth.insert(name, held);
    }
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for name in types.keys() {
        order.extend(finished(name, &forth, &mut seen));
    }
    let mut seen = BTreeSet::new();
    let mut circles = BTreeMap::new();
    for (circle, name) in order.into_iter().rev().enumerate() {
        let members = finished(name, &back, &mut seen);
        circles.extend(
            members
                .into_iter()
                .map(|member| (member.to_owned(), circle)),
        );
    }
    circles
}

/// The names that are first reached from this one, each after all that are reached from it.
fn finished<'a>(
    from: &'a str,
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    seen: &mut BTreeSet<&'a str>,
) -> Vec<&'a str> {
    let mut finished = Vec::new();
    if !seen.insert(from) {
        return finished;
    }
    let targets = |name: &str| {
        edges
            .get(name)
            .map(|targets| targets.iter())
            .unwrap_or_default()
    };
    let mut path = vec![(from, targets(from))];
    while let Some((name, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) if seen.insert(next) => path.push((next, targets(next))),
            Some(_) => {}
            None => {
                finished.push(*name);
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
