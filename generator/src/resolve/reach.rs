//! The types that operations and webhooks contain, directly or through other types.

use std::collections::HashSet;

use crate::model::{Api, Content, ErrorEnum, Operation, Output, Type, TypeDef, TypeKind, Webhook};

/// The names of the types that the operations and webhooks of an API or the `named` types contain, and the named types
/// themselves.
pub(super) fn reached_types<'a>(
    api: &'a Api,
    named: impl Iterator<Item = &'a str>,
) -> HashSet<String> {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let types = of_all(operations, &api.webhooks).flat_map(Type::names);
    reached_from(types.chain(named), |name| api.type_named(name))
}

/// The types of operations and webhooks.
pub(super) fn of_all<'a>(
    operations: impl Iterator<Item = &'a Operation>,
    webhooks: &'a [Webhook],
) -> impl Iterator<Item = &'a Type> {
    let types = operations.flat_map(of_operation);
    types.chain(webhooks.iter().map(of_webhook))
}

/// The names of the types that the `named` types contain, and the named types themselves. `definition` returns the
/// definition of a type.
pub(super) fn reached_from<'a>(
    named: impl Iterator<Item = &'a str>,
    definition: impl Fn(&str) -> Option<&'a TypeDef>,
) -> HashSet<String> {
    let mut pending: Vec<&str> = named.collect();
    let mut reached = HashSet::new();
    while let Some(name) = pending.pop() {
        if reached.insert(name.to_owned())
            && let Some(definition) = definition(name)
        {
            pending.extend(of_type(definition).into_iter().flat_map(Type::names));
        }
    }
    reached
}

/// The types of the values in the requests, responses and callbacks of an operation.
pub(super) fn of_operation(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|it| &it.ty).collect();
    types.extend(operation.body.iter().map(|body| &body.content.ty));
    let output: Vec<&Content> = match &operation.output {
        Output::Empty | Output::Location => Vec::new(),
        Output::One(content) => vec![content],
        Output::Many { variants, .. } => variants
            .iter()
            .filter_map(|it| it.content.as_ref())
            .collect(),
    };
    types.extend(output.into_iter().map(|content| &content.ty));
    let errors = operation.error.iter();
    let errors = errors.flat_map(|ErrorEnum { variants, .. }| variants);
    types.extend(errors.filter_map(|it| it.content.as_ref()).map(|it| &it.ty));
    for response in &operation.responses {
        let contents = response.content.iter().chain(&response.others);
        types.extend(contents.map(|content| &content.ty));
    }
    types.extend(operation.pagination.iter().map(|it| &it.item));
    types.extend(operation.callbacks.iter().map(of_webhook));
    types
}

/// The type of the payload of a webhook.
pub(super) fn of_webhook(webhook: &Webhook) -> &Type {
    &webhook.content.ty
}

/// The types of the values in a type.
pub(super) fn of_type(definition: &TypeDef) -> Vec<&Type> {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            fields.chain(&structure.additional).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Events(events) => events.variants.iter().map(|it| &it.ty).collect(),
        TypeKind::Alias(ty) => vec![ty],
        TypeKind::Newtype(newtype) => vec![&newtype.ty],
        TypeKind::Enum(_) => Vec::new(),
    }
}
