//! Reports components that no operation and no webhook uses.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{
    JsonPointer, LinkedDocument, ObjectKind, local_pointer, resolve_pointer, segments,
};

/// Reports unused components.
pub(super) fn check(linked: &LinkedDocument<'_>, findings: &mut Diagnostics) {
    let document = linked.value();
    let used = used(document, vec!["/paths".to_owned(), "/webhooks".to_owned()]);
    let required = required_schemes(linked);
    let at = JsonPointer::ROOT.name("components");
    let sections = document.get("components").and_then(Value::as_object);
    for (section, components) in sections.into_iter().flatten() {
        if section.starts_with("x-") {
            continue;
        }
        let at = at.name(section);
        for (name, component) in components.as_object().into_iter().flatten() {
            let at = at.name(name);
            let is_used = match section.as_str() {
                "securitySchemes" => required.contains(name.as_str()),
                _ => used.contains(&at.to_string()) || is_alias(document, component, &used),
            };
            if !is_used {
                let message = format!("unused component `{name}`");
                findings.push(Diagnostic::warning("unused-component", &at, message));
            }
        }
    }
}

/// Returns true if a component consists of a reference to a value in another file that is used. Split documents list
/// their components in this way.
fn is_alias(document: &Value, component: &Value, used: &HashSet<String>) -> bool {
    let target = component.get("$ref").and_then(Value::as_str);
    let target = target.and_then(local_pointer);
    let target = target.and_then(|target| resolve_pointer(document, &target));
    target.is_some_and(|target| !target.starts_with("/components/") && used.contains(&target))
}

/// Returns the pointers of all components that are referenced, directly or indirectly, from the given pointers.
pub(super) fn used(document: &Value, from: Vec<String>) -> HashSet<String> {
    let subtypes = subtypes(document);
    let mut used = HashSet::new();
    let mut open = from;
    while let Some(pointer) = open.pop() {
        let mut mentioned = BTreeSet::new();
        if let Some(value) = document.pointer(&pointer) {
            mentions(value, &mut mentioned);
        }
        let targets = mentioned.into_iter().filter_map(|reference| {
            let target = local_pointer(reference).unwrap_or_else(|| schema(reference).into());
            resolve_pointer(document, &target)
        });
        let targets = targets.chain(subtypes.get(&pointer).into_iter().flatten().cloned());
        open.extend(targets.filter(|target| mark(target, &mut used)));
    }
    used
}

/// Returns the subtypes of each schema with a discriminator, by the pointer of that schema. They are used wherever it
/// is used, because its values can have any of these types.
fn subtypes(document: &Value) -> HashMap<String, Vec<String>> {
    let mut subtypes: HashMap<String, Vec<String>> = HashMap::new();
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
                subtypes.entry(base).or_default().push(schema(name));
            }
        }
    }
    subtypes
}

/// The pointer of a component schema.
fn schema(name: &str) -> String {
    JsonPointer::ROOT
        .name("components")
        .name("schemas")
        .name(name)
        .to_string()
}

/// Marks a pointer and its component as used. Returns whether either is new.
fn mark(pointer: &str, used: &mut HashSet<String>) -> bool {
    let mut component = String::new();
    for segment in segments(pointer).take(3) {
        component = JsonPointer::Start(&component).name(&segment).to_string();
    }
    used.insert(component) | used.insert(pointer.to_owned())
}

/// Collects the references in a value, including those of a discriminator's mapping.
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
                        .chain(object.get("defaultMapping"))
                        .filter_map(Value::as_str),
                );
            }
            object.values().for_each(|value| mentions(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| mentions(item, found)),
        _ => {}
    }
}

/// Returns the security schemes in the requirements of the document and of operations.
fn required_schemes(document: &LinkedDocument<'_>) -> HashSet<String> {
    let mut required = HashSet::new();
    document.visit(|kind, _, object| {
        if !matches!(kind, ObjectKind::Document | ObjectKind::Operation) {
            return;
        }
        let requirements = object.get("security").and_then(Value::as_array);
        let requirements = requirements.into_iter().flatten();
        let names = requirements
            .filter_map(Value::as_object)
            .flat_map(Map::keys);
        required.extend(names.cloned());
    });
    required
}
