//! Boxes the fields and variants of types that contain themselves. Lists and maps need no `Box`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use crate::model::{Presence, Type, TypeDef, TypeKind};

/// Boxes each field and variant that is part of a cycle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>) {
    break_alias_cycles(types);
    let numbers: HashMap<String, usize> = types.keys().cloned().zip(0..).collect();
    let component_numbers = component_numbers(types, &numbers);
    let component_number = |name: &str| component_numbers.get(*numbers.get(name)?);
    for (definition, own) in types.values_mut().zip(&component_numbers) {
        let closes = |ty: &Type| {
            contained_names(ty)
                .iter()
                .any(|contained_names| component_number(contained_names) == Some(own))
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

/// The types that a value contains directly, not in a list or map.
fn contained_names(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => contained_names(inner),
        Type::Tuple(items) => items.iter().flat_map(contained_names).collect(),
        _ => Vec::new(),
    }
}

fn contained_types(definition: &TypeDef) -> Vec<&str> {
    match &definition.kind {
        TypeKind::Struct(structure) => structure
            .fields
            .iter()
            .flat_map(|field| contained_names(&field.ty))
            .collect(),
        TypeKind::Union(union) => union
            .variants
            .iter()
            .flat_map(|variant| contained_names(&variant.ty))
            .collect(),
        TypeKind::Alias(ty) => contained_names(ty),
        TypeKind::Enum(_) => Vec::new(),
    }
}

/// The strongly connected components of the types, by Kosaraju's algorithm: a number per type, the same for types that
/// contain each other. Iterative, since chains of types have no maximum length.
fn component_numbers(
    types: &BTreeMap<String, TypeDef>,
    numbers: &HashMap<String, usize>,
) -> Vec<usize> {
    let mut forth = Vec::with_capacity(types.len());
    let mut back = vec![Vec::new(); types.len()];
    for (number, definition) in types.values().enumerate() {
        let contained_names = contained_types(definition).into_iter();
        let contained_names: Vec<usize> = contained_names
            .filter_map(|name| numbers.get(name).copied())
            .collect();
        for target in &contained_names {
            if let Some(back) = back.get_mut(*target) {
                back.push(number);
            }
        }
        forth.push(contained_names);
    }
    let mut seen = vec![false; types.len()];
    let order: Vec<usize> = (0..types.len())
        .flat_map(|number| postorder(number, &forth, &mut seen))
        .collect();
    let mut seen = vec![false; types.len()];
    let mut component_numbers = vec![0; types.len()];
    for (component_number, number) in order.into_iter().rev().enumerate() {
        for member in postorder(number, &back, &mut seen) {
            if let Some(own) = component_numbers.get_mut(member) {
                *own = component_number;
            }
        }
    }
    component_numbers
}

/// The types that are first reached from `from`, in postorder.
fn postorder(from: usize, edges: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut postorder = Vec::new();
    let mut is_new = |number: usize| {
        let seen = seen.get_mut(number);
        seen.is_some_and(|seen| !mem::replace(seen, true))
    };
    let targets = |number: usize| edges.get(number).into_iter().flatten().copied();
    if !is_new(from) {
        return postorder;
    }
    let mut path = vec![(from, targets(from))];
    while let Some((number, rest)) = path.last_mut() {
        match rest.next() {
            Some(next) if is_new(next) => path.push((next, targets(next))),
            Some(_) => {}
            None => {
                postorder.push(*number);
                path.pop();
            }
        }
    }
    postorder
}

/// Replaces a type with any JSON value in each alias that contains itself. Rust does not allow such aliases, not even
/// through a list.
fn break_alias_cycles(types: &mut BTreeMap<String, TypeDef>) {
    let aliases: Vec<String> = types
        .values()
        .filter(|definition| matches!(definition.kind, TypeKind::Alias(_)))
        .map(|definition| definition.name.clone())
        .collect();
    for name in aliases {
        if contains_itself(&name, types)
            && let Some(TypeDef {
                kind: TypeKind::Alias(ty),
                ..
            }) = types.get_mut(&name)
        {
            break_cycle(ty);
        }
    }
}

fn contains_itself(name: &str, types: &BTreeMap<String, TypeDef>) -> bool {
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

fn break_cycle(ty: &mut Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => break_cycle(inner),
        Type::Tuple(items) => {
            let named = items.iter_mut().filter(|item| !item.names().is_empty());
            named.for_each(break_cycle);
        }
        other => *other = Type::Value,
    }
}
