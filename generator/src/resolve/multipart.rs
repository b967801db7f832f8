//! The components that describe multipart bodies. Binary strings in them are files, and so are parts without a type in OpenAPI
//! 3.1, whose media type is `application/octet-stream` by default.
//!
//! Elsewhere, in JSON and in the parts of a multipart body, a binary string is a string. So a component that is both a
//! multipart body and part of another schema becomes two types: one with strings, and one with files for the multipart
//! bodies.

use std::collections::HashSet;

use openapiv3::{Components, Encoding, MediaType, Schema};

use super::schema_roots::{SchemaRoot, schema_roots};
use super::schema_view::{SchemaNode, SchemaView, address};
use crate::document::{Document, ITEM_SCHEMA};
use crate::media_type::{is_json, is_multipart, is_range, is_text};

/// The maximum number of components of multipart bodies.
const MAX_COMPONENTS: usize = 256;

/// The schema components that are multipart bodies.
#[derive(Debug, Default)]
pub(super) struct MultipartComponents<'a> {
    /// The components that are only multipart bodies, or members of their `allOf`.
    pub(super) only: HashSet<&'a str>,
    /// The components that are also used elsewhere.
    pub(super) shared: HashSet<&'a str>,
    /// The addresses of the schemas without a type whose values are files.
    untyped_files: HashSet<usize>,
}

impl<'a> MultipartComponents<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let components = document.openapi.components.as_ref();
        let mut uses = SchemaUses {
            components,
            has_untyped_files: !document.openapi.openapi.starts_with("3.0"),
            bodies: Vec::new(),
            others: Vec::new(),
        };
        for SchemaRoot {
            node,
            content,
            is_sent,
        } in schema_roots(document)
        {
            // The schema of a part is not that of the body.
            let multipart = content.filter(|(media_type, content)| {
                is_multipart(media_type) && !content.extensions.contains_key(ITEM_SCHEMA)
            });
            match multipart {
                Some((_, content)) if is_sent => uses.bodies.push((node, content)),
                _ => uses.others.push(node),
            }
        }
        uses.into_components()
    }

    /// Returns whether the values of a schema without a type are files.
    pub(super) fn is_untyped_file(&self, schema: &Schema) -> bool {
        self.untyped_files.contains(&address(schema))
    }
}

/// The schemas of a document that are not in components.
struct SchemaUses<'a> {
    components: Option<&'a Components>,
    /// True if a part without a type is a file.
    has_untyped_files: bool,
    /// The schemas of multipart request bodies.
    bodies: Vec<(SchemaNode<'a>, &'a MediaType)>,
    others: Vec<SchemaNode<'a>>,
}

impl<'a> SchemaUses<'a> {
    fn into_components(mut self) -> MultipartComponents<'a> {
        let mut of_bodies = HashSet::new();
        let mut untyped_files = HashSet::new();
        while let Some((node, content)) = self.bodies.pop() {
            match node {
                SchemaNode::Reference(reference) => {
                    if let Some((key, target)) = SchemaNode::component(self.components, reference)
                        && of_bodies.len() < MAX_COMPONENTS
                        && of_bodies.insert(key)
                    {
                        self.bodies.push((target, content));
                    }
                }
                SchemaNode::Schema(schema) => {
                    let view = SchemaView::new(schema);
                    let parts = view.all_of.iter().map(SchemaNode::from);
                    self.bodies.extend(parts.map(|part| (part, content)));
                    for (name, property) in view.properties() {
                        let encoding = content.encoding.get(name);
                        if self.has_untyped_files && encoding.is_none_or(is_binary) {
                            untyped_files.extend(untyped(property).map(address));
                        }
                    }
                    // The parts of a body are JSON.
                    self.others.extend(view.nested());
                }
            }
        }
        let components = self.components;
        let unused = components.iter().flat_map(|components| &components.schemas);
        let unused = unused.filter(|(key, _)| !of_bodies.contains(key.as_str()));
        self.others
            .extend(unused.map(|(_, node)| SchemaNode::from(node)));
        let mut elsewhere = HashSet::new();
        while let Some(node) = self.others.pop() {
            match node {
                SchemaNode::Reference(reference) => {
                    if let Some((key, target)) = SchemaNode::component(self.components, reference)
                        && of_bodies.contains(key)
                        && elsewhere.insert(key)
                    {
                        self.others.push(target);
                    }
                }
                SchemaNode::Schema(schema) => {
                    let view = SchemaView::new(schema);
                    self.others.extend(view.all_of.iter().map(SchemaNode::from));
                    self.others.extend(view.nested());
                }
            }
        }
        let is_shared = |key: &&str| elsewhere.contains(key);
        let (shared, only) = of_bodies.into_iter().partition(is_shared);
        MultipartComponents {
            only,
            shared,
            untyped_files,
        }
    }
}

/// The schema of a property, or of the items of a list, if it restricts nothing.
fn untyped(node: SchemaNode<'_>) -> Option<&Schema> {
    let SchemaNode::Schema(schema) = node else {
        return None;
    };
    match SchemaView::new(schema).items {
        Some(items) => untyped(items).filter(|items| SchemaView::new(items).items.is_none()),
        None => node.is_annotation_only().then_some(schema),
    }
}

/// Returns whether the media type of a part is neither JSON nor text.
fn is_binary(encoding: &Encoding) -> bool {
    let media_types = encoding.content_type.iter().flat_map(|it| it.split(','));
    let mut media_types = media_types.map(str::trim);
    !media_types.any(|it| is_json(it) && !is_range(it) || is_text(it))
}
