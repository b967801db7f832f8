//! The names that schemas have besides their pointers: `$id`, `$anchor` and `$dynamicAnchor`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::document::origins::ancestors;
use crate::document::pointer::JsonPointer;
use crate::document::uri::join;

/// The fields of OpenAPI and JSON Schema whose values are objects with arbitrary names.
const NAMED: [&str; 19] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "webhooks",
];

/// The fields that contain data.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "examples"];

/// The identifiers of all files of a document.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// The URI of each resource, by its pointer. A resource is a file or a schema with `$id`.
    resources: HashMap<String, String>,
    /// One of the resources is a schema.
    has_schemas: bool,
    /// The pointer of each resource, by its URI.
    by_uri: HashMap<String, String>,
    /// The pointer of each anchor, by the pointer of its resource and its name.
    anchors: HashMap<(String, String), String>,
    /// The declarations of each dynamic anchor.
    dynamic_anchors: HashMap<String, DynamicAnchor>,
}

/// The schemas that declare a dynamic anchor.
#[derive(Debug, Default)]
struct DynamicAnchor {
    declarations: usize,
    /// The pointer of the first declaration in each resource.
    by_resource: HashMap<String, String>,
}

/// The dynamic anchors of a document with one file.
#[derive(Debug, Default)]
pub(crate) struct DynamicAnchors {
    identifiers: Identifiers,
}

impl DynamicAnchors {
    pub(super) const fn new(identifiers: Identifiers) -> Self {
        Self { identifiers }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.identifiers.dynamic_anchors.is_empty()
    }

    /// Returns the pointer of the innermost resource that contains a pointer.
    pub(crate) fn resource<'p>(&self, pointer: &'p str) -> &'p str {
        self.identifiers.resource(pointer, "")
    }

    /// Returns the pointer of the schema with a dynamic anchor in a resource.
    pub(crate) fn find(&self, resource: &str, name: &str) -> Option<&str> {
        let anchor = self.identifiers.dynamic_anchors.get(name)?;
        anchor.by_resource.get(resource).map(String::as_str)
    }
}

impl Identifiers {
    /// Adds the identifiers of a file. `key` is its path relative to the folder of the main document, or its URL.
    pub(super) fn add_file(&mut self, value: &Value, pointer: &str, key: &str) {
        let base = value.get("$self").and_then(Value::as_str);
        let uri = join(key, base.unwrap_or_default());
        if base.is_some() {
            self.by_uri
                .entry(uri.clone())
                .or_insert_with(|| pointer.to_owned());
        }
        self.resources.insert(pointer.to_owned(), uri);
        self.add(value, &JsonPointer::Start(pointer), pointer, false);
    }

    /// Adds the identifiers in a value. `is_named` is true for an object with arbitrary names.
    fn add(&mut self, value: &Value, at: &JsonPointer<'_>, resource: &str, is_named: bool) {
        match value {
            Value::Object(entries) => {
                let own = if is_named {
                    None
                } else {
                    self.add_schema(entries, at, resource)
                };
                let resource = own.as_deref().unwrap_or(resource);
                for (name, entry) in entries {
                    if is_named || !DATA.contains(&name.as_str()) {
                        let is_named = !is_named && NAMED.contains(&name.as_str());
                        self.add(entry, &at.name(name), resource, is_named);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.add(item, &at.item(index), resource, false);
                }
            }
            _ => {}
        }
    }

    /// Adds the identifiers of one schema. Returns its pointer if it is a resource.
    fn add_schema(
        &mut self,
        schema: &Map<String, Value>,
        at: &JsonPointer<'_>,
        resource: &str,
    ) -> Option<String> {
        let text = |name: &str| schema.get(name).and_then(Value::as_str);
        let mut own = None;
        match text("$id").map(|id| id.split_once('#').unwrap_or((id, ""))) {
            // An anchor in older versions of JSON Schema.
            Some(("", name)) => self.add_anchor(resource, name, at),
            Some((id, _)) => {
                let base = self.resources.get(resource);
                let uri = join(base.map_or("", String::as_str), id);
                let pointer = at.to_string();
                self.by_uri
                    .entry(uri.clone())
                    .or_insert_with(|| pointer.clone());
                self.resources.insert(pointer.clone(), uri);
                self.has_schemas = true;
                own = Some(pointer);
            }
            None => {}
        }
        let resource = own.as_deref().unwrap_or(resource);
        if let Some(name) = text("$anchor") {
            self.add_anchor(resource, name, at);
        }
        if let Some(name) = text("$dynamicAnchor") {
            self.add_anchor(resource, name, at);
            let anchor = self.dynamic_anchors.entry(name.to_owned()).or_default();
            anchor.declarations += 1;
            let first = anchor.by_resource.entry(resource.to_owned());
            first.or_insert_with(|| at.to_string());
        }
        own
    }

    fn add_anchor(&mut self, resource: &str, name: &str, at: &JsonPointer<'_>) {
        let key = (resource.to_owned(), name.to_owned());
        self.anchors.entry(key).or_insert_with(|| at.to_string());
    }

    /// Returns the pointer of the innermost resource that contains a pointer in the file with the pointer `file`.
    pub(super) fn resource<'p>(&self, pointer: &'p str, file: &'p str) -> &'p str {
        if !self.has_schemas {
            return file;
        }
        ancestors(pointer)
            .find(|(ancestor, _)| self.resources.contains_key(*ancestor))
            .map_or("", |(ancestor, _)| ancestor)
    }

    /// Returns the pointer of the resource with the URI that a reference in another resource names.
    pub(super) fn find(&self, resource: &str, reference: &str) -> Option<&str> {
        let base = self.base(resource);
        let found = self.by_uri.get(&join(base, reference));
        found
            .or_else(|| self.by_uri.get(reference))
            .map(String::as_str)
    }

    /// Returns the URI of a resource, to which its references are relative.
    pub(super) fn base(&self, resource: &str) -> &str {
        self.resources.get(resource).map_or("", String::as_str)
    }

    /// Returns the pointer of an anchor.
    pub(super) fn anchor(&self, resource: &str, name: &str) -> Option<&str> {
        // Most documents have no anchors.
        if self.anchors.is_empty() {
            return None;
        }
        let key = (resource.to_owned(), name.to_owned());
        self.anchors.get(&key).map(String::as_str)
    }

    /// Returns true if several schemas declare a dynamic anchor, so that the target of a dynamic reference to it
    /// depends on the way to the reference.
    pub(super) fn is_ambiguous(&self, anchor: &str) -> bool {
        self.dynamic_anchors
            .get(anchor)
            .is_some_and(|anchor| anchor.declarations > 1)
    }
}
