//! The components that describe multipart bodies. Binary strings in them are files.
//!
//! Elsewhere, in JSON and in the parts of a multipart body, a binary string is a string. So a component that is both a
//! multipart body and part of another schema becomes two types: one with strings, and one with files for the multipart
//! bodies.

use std::collections::HashSet;

use openapiv3::{
    AdditionalProperties, Components, Content, Operation, Parameter, ParameterSchemaOrContent,
    PathItem, ReferenceOr, RequestBody, Response,
};

use super::json_pointer::component_name;
use super::schema_view::{SchemaNode, SchemaView};
use crate::document::Document;
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
            document,
            components,
            bodies: Vec::new(),
            others: Vec::new(),
        };
        let paths = document.openapi.paths.paths.values();
        for item in paths.filter_map(ReferenceOr::as_item) {
            uses.path_item(item, true);
        }
        for item in document.webhooks.values().filter_map(ReferenceOr::as_item) {
            uses.path_item(item, false);
        }
        if let Some(components) = components {
            let bodies = components.request_bodies.values();
            bodies.for_each(|body| uses.request_body(body, true));
            let responses = components.responses.values();
            responses.for_each(|response| uses.response(response));
            let parameters = components.parameters.values();
            parameters.for_each(|parameter| uses.parameter(parameter));
        }
        uses.into_components()
    }
}

/// The schemas of a document that are not in components.
struct SchemaUses<'a> {
    document: &'a Document,
    components: Option<&'a Components>,
    /// The schemas of multipart request bodies.
    bodies: Vec<SchemaNode<'a>>,
    others: Vec<SchemaNode<'a>>,
}

impl<'a> SchemaUses<'a> {
    fn path_item(&mut self, item: &'a PathItem, is_sent: bool) {
        item.parameters.iter().for_each(|it| self.parameter(it));
        for (_, operation) in self.document.operations(item) {
            self.operation(operation, is_sent);
        }
    }

    fn operation(&mut self, operation: &'a Operation, is_sent: bool) {
        operation
            .parameters
            .iter()
            .for_each(|it| self.parameter(it));
        if let Some(body) = &operation.request_body {
            self.request_body(body, is_sent);
        }
        let responses = &operation.responses;
        let responses = responses.responses.values().chain(&responses.default);
        responses.for_each(|response| self.response(response));
        for item in operation.callbacks.values().flat_map(|it| it.values()) {
            self.path_item(item, false);
        }
    }

    fn parameter(&mut self, parameter: &'a ReferenceOr<Parameter>) {
        let format = parameter
            .as_item()
            .map(|it| &it.parameter_data_ref().format);
        match format {
            Some(ParameterSchemaOrContent::Schema(schema)) => self.others.push(schema.into()),
            Some(ParameterSchemaOrContent::Content(content)) => self.content(content, false),
            None => {}
        }
    }

    fn request_body(&mut self, body: &'a ReferenceOr<RequestBody>, is_sent: bool) {
        if let ReferenceOr::Item(body) = body {
            self.content(&body.content, is_sent);
        }
    }

    fn response(&mut self, response: &'a ReferenceOr<Response>) {
        if let ReferenceOr::Item(response) = response {
            self.content(&response.content, false);
        }
    }

    fn content(&mut self, content: &'a Content, is_sent: bool) {
        for (media_type, content) in content {
            let schema = content.schema.as_ref().map(SchemaNode::from);
            if is_sent && is_multipart(media_type) {
                self.bodies.extend(schema);
            } else {
                self.others.extend(schema);
            }
        }
    }

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
                    push_nested(&view, &mut self.others);
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
                    push_nested(&view, &mut self.others);
                }
            }
        }
        let is_shared = |key: &&str| elsewhere.contains(key);
        let (shared, only) = of_bodies.into_iter().partition(is_shared);
        MultipartComponents { only, shared }
    }
}

/// Adds the schemas in a schema, except those of its `allOf`.
fn push_nested<'a>(view: &SchemaView<'a>, nodes: &mut Vec<SchemaNode<'a>>) {
    nodes.extend(view.properties().map(|(_, property)| property));
    let alternatives = view.one_of.iter().chain(view.any_of);
    nodes.extend(alternatives.map(SchemaNode::from));
    nodes.extend(view.items);
    if let Some(AdditionalProperties::Schema(values)) = view.additional {
        nodes.push(values.as_ref().into());
    }
}
