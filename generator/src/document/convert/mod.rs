//! Converts the JSON value of a document to the types of `openapiv3`.
//!
//! The crate's errors have no position, so each component and each path item is converted separately, and an error is
//! reported at its pointer. Many entries are converted in parallel.

mod operations;
mod schema;

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, ReferenceOr};
use serde::de::DeserializeOwned;
use serde_json::{Error, Map, Value};

use self::schema::convert_schema;
use super::path_item::AdditionalOperation;
use super::pointer::JsonPointer;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::parallel;

/// The path items of webhooks by their names.
pub(super) type Webhooks = IndexMap<String, ReferenceOr<PathItem>>;

/// A converted document.
#[derive(Debug, Clone)]
pub(super) struct Converted {
    pub(super) openapi: OpenAPI,
    pub(super) webhooks: Webhooks,
    /// The operations that [`PathItem`] has no field for. Path items refer to them by index.
    pub(super) additional_operations: Vec<Vec<AdditionalOperation>>,
}

/// Converts a whole document. Parts that cannot be converted are reported and left out.
pub(super) fn convert(mut document: Value, findings: &mut Diagnostics) -> Converted {
    let mut converter = Converter {
        findings,
        additional: Vec::new(),
    };
    let root = JsonPointer::ROOT;
    let mut section = |name: &str| match document.get_mut(name).map(Value::take) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    };
    let mut webhooks = section("webhooks");
    let components = section("components");
    let (mut paths, path_extensions): (Vec<_>, Vec<_>) = section("paths")
        .into_iter()
        .partition(|(name, _)| name.starts_with('/'));
    for (path, item) in &mut paths {
        converter.take_operations(item, &root.name("paths").name(path));
    }
    for (name, item) in &mut webhooks {
        converter.take_operations(item, &root.name("webhooks").name(name));
    }
    if let Value::Object(rest) = &mut document {
        rest.shift_remove("webhooks");
        rest.shift_remove("components");
        rest.insert("paths".to_owned(), path_extensions.into_iter().collect());
    }
    let openapi = convert_entry(serde_json::from_value, document, &root);
    let mut openapi: OpenAPI = converter.keep(openapi).unwrap_or_default();
    openapi.paths.paths = converter.entries(paths, &root.name("paths"));
    if !components.is_empty() {
        openapi.components = Some(converter.components(components, &root.name("components")));
    }
    let webhooks = converter.entries(webhooks, &root.name("webhooks"));
    Converted {
        openapi,
        webhooks,
        additional_operations: converter.additional,
    }
}

struct Converter<'a> {
    findings: &'a mut Diagnostics,
    additional: Vec<Vec<AdditionalOperation>>,
}

impl Converter<'_> {
    fn components(&mut self, sections: Map<String, Value>, at: &JsonPointer<'_>) -> Components {
        let mut components = Components::default();
        for (name, value) in sections {
            let at = &at.name(&name);
            let Value::Object(entries) = value else {
                components.extensions.insert(name, value);
                continue;
            };
            match name.as_str() {
                "schemas" => components.schemas = self.entries_by(convert_schema, entries, at),
                "responses" => components.responses = self.entries(entries, at),
                "parameters" => components.parameters = self.entries(entries, at),
                "examples" => components.examples = self.entries(entries, at),
                "requestBodies" => components.request_bodies = self.entries(entries, at),
                "headers" => components.headers = self.entries(entries, at),
                "securitySchemes" => components.security_schemes = self.entries(entries, at),
                "links" => components.links = self.entries(entries, at),
                "callbacks" => components.callbacks = self.entries(entries, at),
                _ => {
                    components.extensions.insert(name, Value::Object(entries));
                }
            }
        }
        components
            .extensions
            .retain(|name, _| name.starts_with("x-"));
        components
    }

    fn entries<T: DeserializeOwned + Send>(
        &mut self,
        entries: impl IntoIterator<Item = (String, Value), IntoIter: ExactSizeIterator + Send>,
        at: &JsonPointer<'_>,
    ) -> IndexMap<String, T> {
        self.entries_by(serde_json::from_value, entries, at)
    }

    fn entries_by<T: Send>(
        &mut self,
        convert: fn(Value) -> Result<T, Error>,
        entries: impl IntoIterator<Item = (String, Value), IntoIter: ExactSizeIterator + Send>,
        at: &JsonPointer<'_>,
    ) -> IndexMap<String, T> {
        // A path item has several thousand bytes, so it is boxed before it is moved between threads.
        let convert = |(name, value): (String, Value)| {
            let entry = convert_entry(convert, value, &at.name(&name));
            entry.map(|entry| (name, Box::new(entry)))
        };
        let entries = entries.into_iter();
        let outcomes: Vec<_> = if entries.len() < MIN_PARALLEL_ENTRIES {
            entries.map(convert).collect()
        } else {
            parallel::map(entries, convert)
        };
        let mut map = IndexMap::with_capacity(outcomes.len());
        for outcome in outcomes {
            if let Some((name, entry)) = self.keep(outcome) {
                map.insert(name, *entry);
            }
        }
        map
    }

    fn keep<T>(&mut self, outcome: Result<T, Box<Diagnostic>>) -> Option<T> {
        outcome.map_err(|finding| self.findings.push(*finding)).ok()
    }
}

fn convert_entry<T>(
    convert: fn(Value) -> Result<T, Error>,
    value: Value,
    at: &JsonPointer<'_>,
) -> Result<T, Box<Diagnostic>> {
    convert(value).map_err(|error| {
        let message = format!("does not match the OpenAPI specification: {error}");
        Box::new(Diagnostic::error("malformed", at, message))
    })
}

/// The minimum number of entries that are converted in parallel.
const MIN_PARALLEL_ENTRIES: usize = 64;
