//! The properties of an object schema with its `$ref` and `allOf` merged, as its struct will have them.

use std::collections::HashSet;

use serde_json::Value;

use crate::document::{JsonPointer, local_pointer, resolve_pointer};

/// Maximum depth of nested references and `allOf` members.
const MAX_DEPTH: usize = 64;

/// Maximum number of schemas that are merged.
const MAX_PARTS: usize = 1000;

/// A property of an object schema.
#[derive(Debug, Default)]
pub(super) struct Effective {
    /// JSON pointers to its schemas; the last one takes precedence.
    pub(super) declarations: Vec<String>,
    /// True if it is required.
    pub(super) is_required: bool,
}

/// The property `name` of the schema at a pointer, merged with its reference and `allOf` members.
pub(super) fn effective(document: &Value, pointer: &str, name: &str) -> Effective {
    let mut effective = Effective::default();
    effective.add(document, pointer, name, &mut HashSet::new(), MAX_DEPTH);
    effective
}

impl Effective {
    fn add(
        &mut self,
        document: &Value,
        pointer: &str,
        name: &str,
        seen: &mut HashSet<String>,
        steps: usize,
    ) {
        let Some(schema) = document.pointer(pointer).filter(|_| steps > 0) else {
            return;
        };
        if seen.len() == MAX_PARTS || !seen.insert(pointer.to_owned()) {
            return;
        }
        for part in parts(document, schema, pointer) {
            self.add(document, &part, name, seen, steps - 1);
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        if properties.is_some_and(|properties| properties.contains_key(name)) {
            let at = JsonPointer::Start(pointer);
            let at = at.name("properties").name(name).to_string();
            self.declarations.push(at);
        }
        let required = schema.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten();
        self.is_required |= required.any(|required| required == name);
    }
}

/// Returns the pointers of the schemas that a value of `schema` must also satisfy: the `$ref` target and the `allOf`
/// members.
pub(super) fn parts(document: &Value, schema: &Value, pointer: &str) -> Vec<String> {
    let all = schema
        .get("allOf")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference
        .and_then(local_pointer)
        .and_then(|target| resolve_pointer(document, &target));
    target
        .into_iter()
        .chain((0..all).map(|index| format!("{pointer}/allOf/{index}")))
        .collect()
}

/// Returns the pointer of the only schema in `$ref`, `allOf`, `oneOf` or `anyOf` of `schema`, apart from `null`.
/// Returns `None` if there are several, or if `schema` has properties, items or values of its own.
fn wrapped(document: &Value, schema: &Value, pointer: &str) -> Option<String> {
    let keywords = [
        "properties",
        "additionalProperties",
        "items",
        "enum",
        "const",
    ];
    if keywords.iter().any(|keyword| schema.get(keyword).is_some()) {
        return None;
    }
    let mut wrapped = parts(document, schema, pointer);
    for keyword in ["oneOf", "anyOf"] {
        let alternatives = schema
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let others = alternatives
            .enumerate()
            .filter(|(_, alternative)| !is_null_alone(alternative));
        wrapped.extend(others.map(|(index, _)| format!("{pointer}/{keyword}/{index}")));
    }
    <[String; 1]>::try_from(wrapped).ok().map(|[only]| only)
}

/// Returns the JSON pointers of a schema, of the schema that it [wraps](wrapped), of the schema that this one wraps,
/// and so on.
fn chain(document: &Value, pointer: &str) -> Vec<String> {
    let mut chain = vec![pointer.to_owned()];
    while let Some(last) = chain.last()
        && let Some(schema) = document.pointer(last)
        && let Some(next) = wrapped(document, schema, last)
        && chain.len() < MAX_DEPTH
        && !chain.contains(&next)
    {
        chain.push(next);
    }
    chain
}

/// Returns whether a schema describes an array or a map, which decode as empty when absent.
pub(super) fn is_collection(document: &Value, pointer: &str) -> bool {
    let chain = chain(document, pointer);
    let Some(schema) = chain.last().and_then(|pointer| document.pointer(pointer)) else {
        return false;
    };
    let has = |keyword: &str| schema.get(keyword).is_some();
    let is_open = !has("allOf") && !has("oneOf") && !has("anyOf");
    let is_map =
        !has("properties") && (has("additionalProperties") || is_of_type(schema, "object"));
    is_open && (is_of_type(schema, "array") || has("items") || is_map)
}

/// Returns whether a schema, or one that it wraps, allows `null`.
pub(super) fn is_nullable(document: &Value, pointer: &str) -> bool {
    let schemas = chain(document, pointer);
    schemas
        .iter()
        .filter_map(|pointer| document.pointer(pointer))
        .any(|schema| {
            let alternatives = ["oneOf", "anyOf"]
                .into_iter()
                .filter_map(|keyword| schema.get(keyword)?.as_array());
            schema.get("nullable") == Some(&Value::Bool(true))
                || is_of_type(schema, "null")
                || alternatives.flatten().any(is_null_alone)
        })
}

/// Returns whether a schema allows a single value, which may act as a discriminator.
pub(super) fn is_constant(document: &Value, pointer: &str) -> bool {
    let schemas = chain(document, pointer);
    schemas
        .iter()
        .filter_map(|pointer| document.pointer(pointer))
        .any(|schema| {
            let values = schema.get("enum").and_then(Value::as_array);
            schema.get("const").is_some() || values.is_some_and(|values| values.len() == 1)
        })
}

fn is_null_alone(schema: &Value) -> bool {
    schema.get("type") == Some(&Value::from("null"))
}

fn is_of_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(ty)) => ty == name,
        Some(Value::Array(types)) => types.iter().any(|ty| ty == name),
        _ => false,
    }
}
