//! The values of a discriminator that differ from the names of the definitions, which extensions declare.
//!
//! A definition and those that it extends can be in different files, so that the values are added when all of them are
//! components.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::limits::MAX_REFERENCE_STEPS;
use crate::document::pointer::{escape, unescape};

/// The extensions of a definition with its value of the discriminator.
const EXTENSIONS: [&str; 2] = ["x-discriminator-value", "x-ms-discriminator-value"];

/// The beginning of a reference to a component.
const SCHEMAS: &str = "#/components/schemas/";

/// Adds the values of subtypes to the discriminators of the schemas that they extend.
pub(in crate::document) fn add_discriminator_values(
    document: &mut Value,
    findings: &mut Diagnostics,
) {
    let schemas = document.pointer_mut("/components/schemas");
    let Some(schemas) = schemas.and_then(Value::as_object_mut) else {
        return;
    };
    let mut mappings: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (name, schema) in schemas.iter() {
        let Some(value) = value_of(schema) else {
            continue;
        };
        let bases = bases(schemas, name);
        if bases.is_empty() {
            let at = format!("/components/schemas/{}", escape(name));
            let message = format!(
                "no definition that `{name}` extends through `allOf` has a `discriminator`; the value `{value}` is ignored"
            );
            findings.push(Diagnostic::warning("unmatched-mapping", at, message));
        }
        for base in bases {
            let mapping = mappings.entry(base).or_default();
            mapping.insert(value.to_owned(), reference_to(name).into());
        }
    }
    for (name, mut mapping) in mappings {
        // The name of the definition remains a value, unless an extension replaces it.
        let base = schemas.get_mut(&name);
        let is_renamed = base.as_deref().is_some_and(|it| value_of(it).is_some());
        if !is_renamed {
            mapping
                .entry(name.as_str())
                .or_insert(reference_to(&name).into());
        }
        let discriminator = base.and_then(|base| base.get_mut("discriminator"));
        let Some(Value::Object(discriminator)) = discriminator else {
            continue;
        };
        let own = discriminator.entry("mapping").or_insert_with(|| json!({}));
        for (value, target) in mapping {
            if let Value::Object(own) = own {
                own.entry(value).or_insert(target);
            }
        }
    }
}

/// The value of the discriminator that an extension of a schema declares.
fn value_of(schema: &Value) -> Option<&str> {
    EXTENSIONS.iter().find_map(|it| schema.get(it)?.as_str())
}

fn reference_to(name: &str) -> String {
    format!("{SCHEMAS}{}", escape(name).replace('%', "%25"))
}

/// The schemas with a discriminator that a schema extends, directly or indirectly, or that it is itself.
fn bases(schemas: &Map<String, Value>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([name.to_owned()]);
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let Some(schema) = schemas.get(&name) else {
            continue;
        };
        if schema.get("discriminator").is_some() {
            found.push(name);
        }
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            let base = part.get("$ref").and_then(Value::as_str);
            let base = base.and_then(|it| it.strip_prefix(SCHEMAS));
            if let Some(base) = base
                && seen.len() < MAX_REFERENCE_STEPS
            {
                let base = unescape(&base.replace("%25", "%")).into_owned();
                if seen.insert(base.clone()) {
                    open.push(base);
                }
            }
        }
    }
    found
}
