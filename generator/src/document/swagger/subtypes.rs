//! The values of a discriminator that differ from the names of the definitions, which extensions declare.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::converter::Converter;
use crate::document::limits::MAX_REFERENCE_STEPS;
use crate::document::pointer::{escape, unescape};
use crate::document::references::percent_decode;

/// The extensions of a definition with its value of the discriminator.
const EXTENSIONS: [&str; 2] = ["x-discriminator-value", "x-ms-discriminator-value"];

impl Converter<'_> {
    /// Adds the values of subtypes to the discriminators of the definitions that they extend.
    pub(super) fn add_discriminator_values(&mut self, definitions: &mut Map<String, Value>) {
        let mut mappings: HashMap<String, Map<String, Value>> = HashMap::new();
        for (name, definition) in definitions.iter() {
            let Some(value) = value_of(definition) else {
                continue;
            };
            let bases = bases(definitions, name);
            if bases.is_empty() {
                let at = format!("/components/schemas/{}", escape(name));
                let message = format!(
                    "no definition that `{name}` extends through `allOf` has a `discriminator`; the value `{value}` is ignored"
                );
                self.warn("unmatched-mapping", &at, message);
            }
            for base in bases {
                let mapping = mappings.entry(base).or_default();
                mapping.insert(value.to_owned(), reference_to(name).into());
            }
        }
        for (name, mut mapping) in mappings {
            // The name of the definition remains a value, unless an extension replaces it.
            let is_renamed = definitions
                .get(&name)
                .is_some_and(|base| value_of(base).is_some());
            if !is_renamed {
                mapping
                    .entry(name.as_str())
                    .or_insert(reference_to(&name).into());
            }
            if let Some(Value::Object(base)) = definitions.get_mut(&name)
                && let Some(property @ Value::String(_)) = base.get_mut("discriminator")
            {
                *property = json!({ "propertyName": property.take(), "mapping": mapping });
            }
        }
    }
}

/// The value of the discriminator that an extension of a definition declares.
fn value_of(definition: &Value) -> Option<&str> {
    EXTENSIONS
        .iter()
        .find_map(|it| definition.get(it)?.as_str())
}

fn reference_to(name: &str) -> String {
    format!("#/definitions/{}", escape(name).replace('%', "%25"))
}

/// The definitions with a discriminator that a definition extends, directly or indirectly, or that it is itself.
fn bases(definitions: &Map<String, Value>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([name.to_owned()]);
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let Some(definition) = definitions.get(&name) else {
            continue;
        };
        if definition
            .get("discriminator")
            .is_some_and(Value::is_string)
        {
            found.push(name);
        }
        let parts = definition.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            let base = part.get("$ref").and_then(Value::as_str);
            let base = base.and_then(|it| it.strip_prefix("#/definitions/"));
            if let Some(base) = base
                && seen.len() < MAX_REFERENCE_STEPS
            {
                let base = unescape(&percent_decode(base)).into_owned();
                if seen.insert(base.clone()) {
                    open.push(base);
                }
            }
        }
    }
    found
}
