//! The components that describe multipart bodies. Binary strings in them are files.

use std::collections::HashSet;

use openapiv3::{PathItem, ReferenceOr, Schema};

use super::json_pointer::component_name;
use super::schema_view::SchemaView;
use crate::document::Document;
use crate::media_type::is_multipart;

/// The maximum number of components to collect.
const MAX_COMPONENTS: usize = 256;

/// The schema components of all multipart request bodies, including their `allOf` members.
pub(super) fn multipart_components(document: &Document) -> HashSet<&str> {
    let components = document.openapi.components.as_ref();
    let operations = document.openapi.paths.paths.values();
    let operations = operations
        .filter_map(ReferenceOr::as_item)
        .flat_map(PathItem::iter);
    let bodies = operations.filter_map(|(_, operation)| match operation.request_body.as_ref()? {
        ReferenceOr::Item(body) => Some(body),
        ReferenceOr::Reference { reference } => {
            let key = component_name(reference, "requestBodies")?;
            components?.request_bodies.get(key.as_ref())?.as_item()
        }
    });
    let contents = bodies.flat_map(|body| &body.content);
    let schemas = contents
        .filter(|(media_type, _)| is_multipart(media_type))
        .filter_map(|(_, content)| content.schema.as_ref());
    let mut found = HashSet::new();
    let mut pending: Vec<&ReferenceOr<Schema>> = schemas.collect();
    while let Some(schema) = pending.pop() {
        match schema {
            ReferenceOr::Reference { reference } => {
                let target = component_name(reference, "schemas")
                    .and_then(|key| components?.schemas.get_key_value(key.as_ref()));
                if let Some((key, target)) = target
                    && found.len() < MAX_COMPONENTS
                    && found.insert(key.as_str())
                {
                    pending.push(target);
                }
            }
            ReferenceOr::Item(schema) => pending.extend(SchemaView::new(schema).all_of),
        }
    }
    found
}
