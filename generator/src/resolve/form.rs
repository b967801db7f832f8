//! URL-encoded forms and multipart bodies: file properties, and the encoding of each property.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{
    Encoding, Header, MediaType, ParameterSchemaOrContent, QueryStyle, ReferenceOr, Schema,
};

use super::context::Resolver;
use super::json_pointer::{JsonPointer, component_name};
use super::parts::is_of_unnamed;
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode};
use crate::document::unescape;
use crate::media_type::{is_form, is_multipart};
use crate::model::{FormStyle, PropertyEncoding, Type, TypeKind};

/// The keywords with schemas of the same value.
const CHOICES: [&str; 3] = ["allOf", "anyOf", "oneOf"];

impl<'a> Resolver<'a> {
    /// True if binary properties of the object at `pointer` are files.
    pub(super) fn takes_files(&self, pointer: &JsonPointer) -> bool {
        if self.multipart_pointers.contains(pointer) {
            return true;
        }
        let mut segments = pointer.as_str().split('/').skip(1);
        if let Some((_, inside)) = pointer.as_str().split_once("/content/multipart~1") {
            // The objects inside of the body are JSON.
            let mut inside = inside.split('/').skip(1);
            let is_body = inside.next() == Some("schema")
                && inside.all(|it| CHOICES.contains(&it) || it.parse::<usize>().is_ok());
            return is_body && self.directions.at(pointer).in_request;
        }
        match (segments.next(), segments.next(), segments.next()) {
            (Some("components"), Some("schemas"), Some(key)) => {
                let key = unescape(key);
                segments.all(|segment| segment == "allOf" || segment.parse::<usize>().is_ok())
                    && self.multipart_components.only.contains(key.as_ref())
            }
            _ => false,
        }
    }

    /// The type of a property that is a file or a list of files.
    pub(super) fn file_type(&self, node: SchemaNode<'a>) -> Option<Type> {
        if let SchemaNode::Schema(schema) = node
            && self.multipart_components.is_untyped_file(schema)
        {
            return Some(Type::File);
        }
        let view = self.target(node)?;
        match (view.primitive, view.items) {
            (Some(Primitive::String) | None, None) if view.format == Some("binary") => {
                Some(Type::File)
            }
            (Some(Primitive::Array) | None, Some(items)) => match self.file_type(items)? {
                Type::File => Some(Type::List(Box::new(Type::File))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of a form body, if it is an object in a request.
    pub(super) fn form_type(
        &mut self,
        media_type: &str,
        schema: &'a ReferenceOr<Schema>,
        path: &SchemaPath,
    ) -> Option<Type> {
        if !self.directions.at(&path.pointer).in_request {
            return None;
        }
        let with_files = is_multipart(media_type)
            .then(|| self.multipart_type(schema.into()))
            .flatten();
        let ty = with_files.unwrap_or_else(|| self.type_of(schema.into(), path));
        let is_object = match &ty {
            Type::Named(_) => self.is_struct(&ty),
            Type::Map(_) => !is_multipart(media_type),
            _ => false,
        };
        is_object.then_some(ty)
    }

    /// True if a type is a struct, after aliases.
    fn is_struct(&self, ty: &Type) -> bool {
        let kind = match self.after_aliases(ty) {
            Type::Named(name) => self.types.get(name).map(|definition| &definition.kind),
            _ => None,
        };
        matches!(kind, Some(TypeKind::Struct(_)))
    }

    /// The encodings of the properties of a form.
    pub(super) fn encodings(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Vec<PropertyEncoding> {
        if !is_form(media_type) {
            return Vec::new();
        }
        let mut encodings = Vec::with_capacity(content.encoding.len());
        let parent = path.pointer.parent();
        let files: HashSet<&str> = self.files(content).collect();
        let named = content.encoding.iter();
        for (property, encoding) in named.filter(|(name, _)| !is_of_unnamed(name)) {
            let pointer = parent.entry("encoding", property).child("headers");
            encodings.push(PropertyEncoding {
                property: property.clone(),
                style: form_style(encoding),
                allow_reserved: encoding.allow_reserved,
                content_type: encoding.content_type.clone(),
                headers: if is_multipart(media_type) {
                    let is_file = files.contains(property.as_str());
                    self.part_headers(&encoding.headers, is_file, &pointer)
                } else {
                    Vec::new()
                },
            });
        }
        encodings
    }

    /// The constant headers of a part. Callers set other headers of a file themselves. Other headers of other parts
    /// are ignored.
    pub(super) fn part_headers(
        &mut self,
        headers: &'a IndexMap<String, ReferenceOr<Header>>,
        is_file: bool,
        pointer: &JsonPointer,
    ) -> Vec<(String, String)> {
        let mut constants = Vec::new();
        for (name, header) in headers {
            if name.eq_ignore_ascii_case("Content-Type") {
                continue;
            }
            if let Some(value) = self.constant_header(header) {
                constants.push((name.clone(), value));
            } else if !is_file {
                let message = format!("part header `{name}` has no constant value; ignored");
                self.warn("untranslated-keyword", &pointer.child(name), message);
            }
        }
        constants
    }

    fn constant_header(&self, header: &'a ReferenceOr<Header>) -> Option<String> {
        let header = match header {
            ReferenceOr::Item(header) => header,
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "headers")?;
                self.components?.headers.get(key.as_ref())?.as_item()?
            }
        };
        let ParameterSchemaOrContent::Schema(schema) = &header.format else {
            return None;
        };
        let view = self.target(schema.into())?;
        match view.strings.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        }
    }
}

fn form_style(encoding: &Encoding) -> Option<FormStyle> {
    Some(match encoding.style.as_ref()? {
        QueryStyle::DeepObject => FormStyle::Deep,
        QueryStyle::Form if !encoding.explode => FormStyle::Delimited(","),
        QueryStyle::SpaceDelimited if !encoding.explode => FormStyle::Delimited(" "),
        QueryStyle::PipeDelimited if !encoding.explode => FormStyle::Delimited("|"),
        QueryStyle::Form => FormStyle::Exploded,
        QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited => return None,
    })
}
