//! Merges two values object by object. The kind of an object determines which of its fields are documentation.

use apicrate::document::{FieldShape, JsonPointer, ObjectKind, reference};
use serde_json::{Map, Value};

use super::merged_document::MergedDocument;

/// Fields that are documentation.
const DOCUMENTATION: [&str; 6] = [
    "description",
    "summary",
    "$comment",
    "externalDocs",
    "termsOfService",
    "contact",
];

/// Extensions that the generator reads. New extensions with other names are not copied from upstream.
const EXTENSIONS: [&str; 2] = ["x-fern-sdk-group-name", "x-fern-sdk-method-name"];

/// Returns the upstream object with our documentation.
pub(super) fn merge(
    kind: ObjectKind,
    ours: &Value,
    upstream: &Value,
    merged: &mut MergedDocument,
) -> Value {
    let mut merge = Merge { merged };
    merge.object(kind, Some(ours), upstream, &JsonPointer::ROOT, false)
}

struct Merge<'m> {
    merged: &'m mut MergedDocument,
}

impl Merge<'_> {
    fn object(
        &mut self,
        kind: ObjectKind,
        ours: Option<&Value>,
        upstream: &Value,
        at: &JsonPointer<'_>,
        is_union_member: bool,
    ) -> Value {
        let Value::Object(upstream) = upstream else {
            return upstream.clone();
        };
        let empty = Map::new();
        let before = ours.and_then(Value::as_object);
        let known = before.unwrap_or(&empty);
        if before.is_none() && needs_description(kind, upstream, at) {
            self.merged.undocumented.push(at.to_string());
        }
        let mut object = Map::new();
        for name in names(kind, known, upstream) {
            let (ours, upstream) = (known.get(name), upstream.get(name));
            let value = match upstream {
                // Upstream's documentation and examples are never copied.
                _ if is_documentation(kind, name) || is_example(kind, name) => ours.cloned(),
                _ if is_omitted(kind, name, ours.is_some(), is_union_member) => None,
                None => None,
                Some(upstream) => Some(self.field(kind, name, ours, upstream, &at.name(name))),
            };
            if let Some(value) = value {
                object.insert(name.clone(), value);
            }
        }
        if let Some(description) = placeholder(kind, &object, at) {
            object.shift_insert(0, "description".to_owned(), description);
        }
        let is_described = DOCUMENTATION
            .iter()
            .any(|name| is_documentation(kind, name) && known.contains_key(*name));
        if is_described && facts(kind, known) != facts(kind, upstream) {
            self.merged.stale.push(at.to_string());
        }
        Value::Object(object)
    }

    fn field(
        &mut self,
        kind: ObjectKind,
        name: &str,
        ours: Option<&Value>,
        upstream: &Value,
        at: &JsonPointer<'_>,
    ) -> Value {
        match (kind.field(name), upstream) {
            (Some(FieldShape::One(kind)), _) => self.object(kind, ours, upstream, at, false),
            (Some(FieldShape::SchemaOrFlag), Value::Object(_)) => {
                self.object(ObjectKind::Schema, ours, upstream, at, false)
            }
            (Some(FieldShape::Map(kind)), Value::Object(entries)) => {
                // Upstream's order counts: generated fields and operations have the same order.
                let entries = entries.iter().map(|(name, entry)| {
                    let before = ours.and_then(|ours| ours.get(name));
                    (
                        name.clone(),
                        self.object(kind, before, entry, &at.name(name), false),
                    )
                });
                Value::Object(entries.collect())
            }
            (Some(FieldShape::List(kind)), Value::Array(items)) => {
                let is_union_member = matches!(name, "oneOf" | "anyOf");
                let items = items.iter().enumerate().map(|(index, item)| {
                    let before = counterpart(ours, index, item);
                    self.object(kind, before, item, &at.item(index), is_union_member)
                });
                Value::Array(items.collect())
            }
            (Some(FieldShape::TextMap), Value::Object(scopes)) if name == "scopes" => {
                let ours = |scope: &String| ours.and_then(|ours| ours.get(scope)).cloned();
                let scopes = scopes.keys().map(|scope| {
                    (
                        scope.clone(),
                        ours(scope).unwrap_or_else(|| Value::String(String::new())),
                    )
                });
                Value::Object(scopes.collect())
            }
            _ => upstream.clone(),
        }
    }
}

