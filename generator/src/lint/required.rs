//! Reports required properties that no schema declares: generated structs have no field for them.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::effective::parts;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{JsonPointer, LinkedDocument, ObjectKind, segments};
use crate::similar::SuggestionBudget;

/// The maximum number of schemas that are searched for the declaration of a property.
const MAX_REACHED: usize = 1000;

/// Reports names in `required` that neither the schema nor a schema composed with it declares.
pub(super) fn check(document: &LinkedDocument<'_>, findings: &mut Diagnostics) {
    let mut compositions = Compositions::default();
    document.visit(|kind, at, schema| {
        if kind == ObjectKind::Schema {
            compositions.add(document.value(), schema, &at.to_string());
        }
    });
    let mut budget = SuggestionBudget::default();
    for (pointer, required) in &compositions.required {
        let undeclared = compositions.undeclared(pointer, required);
        if undeclared.is_empty() {
            continue;
        }
        let optional = compositions.optional(pointer, required);
        let at = JsonPointer::Start(pointer);
        let at = at.name("required");
        for (index, name) in required {
            if undeclared.contains(name.as_str()) {
                let similar = budget.did_you_mean(name, optional.iter().copied());
                findings.push(finding(name, &at.item(*index), similar));
            }
        }
    }
}

fn finding(name: &str, at: &JsonPointer<'_>, similar: Option<String>) -> Diagnostic {
    let message = format!("`{name}` is required, but no schema declares it");
    let help = "add it to `properties` or remove it from `required`; the generated struct has no field for it";
    let help = similar.unwrap_or_else(|| help.to_owned());
    Diagnostic::warning("undeclared-required", at, message).with_help(help)
}

/// The schemas of a document by pointer, and their composition.
#[derive(Default)]
struct Compositions {
    /// The required names of each schema, with their indices in `required`.
    required: Vec<(String, Vec<(usize, String)>)>,
    /// The property names that each schema declares itself.
    declared: HashMap<String, HashSet<String>>,
    /// The `$ref` target and the `allOf` members of each schema.
    parts: HashMap<String, Vec<String>>,
    /// The schemas that reference each schema or contain it as a member or alternative.
    wholes: HashMap<String, Vec<String>>,
}

impl Compositions {
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
        // Schemas below `not` do not contribute to structs.
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

    /// The names that a schema declares itself and does not require. They are sorted, because several names can be equally
    /// similar to another one.
    fn optional(&self, pointer: &str, required: &[(usize, String)]) -> BTreeSet<&str> {
        let required: HashSet<&str> = required.iter().map(|(_, name)| name.as_str()).collect();
        let declared = self.declared.get(pointer).into_iter().flatten();
        let declared = declared.map(String::as_str);
        declared.filter(|name| !required.contains(name)).collect()
    }

    /// Returns the required names that are not declared by the schemas that contain a schema, or by the members of
    /// these schemas.
    fn undeclared<'r>(&self, pointer: &str, required: &'r [(usize, String)]) -> HashSet<&'r str> {
        let mut undeclared: HashSet<&str> = required.iter().map(|(_, name)| &**name).collect();
        let mut left = MAX_REACHED;
        let mut wholes = Reach::new([pointer]);
        let mut seen: Vec<&str> = Vec::new();
        while let Some(whole) = wholes.next(&self.wholes).filter(|_| left > 0) {
            left -= 1;
            seen.push(whole);
            self.remove_declared(whole, &mut undeclared);
            if undeclared.is_empty() {
                return undeclared;
            }
        }
        let mut parts = Reach::new(seen);
        while let Some(part) = parts.next(&self.parts).filter(|_| left > 0) {
            left -= 1;
            self.remove_declared(part, &mut undeclared);
            if undeclared.is_empty() {
                return undeclared;
            }
        }
        // Some of the many schemas may declare the other names.
        if left == 0 {
            undeclared.clear();
        }
        undeclared
    }

    fn remove_declared(&self, pointer: &str, undeclared: &mut HashSet<&str>) {
        if let Some(declared) = self.declared.get(pointer) {
            undeclared.retain(|name| !declared.contains(*name));
        }
    }
}

/// The pointers of the schemas of which a value of `schema` may have to satisfy some.
fn alternatives(schema: &Value, pointer: &str) -> Vec<String> {
    let at = JsonPointer::Start(pointer);
    let lists = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| {
        let list = schema.get(keyword).and_then(Value::as_array);
        (0..list.map_or(0, Vec::len)).map(move |index| format!("{pointer}/{keyword}/{index}"))
    });
    let conditions = ["if", "then", "else"].into_iter();
    let conditions = conditions.filter(|keyword| schema.get(keyword).is_some());
    let conditions = conditions.map(|keyword| at.name(keyword).to_string());
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
    let dependent = dependent.into_iter().flat_map(Map::keys);
    let dependent = dependent.map(|name| at.name("dependentSchemas").name(name).to_string());
    lists.chain(conditions).chain(dependent).collect()
}

/// The pointers that are reachable from others.
struct Reach<'f> {
    reached: HashSet<&'f str>,
    open: Vec<&'f str>,
}

impl<'f> Reach<'f> {
    fn new(from: impl IntoIterator<Item = &'f str>) -> Self {
        let open: Vec<&str> = from.into_iter().collect();
        Self {
            reached: open.iter().copied().collect(),
            open,
        }
    }

    /// Returns the next pointer. The first ones are those of which the others are reachable.
    fn next(&mut self, steps: &'f HashMap<String, Vec<String>>) -> Option<&'f str> {
        let pointer = self.open.pop()?;
        let next = steps.get(pointer).into_iter().flatten().map(String::as_str);
        let reached = &mut self.reached;
        self.open.extend(next.filter(|next| reached.insert(next)));
        Some(pointer)
    }
}
