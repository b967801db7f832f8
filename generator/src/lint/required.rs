//! Required properties that no schema declares: no struct has a field for them, so nothing would read them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::effective::{LONGEST_WAY, effective, parts};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{Kind, Pointer, segments, walk};

/// Finds names in `required` that neither the schema itself nor one that is made of it declares.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    let family = Family::of(document);
    for (pointer, required) in &family.required {
        for (index, name) in required {
            if !family.declares(pointer, name, &mut HashSet::new(), LONGEST_WAY) {
                let at = Pointer::Start(pointer);
                let message = format!("`{name}` is required, but no schema declares it");
                let finding = Diagnostic::warning(
                    "undeclared-required",
                    &at.name("required").item(*index),
                    message,
                );
                findings.push(finding.with_help("add it to `properties`, or take it out of `required`; there is no field for it"));
            }
        }
    }
}

/// The schemas of a document that require something, and which are made of which.
struct Family<'d> {
    document: &'d Value,
    /// By pointer, the names that a schema requires with their indices.
    required: Vec<(String, Vec<(usize, String)>)>,
    /// By pointer, the schemas that a schema is a part or an alternative of.
    made_of: HashMap<String, Vec<String>>,
}

impl<'d> Family<'d> {
    fn of(document: &'d Value) -> Self {
        let mut family = Self {
            document,
            required: Vec::new(),
            made_of: HashMap::new(),
        };
        let mut copy = document.clone();
        walk(
            &mut copy,
            Kind::Document,
            &Pointer::ROOT,
            &mut |kind, at, schema| {
                if kind == Kind::Schema {
                    family.add(schema, &at.to_string());
                }
            },
        );
        family
    }

    fn add(&mut self, schema: &Value, pointer: &str) {
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let required = required
            .enumerate()
            .filter_map(|(index, name)| Some((index, name.as_str()?.to_owned())));
        let required: Vec<_> = required.collect();
        // What must not be is no part of any struct.
        if !required.is_empty() && segments(pointer).all(|segment| segment != "not") {
            self.required.push((pointer.to_owned(), required));
        }
        for part in self.members(schema, pointer) {
            self.made_of
                .entry(part)
                .or_default()
                .push(pointer.to_owned());
        }
    }

    fn members(&self, schema: &Value, pointer: &str) -> Vec<String> {
        let mut members = parts(self.document, schema, pointer);
        for keyword in ["oneOf", "anyOf"] {
            let count = schema
                .get(keyword)
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            members.extend((0..count).map(|index| format!("{pointer}/{keyword}/{index}")));
        }
        members
    }

    /// Whether a schema declares a property, or one that it is a part of.
    fn declares(
        &self,
        pointer: &str,
        name: &str,
        seen: &mut HashSet<String>,
        steps: usize,
    ) -> bool {
        if steps == 0 || !seen.insert(pointer.to_owned()) {
            return false;
        }
        let wholes = self.made_of.get(pointer).into_iter().flatten();
        let mut wholes = wholes.map(|whole| self.declares(whole, name, seen, steps - 1));
        effective(self.document, pointer)
            .properties
            .contains_key(name)
            || wholes.any(|declares| declares)
    }
}
