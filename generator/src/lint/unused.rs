//! Components that no operation and no webhook leads to.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Pointer, follow, local, segments};

/// Finds components that nothing uses.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    let used = used(document, &["/paths", "/webhooks"]);
    let at = Pointer::ROOT.name("components");
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
pub(super) fn used(document: &Value, from: &[&str]) -> HashSet<String> {
    let mut used = HashSet::new();
    let mut open: Vec<String> = from.iter().map(|&place| place.to_owned()).collect();
    while let Some(place) = open.pop() {
        let mut mentioned = BTreeSet::new();
        if let Some(value) = document.pointer(&place) {
            mentions(value, &mut mentioned);
        }
        for reference in mentioned {
            let target = local(reference).and_then(|pointer| follow(document, &pointer));
            open.extend(target.filter(|target| is_news(target, &mut used)));
        }
    }
    used
}

/// Notes what stands at a pointer as used, and the component that it is in. Whether either is news.
fn is_news(pointer: &str, used: &mut HashSet<String>) -> bool {
    let mut component = String::new();
    for segment in segments(pointer).take(3) {
        component = Pointer::Start(&component).name(&segment).to_string();
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
