//! What an object's schema says when its references and the parts of its `allOf` are taken together, as
//! its struct will have it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use crate::document::{JsonPointer, local_pointer, resolve_pointer};

/// How many parts may consist of one another.
const LONGEST_WAY: usize = 64;

/// The properties of an object.
#[derive(Debug, Default)]
pub(super) struct Effective {
    /// The pointers of the schemas of each property, the one that counts last.
    pub(super) properties: BTreeMap<String, Vec<String>>,
    /// The names of those that are required.
    pub(super) required: BTreeSet<String>,
}

/// What the schema at a pointer says with all its parts.
pub(super) fn effective(document: &Value, pointer: &str) -> Effective {
    let mut effective = Effective::default();
    effective.add(document, pointer, &mut HashSet::new(), LONGEST_WAY);
    effective
}

impl Effective {
    fn add(&mut self, document: &Value, pointer: &str, seen: &mut HashSet<String>, steps: usize) {
        let Some(schema) = document.pointer(pointer).filter(|_| steps > 0) else {
            return;
        };
        if !seen.insert(pointer.to_owned()) {
            return;
        }
        for part in parts(document, schema, pointer) {
            self.add(document, &part, seen, steps - 1);
        }
        let at = JsonPointer::Start(pointer);
        let at = at.name("properties");
        let names = schema.get("properties").and_then(Value::as_object);
        for name in names.into_iter().flat_map(|names| names.keys()) {
            let declarations = self.properties.entry(name.clone()).or_default();
            declarations.push(at.name(name).to_string());
        }
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        self.required.extend(required.map(str::to_owned));
    }
}

/// The pointers of the schemas that all have to hold where one does: its reference and `allOf`.
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

/// The one schema that stands behind another which adds nothing of its own but `null` or prose.
fn behind(document: &Value, schema: &Value, pointer: &str) -> Option<String> {
    let says_more = [
        "properties",
        "additionalProperties",
        "items",
        "enum",
        "const",
    ];
    if says_more
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
    {
        return None;
    }
    let mut behind = parts(document, schema, pointer);
    for keyword in ["oneOf", "anyOf"] {
        let alternatives = schema
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let others = alternatives
            .enumerate()
            .filter(|(_, alternative)| !is_null_alone(alternative));
        behind.extend(others.map(|(index, _)| format!("{pointer}/{keyword}/{index}")));
    }
    <[String; 1]>::try_from(behind).ok().map(|[only]| only)
}

/// The schemas from one to the last that stands behind it.
fn chain(document: &Value, pointer: &str) -> Vec<String> {
    let mut chain = vec![pointer.to_owned()];
    while let Some(last) = chain.last()
        && let Some(schema) = document.pointer(last)
        && let Some(next) = behind(document, schema, last)
        && !chain.contains(&next)
    {
        chain.push(next);
    }
    chain
}

/// Whether a schema describes a list or a map, which are read as empty when they are not there.
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

/// Whether a schema says itself, or by what stands behind it, that `null` is allowed.
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

/// Whether a schema allows one value only, by which payloads may be told apart.
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