/// The names of two objects, without duplicates. The order of paths and statuses is upstream's, since generated code
/// has the same order. The order of an object's own fields has no meaning, so ours is kept.
fn names<'n>(
    kind: ObjectKind,
    ours: &'n Map<String, Value>,
    upstream: &'n Map<String, Value>,
) -> impl Iterator<Item = &'n String> {
    let (first, second) = match kind {
        ObjectKind::Paths | ObjectKind::Responses | ObjectKind::Callback => (upstream, ours),
        _ => (ours, upstream),
    };
    let rest = second.keys().filter(|name| !first.contains_key(*name));
    first.keys().chain(rest)
}

/// Our item that corresponds to an upstream item: the one with the same reference, or with the same name and
/// location. Items without either correspond by index.
fn counterpart<'o>(ours: Option<&'o Value>, index: usize, upstream: &Value) -> Option<&'o Value> {
    let items = ours?.as_array()?;
    let key = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        reference(item)
            .map(str::to_owned)
            .or_else(|| Some(text("name")? + " " + &text("in")?))
    };
    match key(upstream) {
        Some(wanted) => items
            .iter()
            .find(|item| key(item).as_ref() == Some(&wanted)),
        None => items.get(index).filter(|item| key(item).is_none()),
    }
}

fn is_documentation(kind: ObjectKind, name: &str) -> bool {
    DOCUMENTATION.contains(&name) && kind.field(name).is_some()
        || (kind == ObjectKind::Info && matches!(name, "title" | "license"))
}

fn is_example(kind: ObjectKind, name: &str) -> bool {
    matches!(name, "example" | "examples")
        && kind != ObjectKind::Components
        && kind.field(name).is_some()
}

/// Returns whether a new field of upstream is omitted: an extension that the generator does not read, or a title that
/// affects no generated name.
fn is_omitted(kind: ObjectKind, name: &str, is_ours: bool, is_union_member: bool) -> bool {
    let is_extension = name.starts_with("x-") && matches!(kind.field(name), Some(FieldShape::Data));
    let is_title = kind == ObjectKind::Schema && name == "title";
    !is_ours && ((is_extension && !EXTENSIONS.contains(&name)) || (is_title && !is_union_member))
}

/// Returns whether somebody has to describe a new object: the items that have documentation in the generated code, and
/// others that upstream describes.
fn needs_description(
    kind: ObjectKind,
    upstream: &Map<String, Value>,
    at: &JsonPointer<'_>,
) -> bool {
    let is_item = match kind {
        ObjectKind::Operation | ObjectKind::Parameter | ObjectKind::Response => true,
        ObjectKind::Schema => {
            let pointer = at.to_string();
            let mut owners = pointer.rsplit('/').skip(1);
            matches!(owners.next(), Some("properties" | "schemas"))
        }
        _ => false,
    };
    let is_described = upstream.contains_key("description")
        && is_documentation(kind, "description")
        && kind != ObjectKind::Server;
    is_described || is_item && !upstream.contains_key("$ref")
}

/// A placeholder for the description of a response, which the standard requires.
fn placeholder(
    kind: ObjectKind,
    object: &Map<String, Value>,
    at: &JsonPointer<'_>,
) -> Option<Value> {
    let is_needed = kind == ObjectKind::Response
        && !object.contains_key("description")
        && !object.contains_key("$ref");
    let pointer = at.to_string();
    let status = pointer.rsplit('/').next().unwrap_or_default();
    is_needed.then(|| Value::String(format!("Status {status}.")))
}

/// The fields that an object's description may mention, without nested objects.
fn facts(kind: ObjectKind, object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut facts: Vec<_> = object
        .iter()
        .filter(|(name, _)| {
            let is_own = !matches!(
                kind.field(name),
                Some(
                    FieldShape::One(_)
                        | FieldShape::Map(_)
                        | FieldShape::List(_)
                        | FieldShape::SchemaOrFlag
                )
            );
            is_own
                && !is_documentation(kind, name)
                && !is_example(kind, name)
                && !name.starts_with("x-")
                && !matches!(
                    (kind, name.as_str()),
                    (ObjectKind::Schema, "required" | "title") | (ObjectKind::Info, "version")
                )
        })
        .collect();
    facts.sort_by_key(|(name, _)| *name);
    facts
}
