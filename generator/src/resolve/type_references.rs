//! The places of an API that name types.

use std::collections::{BTreeMap, HashMap};

use super::group::PendingGroup;
use crate::model::{ErrorEnum, Operation, Output, Type, TypeDef, TypeKind, Webhook};

/// The names of types that change, by the names under which they were declared.
pub(super) type RenamedTypes = HashMap<String, String>;

/// Replaces the names of types in definitions, operations and webhooks.
pub(super) fn rename_references(
    renamed: &RenamedTypes,
    types: &mut BTreeMap<String, TypeDef>,
    groups: &mut [PendingGroup<'_>],
    webhooks: &mut [Webhook],
) {
    let mut rename = |ty: &mut Type| rename_in(renamed, ty);
    for definition in types.values_mut() {
        types_of_definition(definition, &mut rename);
        if let TypeKind::Struct(structure) = &mut definition.kind {
            for extended in &mut structure.extends {
                if let Some(new) = renamed.get(&extended.target) {
                    extended.target.clone_from(new);
                }
            }
        }
    }
    for operation in groups.iter_mut().flat_map(PendingGroup::operations) {
        types_of_operation(operation, &mut rename);
    }
    for webhook in webhooks {
        rename(&mut webhook.content.ty);
    }
}

fn rename_in(renamed: &RenamedTypes, ty: &mut Type) {
    match ty {
        Type::Named(name) => {
            if let Some(new) = renamed.get(name) {
                name.clone_from(new);
            }
        }
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => rename_in(renamed, inner),
        Type::Tuple(items) => items.iter_mut().for_each(|item| rename_in(renamed, item)),
        _ => {}
    }
}

/// Applies a function to each type in a definition.
fn types_of_definition(definition: &mut TypeDef, change: &mut impl FnMut(&mut Type)) {
    match &mut definition.kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter_mut().map(|field| &mut field.ty);
            fields.chain(&mut structure.additional).for_each(change);
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|it| change(&mut it.ty)),
        TypeKind::Events(events) => events.variants.iter_mut().for_each(|it| change(&mut it.ty)),
        TypeKind::Alias(ty) => change(ty),
        TypeKind::Newtype(newtype) => change(&mut newtype.ty),
        TypeKind::Enum(_) => {}
    }
}

/// Applies a function to each type of an operation.
pub(super) fn types_of_operation(operation: &mut Operation, change: &mut impl FnMut(&mut Type)) {
    for parameter in &mut operation.parameters {
        change(&mut parameter.ty);
    }
    if let Some(body) = &mut operation.body {
        change(&mut body.content.ty);
    }
    match &mut operation.output {
        Output::Empty | Output::Location => {}
        Output::One(content) => change(&mut content.ty),
        Output::Many { variants, .. } => {
            let contents = variants.iter_mut().filter_map(|it| it.content.as_mut());
            contents.for_each(|content| change(&mut content.ty));
        }
    }
    if let Some(ErrorEnum { variants, .. }) = &mut operation.error {
        let contents = variants.iter_mut().filter_map(|it| it.content.as_mut());
        contents.for_each(|content| change(&mut content.ty));
    }
    for response in &mut operation.responses {
        let contents = response.content.iter_mut().chain(&mut response.others);
        contents.for_each(|content| change(&mut content.ty));
    }
    for webhook in &mut operation.callbacks {
        change(&mut webhook.content.ty);
    }
}
