//! Removes the operations, webhooks and models that are not selected. The names of the others are the same as without a
//! selection.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::pagination::PaginationNote;
use super::reach::reached_types;
use crate::diagnostic::Diagnostics;
use crate::document::{OperationFacts, Selection, unescape};
use crate::model::{Api, Keyword, Operation, RequestSchemas, Schema, TypeDef, TypeKind};
use crate::similar::SuggestionBudget;

/// Applies a selection, and removes the findings about what it removes. A pattern that matches nothing is an error.
pub(super) fn select(api: &mut Api, selection: &Selection, findings: &mut Diagnostics) {
    if selection.is_everything() {
        return;
    }
    if !selection.allow_unused {
        report_unused(api, selection, findings);
    }
    let mut removed = HashSet::new();
    for group in &mut api.groups {
        group.operations.retain(|operation| {
            let is_selected = selection.contains_operation(&facts(operation));
            if !is_selected {
                removed.insert(operation.pointer.clone());
            }
            is_selected
        });
    }
    api.groups.retain(|group| !group.operations.is_empty());
    api.webhooks.retain(|webhook| {
        let is_selected = selection.contains(|pattern| pattern.matches_webhook(&webhook.wire));
        if !is_selected {
            removed.insert(webhook.pointer.clone());
        }
        is_selected
    });
    remove_types(api, selection, &mut removed);
    remove_schemas(api);
    findings.retain(|finding| !is_below(&finding.pointer, &removed));
}

/// Removes the notes about operations that are not selected.
pub(super) fn retain_notes(notes: &mut Vec<PaginationNote>, api: &Api) {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let selected: HashSet<&str> = operations.map(|operation| operation.id.as_str()).collect();
    notes.retain(|note| selected.contains(note.operation.as_str()));
}

fn facts(operation: &Operation) -> OperationFacts<'_> {
    OperationFacts {
        id: &operation.id,
        method: &operation.method,
        path: &operation.path,
        tags: &operation.tags,
        is_deprecated: operation.deprecated,
    }
}

/// Reports patterns that match nothing, which are probably misspelled.
fn report_unused(api: &Api, selection: &Selection, findings: &mut Diagnostics) {
    let operations: Vec<_> = api
        .groups
        .iter()
        .flat_map(|group| &group.operations)
        .map(facts)
        .collect();
    let known = exact_patterns(api, &operations);
    let mut budget = SuggestionBudget::default();
    for (pattern, is_excluded) in [(&selection.include, false), (&selection.exclude, true)]
        .into_iter()
        .flat_map(|(patterns, is_excluded)| patterns.iter().map(move |it| (it, is_excluded)))
    {
        let is_of_excluded_models = is_excluded && pattern.is_of_models();
        let problem = if is_of_excluded_models {
            "excludes models, which exist if a selected operation uses them; exclude operations instead"
        } else if operations.iter().any(|it| pattern.matches_operation(it))
            || api
                .webhooks
                .iter()
                .any(|it| pattern.matches_webhook(&it.wire))
            || components(api).any(|(name, _)| pattern.matches_model(&name))
        {
            continue;
        } else {
            "matches nothing in the document"
        };
        let finding = pattern.unused(problem);
        let similar = budget.did_you_mean(&pattern.to_string(), &known);
        findings.push(match similar {
            Some(similar) if !is_of_excluded_models => finding.with_help(similar),
            _ => finding,
        });
    }
}

