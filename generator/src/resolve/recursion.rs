//! Types that contain themselves need a `Box` somewhere on the way round; lists and maps already have one.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Presence, Type, TypeDef, TypeKind};

/// Puts a `Box` on every field and variant that closes a circle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>) {
    cut_alias_circles(types);
    let reach: BTreeMap<String, BTreeSet<String>> = types
        .keys()
        .map(|name| (name.clone(), reachable(name, types)))
        .collect();
    for (name, definition) in types.iter_mut() {
        let closes = |ty: &Type| {
            held(ty).is_some_and(|held| {
                held == name || reach.get(held).is_some_and(|far| far.contains(name))
            })
        };
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

/// The type that a value holds in itself, without a list or map between.
fn held(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::Nullable(inner) => held(inner),
        _ => None,
    }
}

fn holds(definition: &TypeDef) -> Vec<&str> {
    match &definition.kind {
        TypeKind::Struct(structure) => structure
            .fields
            .iter()
            .filter_map(|field| held(&field.ty))
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| held(&variant.ty))
            .collect(),
        TypeKind::Alias(ty) => held(ty).into_iter().collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

fn reachable(name: &str, types: &BTreeMap<String, TypeDef>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = types.get(name).map(holds).unwrap_or_default();
    while let Some(next) = open.pop() {
        if found.insert(next.to_owned()) {
            open.extend(types.get(next).map(holds).unwrap_or_default());
        }
    }
    found
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
    let mut next = name;
    while let Some(TypeDef {
        kind: TypeKind::Alias(ty),
        ..
    }) = types.get(next)
    {
        match ty.named() {
            Some(target) if target == name => return true,
            Some(target) if seen.insert(target) => next = target,
            _ => return false,
        }
    }
    false
}

fn cut(ty: &mut Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => cut(inner),
        other => *other = Type::Value,
    }
}
