//! URL-encoded forms and multipart bodies: file properties, and the encoding of each property.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{
    Encoding, Header, MediaType, ParameterSchemaOrContent, QueryStyle, ReferenceOr, Schema,
};

use super::annotations::text_size;
use super::context::Resolver;
use super::json_pointer::{JsonPointer, component_name};
use super::limits::REPEATED;
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
        let text = pointer.as_str();
        let mut segments = text.split('/').skip(1);
        let contents = text.match_indices("/content/");
        let mut contents = contents.filter_map(|(at, name)| text.get(at + name.len()..));
        if let Some(multipart) = contents.find(|it| is_multipart_content(it)) {
            // The objects inside of the body are JSON.
            let mut inside = multipart.split('/').skip(1);
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
        if self.is_file(node) {
            return Some(Type::File);
        }
        let view = self.target(node)?;
        let is_list = matches!(view.primitive, Some(Primitive::Array) | None);
        let is_list = is_list && self.is_file(view.items?);
        is_list.then(|| Type::List(Box::new(Type::File)))
    }

    fn is_file(&self, node: SchemaNode<'a>) -> bool {
        if let SchemaNode::Schema(schema) = node
            && self.multipart_components.is_untyped_file(schema)
        {
            return true;
        }
        self.target(node).is_some_and(|view| {
            let is_string = matches!(view.primitive, Some(Primitive::String) | None);
            is_string && view.items.is_none() && view.format == Some("binary")
        })
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
        matches!(self.kind_after_aliases(ty), Some(TypeKind::Struct(_)))
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
            let text = property.len() + text_size(encoding.content_type.as_ref()) + REPEATED;
            if !self.may_add_text(text, &parent) {
                break;
            }
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

/// Returns whether the rest of a pointer begins with the media type of a multipart body.
fn is_multipart_content(pointer: &str) -> bool {
    let media_type = pointer.split('/').next().unwrap_or_default();
    is_multipart(&unescape(media_type))
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
