//! Boxes the fields and variants of types that contain themselves. Lists and maps need no `Box`.

use std::collections::BTreeMap;

use super::cycles::{closing_edges, component_numbers};
use super::type_graph::{contained_names, edges, numbers};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Presence, Type, TypeDef, TypeKind};

/// Boxes each field and variant that is part of a cycle.
pub(super) fn box_cycles(types: &mut BTreeMap<String, TypeDef>, findings: &mut Diagnostics) {
    break_alias_cycles(types, findings);
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

/// Replaces a type with any JSON value in each alias that contains itself. Rust does not allow such aliases, not even
/// through a list. Reports an alias that is nothing but itself.
fn break_alias_cycles(types: &mut BTreeMap<String, TypeDef>, findings: &mut Diagnostics) {
    let edges = edges(types, &numbers(types), names_of_alias);
    let closing = closing_edges(edges, &vec![true; types.len()]);
    for (definition, closing) in types.values_mut().zip(closing) {
        if let TypeKind::Alias(ty) = &mut definition.kind
            && !closing.is_empty()
        {
            if let Type::Named(_) = ty {
                findings.push(Diagnostic::warning(
                    "circular-union",
                    definition.pointer.clone(),
                    format!(
                        "`{}` is only an alternative of itself; treated as any value",
                        definition.name
                    ),
                ));
            }
            break_cycle(ty);
        }
    }
}

fn names_of_alias(definition: &TypeDef) -> Vec<&str> {
    match &definition.kind {
        TypeKind::Alias(ty) => ty.names(),
        _ => Vec::new(),
    }
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
