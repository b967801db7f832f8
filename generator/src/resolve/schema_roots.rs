//! The schemas of parameters and bodies, at the places where the document uses them.

use openapiv3::{
    Components, Content, MediaType, Operation, Parameter, ParameterSchemaOrContent, PathItem,
    ReferenceOr, RequestBody, Response,
};

use super::schema_view::SchemaNode;
use crate::document::Document;

/// The schema of a parameter or a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct SchemaRoot<'a> {
    pub(super) node: SchemaNode<'a>,
    /// The media type and its object; `None` for a parameter with a style.
    pub(super) content: Option<(&'a str, &'a MediaType)>,
    /// True for the body of a request that the client sends.
    pub(super) is_sent: bool,
}

/// The schemas of all parameters and bodies of a document.
pub(super) fn schema_roots(document: &Document) -> Vec<SchemaRoot<'_>> {
    let mut roots = SchemaRoots {
        document,
        found: Vec::new(),
    };
    let paths = document.openapi.paths.paths.values();
    for item in paths.filter_map(ReferenceOr::as_item) {
        roots.path_item(item, true);
    }
    for item in document.webhooks.values().filter_map(ReferenceOr::as_item) {
        roots.path_item(item, false);
    }
    if let Some(components) = &document.openapi.components {
        roots.components(components);
    }
    roots.found
}

struct SchemaRoots<'a> {
    document: &'a Document,
    found: Vec<SchemaRoot<'a>>,
}

impl<'a> SchemaRoots<'a> {
    fn components(&mut self, components: &'a Components) {
        let bodies = components.request_bodies.values();
        bodies.for_each(|body| self.request_body(body, true));
        let responses = components.responses.values();
        responses.for_each(|response| self.response(response));
        let parameters = components.parameters.values();
        parameters.for_each(|parameter| self.parameter(parameter));
    }

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
            Some(ParameterSchemaOrContent::Schema(schema)) => self.found.push(SchemaRoot {
                node: schema.into(),
                content: None,
                is_sent: false,
            }),
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
            if let Some(schema) = &content.schema {
                self.found.push(SchemaRoot {
                    node: schema.into(),
                    content: Some((media_type, content)),
                    is_sent,
                });
            }
        }
    }
}
