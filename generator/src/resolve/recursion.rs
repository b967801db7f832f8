//! Boxes the fields and variants of types that contain themselves. Lists and maps need no `Box`.

use std::collections::{BTreeMap, HashSet};

use super::cycles::{Edges, closing_edges, component_numbers};
use super::limits::MAX_REFERENCES;
use super::type_graph::{contained_names, edges, numbers};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{NewtypeDef, Presence, Type, TypeDef, TypeKind};

/// Boxes each field and variant that is part of a cycle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>, findings: &mut Diagnostics) {
    break_alias_cycles(types, findings);
    let newtypes = newtypes(types);
    let numbers = numbers(types);
    let component_numbers = component_numbers(&edges(types, &numbers, contained_types));
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
                    // Only lists and maps themselves are omitted if they are empty.
                    if field.presence == (Presence::Collection { required: false })
                        && matches!(&field.ty, Type::Named(name) if newtypes.contains(name))
                    {
                        field.presence = Presence::Optional;
                    }
                    field.boxed =
                        !matches!(field.presence, Presence::Collection { .. }) && closes(&field.ty);
                }
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.boxed = closes(&variant.ty);
                }
            }
            TypeKind::Newtype(newtype) => newtype.boxed = closes(&newtype.ty),
            // No type contains the data of events.
            TypeKind::Enum(_) | TypeKind::Events(_) | TypeKind::Alias(_) => {}
        }
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
        TypeKind::Newtype(newtype) => contained_names(&newtype.ty),
        TypeKind::Enum(_) | TypeKind::Events(_) => Vec::new(),
    }
}

/// Breaks the cycles of aliases, which Rust does not allow, not even through a list. A list, map or tuple in a cycle
/// becomes a newtype. An alias that is nothing but itself becomes any JSON value, and is reported.
fn break_alias_cycles(types: &mut BTreeMap<String, TypeDef>, findings: &mut Diagnostics) {
    let is_container = |definition: &TypeDef| match &definition.kind {
        TypeKind::Alias(ty) => !matches!(ty, Type::Named(_)),
        _ => false,
    };
    let containers: Vec<bool> = types.values().map(is_container).collect();
    let closing = closing_edges(alias_edges(types), &containers);
    for (definition, closing) in types.values_mut().zip(closing) {
        if let TypeKind::Alias(ty) = &definition.kind
            && !closing.is_empty()
        {
            let ty = ty.clone();
            definition.kind = TypeKind::Newtype(NewtypeDef { ty, boxed: false });
        }
    }
    let closing = closing_edges(alias_edges(types), &vec![true; types.len()]);
    for (definition, closing) in types.values_mut().zip(closing) {
        if !closing.is_empty() {
            findings.push(Diagnostic::warning(
                "circular-union",
                definition.pointer.clone(),
                format!(
                    "`{}` is only an alternative of itself; treated as any value",
                    definition.name
                ),
            ));
            definition.kind = TypeKind::Alias(Type::Value);
        }
    }
}

/// The names of the newtypes and of their aliases.
fn newtypes(types: &BTreeMap<String, TypeDef>) -> HashSet<String> {
    let is_newtype = |name: &String| {
        let mut name = name;
        for _ in 0..MAX_REFERENCES {
            match types.get(name).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(Type::Named(target))) => name = target,
                Some(TypeKind::Newtype(_)) => return true,
                _ => return false,
            }
        }
        false
    };
    types
        .keys()
        .filter(|name| is_newtype(name))
        .cloned()
        .collect()
}

/// The edges from each alias to the types in its type.
fn alias_edges(types: &BTreeMap<String, TypeDef>) -> Edges {
    edges(types, &numbers(types), |definition| {
        match &definition.kind {
            TypeKind::Alias(ty) => ty.names(),
            _ => Vec::new(),
        }
    })
}
