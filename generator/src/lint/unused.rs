//! Components that no operation and no webhook leads to.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, local_pointer, resolve_pointer, segments};

/// Finds components that nothing uses.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    let used = used(document, vec!["/paths".to_owned(), "/webhooks".to_owned()]);
    let at = JsonPointer::ROOT.name("components");
    let sections = document.get("components").and_then(Value::as_object);
    for (section, components) in sections.into_iter().flatten() {
        if section.starts_with("x-") {
            continue;
        }
        let at = at.name(section);
        for name in components
            .as_object()
            .into_iter()
            .flat_map(|components| components.keys())
        {
            let at = at.name(name);
            let is_used = match section.as_str() {
                "securitySchemes" => is_required(document, name),
                _ => used.contains(&at.to_string()),
            };
            if !is_used {
                let message = format!("nothing uses `{name}`");
                findings.push(Diagnostic::warning("unused-component", &at, message));
            }
        }
    }
}

/// The pointers of all components that references lead to from some places, directly or through others.
pub(super) fn used(document: &Value, from: Vec<String>) -> HashSet<String> {
    let heirs = heirs(document);
    let mut used = HashSet::new();
    let mut open = from;
    while let Some(place) = open.pop() {
        let mut mentioned = BTreeSet::new();
        if let Some(value) = document.pointer(&place) {
            mentions(value, &mut mentioned);
        }
        let targets = mentioned.into_iter().filter_map(|reference| {
            let pointer = local_pointer(reference).unwrap_or_else(|| schema(reference).into());
            resolve_pointer(document, &pointer)
        });
        let targets = targets.chain(heirs.get(&place).into_iter().flatten().cloned());
        open.extend(targets.filter(|target| is_news(target, &mut used)));
    }
    used
}

/// The schemas that extend another one which has a discriminator: a value of that one may be any of them.
fn heirs(document: &Value) -> HashMap<String, Vec<String>> {
    let mut heirs: HashMap<String, Vec<String>> = HashMap::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, value) in schemas.into_iter().flatten() {
        let parts = value
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let bases = parts.filter_map(|part| {
            resolve_pointer(document, &local_pointer(part.get("$ref")?.as_str()?)?)
        });
        for base in bases {
            if document
                .pointer(&base)
                .is_some_and(|base| base.get("discriminator").is_some())
            {
                heirs.entry(base).or_default().push(schema(name));
            }
        }
    }
    heirs
}

/// The pointer of a schema by its name.
fn schema(name: &str) -> String {
    JsonPointer::ROOT
        .name("components")
        .name("schemas")
        .name(name)
        .to_string()
}

/// Notes what stands at a pointer as used, and the component that it is in. Whether either is news.
fn is_news(pointer: &str, used: &mut HashSet<String>) -> bool {
    let mut component = String::new();
    for segment in segments(pointer).take(3) {
        component = JsonPointer::Start(&component).name(&segment).to_string();
    }
    used.insert(component) | used.insert(pointer.to_owned())
}

/// The references in a value, those of a discriminator's mapping among them.
fn mentions<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str));
            if object.contains_key("propertyName") {
                let mapping = object.get("mapping").and_then(Value::as_object);
                found.extend(
                    mapping
                        .into_iter()
                        .flat_map(|mapping| mapping.values())
                        .filter_map(Value::as_str),
                );
            }
            object.values().for_each(|value| mentions(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| mentions(item, found)),
        _ => {}
    }
}

/// Whether a security requirement names a scheme, of the whole document or of an operation.
fn is_required(document: &Value, scheme: &str) -> bool {
    let names = |requirements: &Value| {
        let requirements = requirements.as_array().into_iter().flatten();
        requirements
            .into_iter()
            .any(|requirement| requirement.get(scheme).is_some())
    };
    let items = ["paths", "webhooks"]
        .into_iter()
        .filter_map(|section| document.get(section)?.as_object());
    let operations = items
        .flat_map(|items| items.values())
        .filter_map(Value::as_object)
        .flat_map(|item| item.values());
    document.get("security").is_some_and(names)
        || operations
            .filter_map(|operation| operation.get("security"))
            .any(names)
}
