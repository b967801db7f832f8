//! Required properties that no schema declares: no struct has a field for them, so nothing would read them.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::effective::parts;
use super::visit;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, ObjectKind, segments};

/// Finds names in `required` that neither the schema itself nor one that is made of it declares.
pub(super) fn check(document: &Value, findings: &mut Diagnostics) {
    let mut family = Family::default();
    visit(document, |kind, at, schema| {
        if kind == ObjectKind::Schema {
            family.add(document, schema, &at.to_string());
        }
    });
    for (pointer, required) in &family.required {
        let declared = family.declared(pointer);
        for (index, name) in required {
            if !declared.contains(name.as_str()) {
                findings.push(finding(
                    name,
                    &JsonPointer::Start(pointer).name("required").item(*index),
                ));
            }
        }
    }
}

fn finding(name: &str, at: &JsonPointer<'_>) -> Diagnostic {
    let message = format!("`{name}` is required, but no schema declares it");
    Diagnostic::warning("undeclared-required", at, message)
        .with_help("add it to `properties`, or take it out of `required`; there is no field for it")
}

/// The schemas of a document by their pointers: what each says, and which are made of which.
#[derive(Default)]
struct Family {
    /// The names that a schema requires, with their indices.
    required: Vec<(String, Vec<(usize, String)>)>,
    /// The names that a schema declares itself.
    declared: HashMap<String, Vec<String>>,
    /// The schemas that all hold where a schema does.
    parts: HashMap<String, Vec<String>>,
    /// The schemas that a schema is a part or an alternative of.
    wholes: HashMap<String, Vec<String>>,
}

impl Family {
    fn add(&mut self, document: &Value, schema: &Value, pointer: &str) {
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
        let properties = schema.get("properties").and_then(Value::as_object);
        let names = properties
            .into_iter()
            .flat_map(|properties| properties.keys().cloned());
        self.declared.insert(pointer.to_owned(), names.collect());
        let parts = parts(document, schema, pointer);
        for member in parts.iter().cloned().chain(alternatives(schema, pointer)) {
            self.wholes
                .entry(member)
                .or_default()
                .push(pointer.to_owned());
        }
        self.parts.insert(pointer.to_owned(), parts);
    }

    /// All names that are declared by what a schema is a part of, and by all the parts of that.
    fn declared(&self, pointer: &str) -> HashSet<&str> {
        let wholes = reach(vec![pointer], &self.wholes);
        let parts = reach(wholes.into_iter().collect(), &self.parts);
        let names = parts.into_iter().filter_map(|part| self.declared.get(part));
        names.flatten().map(String::as_str).collect()
    }
}

fn alternatives(schema: &Value, pointer: &str) -> Vec<String> {
    let keywords = ["oneOf", "anyOf"].into_iter();
    let alternatives = keywords.flat_map(|keyword| {
        let count = schema
            .get(keyword)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        (0..count).map(move |index| format!("{pointer}/{keyword}/{index}"))
    });
    alternatives.collect()
}

/// Everything that some places lead to, and they themselves.
fn reach<'f>(from: Vec<&'f str>, steps: &'f HashMap<String, Vec<String>>) -> HashSet<&'f str> {
    let mut reached: HashSet<&str> = from.iter().copied().collect();
    let mut open = from;
    while let Some(place) = open.pop() {
        let next = steps.get(place).into_iter().flatten().map(String::as_str);
        open.extend(next.filter(|next| reached.insert(next)));
    }
    reached
}
