//! Facts and words, told apart by the kind of object that they stand in.

use serde_json::{Map, Value};

use super::Adopted;
use crate::document::{FieldShape, JsonPointer, ObjectKind, reference};

/// What says something to people and nothing to programs.
const WORDS: [&str; 6] = [
    "description",
    "summary",
    "$comment",
    "externalDocs",
    "termsOfService",
    "contact",
];

/// Extensions that the generator reads. All others are left out.
const EXTENSIONS: [&str; 2] = ["x-fern-sdk-group-name", "x-fern-sdk-method-name"];

/// An object of theirs with our words.
pub(super) fn merged(
    kind: ObjectKind,
    ours: Option<&Value>,
    theirs: &Value,
    adopted: &mut Adopted,
) -> Value {
    let mut merge = Merge { adopted };
    merge.object(kind, ours, theirs, &JsonPointer::ROOT, false)
}

struct Merge<'m> {
    adopted: &'m mut Adopted,
}

impl Merge<'_> {
    fn object(
        &mut self,
        kind: ObjectKind,
        ours: Option<&Value>,
        theirs: &Value,
        at: &JsonPointer<'_>,
        is_alternative: bool,
    ) -> Value {
        let Value::Object(theirs) = theirs else {
            return theirs.clone();
        };
        let empty = Map::new();
        let before = ours.and_then(Value::as_object);
        let known = before.unwrap_or(&empty);
        let mut object = Map::new();
        for name in names(kind, known, theirs) {
            let (ours, theirs) = (known.get(name), theirs.get(name));
            let value = match theirs {
                _ if is_words(kind, name) => {
                    self.words(kind, name, before.is_some(), ours, theirs, at)
                }
                _ if is_example(kind, name) => ours.cloned(),
                _ if is_left_out(kind, name, ours.is_some(), is_alternative) => None,
                None => None,
                Some(theirs) => Some(self.field(kind, name, ours, theirs, &at.name(name))),
            };
            if let Some(value) = value {
                object.insert(name.clone(), value);
            }
        }
        if let Some(description) = stand_in(kind, &object, at) {
            object.insert("description".to_owned(), description);
        }
        let is_described = WORDS
            .iter()
            .any(|name| is_words(kind, name) && known.contains_key(*name));
        if is_described && facts(kind, known) != facts(kind, theirs) {
            self.adopted.doubtful.push(at.to_string());
        }
        Value::Object(object)
    }

    /// Our words, if there are any. Theirs only say that there is something to be said.
    fn words(
        &mut self,
        kind: ObjectKind,
        name: &str,
        was_there: bool,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        at: &JsonPointer<'_>,
    ) -> Option<Value> {
        let is_wanting = !was_there && ours.is_none() && theirs.is_some() && name == "description";
        if is_wanting && kind != ObjectKind::Server {
            self.adopted.wanting.push(at.to_string());
        }
        ours.cloned()
    }

    fn field(
        &mut self,
        kind: ObjectKind,
        name: &str,
        ours: Option<&Value>,
        theirs: &Value,
        at: &JsonPointer<'_>,
    ) -> Value {
        match (kind.field(name), theirs) {
            (Some(FieldShape::One(kind)), _) => self.object(kind, ours, theirs, at, false),
            (Some(FieldShape::SchemaOrFlag), Value::Object(_)) => {
                self.object(ObjectKind::Schema, ours, theirs, at, false)
            }
            (Some(FieldShape::Map(kind)), Value::Object(entries)) => {
                // Here the order is a fact: it is that of fields and operations.
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
                let is_alternative = matches!(name, "oneOf" | "anyOf");
                let items = items.iter().enumerate().map(|(index, item)| {
                    let before = counterpart(ours, index, item);
                    self.object(kind, before, item, &at.item(index), is_alternative)
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
            _ => theirs.clone(),
        }
    }
}

/// All names of two objects. The order of paths and statuses is theirs, as it is that of the code; the order of
/// an object's own fields means nothing and stays ours.
fn names<'n>(
    kind: ObjectKind,
    ours: &'n Map<String, Value>,
    theirs: &'n Map<String, Value>,
) -> impl Iterator<Item = &'n String> {
    let (first, second) = match kind {
        ObjectKind::Paths | ObjectKind::Responses | ObjectKind::Callback => (theirs, ours),
        _ => (ours, theirs),
    };
    let rest = second.keys().filter(|name| !first.contains_key(*name));
    first.keys().chain(rest)
}

/// The item of ours that is the same as one of theirs: by what it refers to or is called, else by its place.
fn counterpart<'o>(ours: Option<&'o Value>, index: usize, theirs: &Value) -> Option<&'o Value> {
    let items = ours?.as_array()?;
    let key = |item: &Value| {
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        reference(item)
            .map(str::to_owned)
            .or_else(|| Some(text("name")? + " " + &text("in")?))
    };
    match key(theirs) {
        Some(wanted) => items
            .iter()
            .find(|item| key(item).as_ref() == Some(&wanted)),
        None => items.get(index).filter(|item| key(item).is_none()),
    }
}

fn is_words(kind: ObjectKind, name: &str) -> bool {
    WORDS.contains(&name) && kind.field(name).is_some()
        || (kind == ObjectKind::Info && matches!(name, "title" | "license"))
}

fn is_example(kind: ObjectKind, name: &str) -> bool {
    matches!(name, "example" | "examples")
        && kind != ObjectKind::Components
        && kind.field(name).is_some()
}

/// Extensions that nobody reads, and titles that name nothing.
fn is_left_out(kind: ObjectKind, name: &str, is_ours: bool, is_alternative: bool) -> bool {
    let is_extension = name.starts_with("x-") && matches!(kind.field(name), Some(FieldShape::Data));
    let is_title = kind == ObjectKind::Schema && name == "title";
    !is_ours && ((is_extension && !EXTENSIONS.contains(&name)) || (is_title && !is_alternative))
}

/// A response has to have a description: its status, until we have words for it.
fn stand_in(kind: ObjectKind, object: &Map<String, Value>, at: &JsonPointer<'_>) -> Option<Value> {
    let is_needed = kind == ObjectKind::Response
        && !object.contains_key("description")
        && !object.contains_key("$ref");
    let pointer = at.to_string();
    let status = pointer.rsplit('/').next().unwrap_or_default();
    is_needed.then(|| Value::String(format!("Status {status}.")))
}

/// What an object says by itself, as opposed to the objects in it.
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
                && !is_words(kind, name)
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