/// The texts of patterns that match exactly one operation, tag, webhook or model.
fn exact_patterns(api: &Api, operations: &[OperationFacts<'_>]) -> BTreeSet<String> {
    let of_operations = operations.iter().flat_map(|it| {
        let path = format!("{} {}", it.method, it.path);
        let tags = it.tags.iter().map(|tag| format!("tag:{tag}"));
        [it.id.to_owned(), it.path.to_owned(), path]
            .into_iter()
            .chain(tags)
    });
    let webhooks = api.webhooks.iter().map(|it| format!("webhook:{}", it.wire));
    let models = components(api).map(|(name, _)| format!("model:{name}"));
    of_operations.chain(webhooks).chain(models).collect()
}

/// The types of components among the schemas, by the names in the document.
fn components(api: &Api) -> impl Iterator<Item = (Cow<'_, str>, &TypeDef)> {
    api.types.iter().filter_map(|definition| {
        let name = definition.pointer.strip_prefix("/components/schemas/")?;
        (!name.contains('/')).then(|| (unescape(name), definition))
    })
}

/// Removes the types that nothing selected contains.
fn remove_types(api: &mut Api, selection: &Selection, removed: &mut HashSet<String>) {
    let is_included = |name: &str| selection.include.iter().any(|it| it.matches_model(name));
    let named = components(api).filter(|(name, _)| is_included(name));
    let named = named.map(|(_, definition)| definition.name.as_str());
    let reached = reached_types(api, named);
    let unreached = |definition: &TypeDef| !reached.contains(definition.name.as_str());
    let unreached: HashMap<String, String> = api
        .types
        .iter()
        .filter(|definition| unreached(definition))
        .map(|definition| (definition.name.clone(), definition.pointer.clone()))
        .collect();
    api.types
        .retain(|definition| !unreached.contains_key(&definition.name));
    for definition in &mut api.types {
        if let TypeKind::Struct(structure) = &mut definition.kind {
            let extends = &mut structure.extends;
            extends.retain(|extended| !unreached.contains_key(&extended.target));
        }
    }
    removed.extend(unreached.into_values());
}

/// Removes the schemas of requests that are not selected.
fn remove_schemas(api: &mut Api) {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let selected: HashSet<&str> = operations.map(|it| it.pointer.as_str()).collect();
    let RequestSchemas {
        components,
        operations,
        unchecked_patterns,
    } = &mut api.request_schemas;
    operations.retain(|pointer, _| selected.contains(pointer.as_str()));
    unchecked_patterns.retain(|(pointer, _)| {
        !pointer.starts_with("/paths/") || selected.contains(pointer.as_str())
    });
    let mut pending: Vec<&Schema> = Vec::new();
    for request in operations.values() {
        pending.extend(request.parameters.iter().chain(&request.body));
    }
    let mut reached = HashSet::new();
    while let Some(schema) = pending.pop() {
        match schema {
            Schema::Component(name) => {
                if reached.insert(name.clone()) {
                    pending.extend(components.get(name));
                }
            }
            Schema::Keywords(keywords) => pending.extend(keywords.iter().flat_map(parts)),
        }
    }
    components.retain(|name, _| reached.contains(name));
}

/// The schemas in a keyword.
fn parts(keyword: &Keyword) -> Vec<&Schema> {
    match keyword {
        Keyword::Items(schema) | Keyword::AdditionalProperties(schema) | Keyword::Not(schema) => {
            vec![schema]
        }
        Keyword::PrefixItems(schemas)
        | Keyword::AllOf(schemas)
        | Keyword::AnyOf(schemas)
        | Keyword::OneOf(schemas) => schemas.iter().collect(),
        Keyword::Properties(properties) => properties.iter().map(|(_, schema)| schema).collect(),
        Keyword::Nullable
        | Keyword::Type(_)
        | Keyword::Enum(_)
        | Keyword::EnumJson(_)
        | Keyword::Format(_)
        | Keyword::Count(..)
        | Keyword::Number(..)
        | Keyword::Pattern { .. }
        | Keyword::NoOtherItems
        | Keyword::UniqueItems
        | Keyword::Required(_)
        | Keyword::NoOtherProperties
        | Keyword::NoUnevaluatedProperties
        | Keyword::Discriminator { .. }
        | Keyword::ReadOnly
        | Keyword::Secret => Vec::new(),
    }
}

/// Returns whether a pointer is one of `pointers`, or below one of them.
fn is_below(pointer: &str, pointers: &HashSet<String>) -> bool {
    let ends = pointer.match_indices('/').map(|(index, _)| index);
    let mut starts = ends
        .chain([pointer.len()])
        .filter_map(|end| pointer.get(..end));
    starts.any(|start| pointers.contains(start))
}
