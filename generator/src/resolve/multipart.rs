//! The components that describe multipart bodies. Binary strings in them are files.
//!
//! Elsewhere, in JSON and in the parts of a multipart body, a binary string is a string. So a component that is both a
//! multipart body and part of another schema becomes two types: one with strings, and one with files for the multipart
//! bodies.

use std::collections::HashSet;

use openapiv3::Components;

use super::json_pointer::component_name;
use super::schema_roots::{SchemaRoot, schema_roots};
use super::schema_view::{SchemaNode, SchemaView};
use crate::document::{Document, ITEM_SCHEMA};
use crate::media_type::is_multipart;

/// The maximum number of components of multipart bodies.
const MAX_COMPONENTS: usize = 256;

/// The schema components that are multipart bodies.
#[derive(Debug, Default)]
pub(super) struct MultipartComponents<'a> {
    /// The components that are only multipart bodies, or members of their `allOf`.
    pub(super) only: HashSet<&'a str>,
    /// The components that are also used elsewhere.
    pub(super) shared: HashSet<&'a str>,
}

impl<'a> MultipartComponents<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let components = document.openapi.components.as_ref();
        let mut uses = SchemaUses {
            components,
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
            let is_multipart = content.is_some_and(|(media_type, content)| {
                is_multipart(media_type) && !content.extensions.contains_key(ITEM_SCHEMA)
            });
            if is_sent && is_multipart {
                uses.bodies.push(node);
            } else {
                uses.others.push(node);
            }
        }
        uses.into_components()
    }
}

/// The schemas of a document that are not in components.
struct SchemaUses<'a> {
    components: Option<&'a Components>,
    /// The schemas of multipart request bodies.
    bodies: Vec<SchemaNode<'a>>,
    others: Vec<SchemaNode<'a>>,
}

impl<'a> SchemaUses<'a> {
    fn component(&self, reference: &str) -> Option<(&'a str, SchemaNode<'a>)> {
        let key = component_name(reference, "schemas")?;
        let (key, node) = self.components?.schemas.get_key_value(key.as_ref())?;
        Some((key, node.into()))
    }

    fn into_components(mut self) -> MultipartComponents<'a> {
        let mut of_bodies = HashSet::new();
        while let Some(node) = self.bodies.pop() {
            match node {
                SchemaNode::Reference(reference) => {
                    if let Some((key, target)) = self.component(reference)
                        && of_bodies.len() < MAX_COMPONENTS
                        && of_bodies.insert(key)
                    {
                        self.bodies.push(target);
                    }
                }
                SchemaNode::Schema(schema) => {
                    let view = SchemaView::new(schema);
                    let parts = view.all_of.iter().map(SchemaNode::from);
                    self.bodies.extend(parts);
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
                    if let Some((key, target)) = self.component(reference)
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
        MultipartComponents { only, shared }
    }
}
