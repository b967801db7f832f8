//! The bodies of requests and responses: their types and examples.

use openapiv3::{MediaType, ReferenceOr, RequestBody};
use serde_json::Value;

use super::annotations::{documented_examples, non_blank, value_size};
use super::context::Resolver;
use super::events::TEXT;
use super::json_pointer::{JsonPointer, component_name};
use super::media_kind::MediaKind;
use super::names;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, single_member_of};
use crate::document::ITEM_SCHEMA;
use crate::media_type::{
    contains_json, is_events, is_form, is_json, is_media_type, is_range, is_stream, is_text,
    is_xml, unsupported_charset,
};
use crate::model::{Body, Content, EnumValues, StreamItem, Type, TypeDef, TypeKind};

impl<'a> Resolver<'a> {
    /// The bodies of a request, one per [distinct media type](Self::distinct_media_types). The preferred one is first.
    pub(super) fn bodies(
        &mut self,
        body: &'a ReferenceOr<RequestBody>,
        path: &SchemaPath,
    ) -> Vec<Body> {
        let Some((body, pointer)) = self.request_body(body, path) else {
            return Vec::new();
        };
        let pointer = pointer.child("content");
        let mut bodies = Vec::new();
        for (media_type, content) in self.distinct_media_types(&body.content, &pointer, true) {
            let kind = if bodies.is_empty() {
                ""
            } else {
                MediaKind::from_media_type(media_type).name()
            };
            let path = SchemaPath::new(
                pointer.child(media_type).child("schema"),
                names::composed(&path.type_name, &format!("{kind}Body")),
            );
            if !bodies.is_empty()
                && is_form(media_type)
                && !self.has_form_type(media_type, content, &path)
            {
                self.warn_skipped_media_type(media_type, &pointer);
                continue;
            }
            let spreads = (is_json(media_type) || is_form(media_type)) && body.required;
            if !is_range(media_type) && !is_media_type(media_type) {
                let message = format!("`{media_type}` is not a media type");
                self.warn("invalid-media-type", &pointer.child(media_type), message);
            }
            let mut resolved = self.content(media_type, content, &path);
            if resolved.ty == Type::Bytes {
                resolved.ty = Type::Body;
            }
            // A request without a body has the same meaning, and `None` never sends `null`.
            if let (false, Type::Nullable(inner)) = (body.required, &resolved.ty) {
                resolved.ty = Type::clone(inner);
            }
            let spread = spreads && self.can_spread(content, &resolved.ty);
            bodies.push(Body {
                docs: non_blank(body.description.as_ref()),
                content: resolved,
                required: body.required,
                spread,
            });
        }
        bodies
    }

    /// Returns whether the caller may have to choose the media type of a body.
    pub(super) fn may_choose_media_type(
        &self,
        body: &'a ReferenceOr<RequestBody>,
        path: &SchemaPath,
    ) -> bool {
        let body = self.request_body(body, path);
        body.is_some_and(|(body, _)| {
            let mut media_types = body.content.keys();
            media_types.any(|it| is_range(it) || !is_media_type(it))
        })
    }

    /// True if the body is a form with one field per property, or one part per item.
    fn has_form_type(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> bool {
        if self.part_schemas(media_type, content, path).is_some() {
            return true;
        }
        let schema = content.schema.as_ref();
        schema.is_some_and(|schema| self.form_type(media_type, schema, path).is_some())
    }

    /// A request body and its pointer.
    pub(super) fn request_body(
        &self,
        body: &'a ReferenceOr<RequestBody>,
        path: &SchemaPath,
    ) -> Option<(&'a RequestBody, JsonPointer)> {
        match body {
            ReferenceOr::Item(body) => Some((body, path.pointer.child("requestBody"))),
            ReferenceOr::Reference { reference } => {
                let key = component_name(reference, "requestBodies")?;
                let bodies = &self.components?.request_bodies;
                let body = bodies.get(key.as_ref())?.as_item()?;
                Some((
                    body,
                    JsonPointer::new(&["components", "requestBodies", &key]),
                ))
            }
        }
    }

    /// True if a body is an inline object whose properties can be method arguments.
    fn can_spread(&self, content: &'a MediaType, ty: &Type) -> bool {
        let inline = matches!(content.schema, Some(ReferenceOr::Item(ref schema)) if single_member_of(schema).is_none());
        let Type::Named(name) = ty else { return false };
        let definition = self.types.get(name);
        inline
            && matches!(definition, Some(TypeDef { kind: TypeKind::Struct(body), .. }) if body.additional.is_none())
    }

    /// A body of one media type.
    pub(super) fn content(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Content {
        let examples = self.examples(content, &path.pointer);
        let in_order = self.parts_in_order(media_type, content, path);
        let (ty, parts, encodings) = if let Some((ty, parts)) = in_order {
            (ty, parts, Vec::new())
        } else {
            self.warn_ignored_parts(content, path);
            let ty = self.content_type(media_type, content, path);
            (ty, Vec::new(), self.encodings(media_type, content, path))
        };
        Content {
            media_type: media_type.to_owned(),
            ty,
            stream: None,
            encodings,
            parts,
            examples,
        }
    }

    fn examples(&mut self, content: &'a MediaType, pointer: &JsonPointer) -> Vec<Value> {
        let examples = documented_examples(content.example.as_ref(), &content.examples);
        let text = examples.iter().map(|example| value_size(example)).sum();
        if self.may_add_text(text, pointer) {
            examples.into_iter().cloned().collect()
        } else {
            Vec::new()
        }
    }

    /// The body of a streamed response. Its type is the type of one item.
    pub(super) fn stream(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Content {
        let schema = content.schema.as_ref().map(SchemaNode::from);
        let of_item = schema.filter(|_| content.extensions.contains_key(ITEM_SCHEMA));
        let pointer = path.pointer.parent().child("itemSchema");
        let item_path = SchemaPath::new(pointer, path.type_name.clone());
        let (ty, item) = match (is_events(media_type), of_item, schema) {
            (true, Some(event), _) => self.events(event, &item_path),
            (true, None, Some(schema)) => self.events_of_stream(schema, path),
            (true, None, None) => TEXT,
            (false, Some(item), _) => {
                (self.json_type(Some(item), &item_path), StreamItem::JsonText)
            }
            (false, None, _) => {
                let ty = self.json_type(schema, path);
                // A text is the whole stream, whose items are not described then.
                let ty = match self.text_type(&ty) {
                    Some(Type::String) => Type::Value,
                    _ => self.item_type(&ty).unwrap_or(ty),
                };
                (ty, StreamItem::JsonText)
            }
        };
        Content {
            media_type: media_type.to_owned(),
            ty,
            stream: Some(item),
            encodings: Vec::new(),
            parts: Vec::new(),
            examples: self.examples(content, &path.pointer),
        }
    }

    /// The type of the data of a server-sent event: JSON, unless the schema is a string.
    pub(super) fn event_data(
        &mut self,
        schema: SchemaNode<'a>,
        path: &SchemaPath,
    ) -> (Type, StreamItem) {
        let ty = self.json_type(Some(schema), path);
        match self.text_type(&ty) {
            None => return (ty, StreamItem::JsonEvent),
            Some(Type::String) => {}
            Some(_) => self.warn_event_data_is_text(path),
        }
        TEXT
    }

    pub(super) fn warn_event_data_is_text(&mut self, path: &SchemaPath) {
        let message = "the schema of the event data is not supported; treated as text";
        self.warn("untranslated-keyword", &path.pointer, message);
    }

    /// The type after aliases, if its values are strings.
    fn text_type(&self, ty: &Type) -> Option<Type> {
        let ty = match ty {
            Type::Nullable(inner) => inner,
            ty => ty,
        };
        match self.after_aliases(ty) {
            ty @ (Type::String | Type::Date | Type::Timestamp | Type::Uuid | Type::Bytes) => {
                Some(ty.clone())
            }
            Type::External(external) => self.text_type(&external.json),
            ty @ Type::Named(name) => match &self.types.get(name)?.kind {
                TypeKind::Enum(values) if values.values == EnumValues::Text => Some(ty.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of a JSON value. Without a schema, any value.
    pub(super) fn json_type(&mut self, schema: Option<SchemaNode<'a>>, path: &SchemaPath) -> Type {
        let Some(node) = schema else {
            return Type::Value;
        };
        let ty = self.type_of(node, path);
        if self.is_nullable(node) && ty != Type::Value {
            Type::Nullable(Box::new(ty))
        } else {
            ty
        }
    }

    fn content_type(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Type {
        match &content.schema {
            // A range contains other media types than JSON. `format: binary` is not JSON.
            Some(schema)
                if contains_json(media_type)
                    && self.file_type(SchemaNode::from(schema)) == Some(Type::File) =>
            {
                Type::Bytes
            }
            schema if is_json(media_type) => {
                self.json_type(schema.as_ref().map(SchemaNode::from), path)
            }
            Some(schema) if is_form(media_type) => {
                if let Some(ty) = self.form_type(media_type, schema, path) {
                    return ty;
                }
                let is_item = content.extensions.contains_key(ITEM_SCHEMA);
                let keyword = if is_item { "itemSchema" } else { "schema" };
                let message = format!(
                    "the schema of this `{media_type}` body is not supported; treated as bytes"
                );
                let pointer = path.pointer.parent().child(keyword);
                self.warn("untranslated-keyword", &pointer, message);
                Type::Bytes
            }
            Some(_) if is_stream(media_type) => {
                let message = format!(
                    "streams of `{media_type}` are supported only in responses, if all successes are the same stream; treated as text"
                );
                self.warn("untranslated-keyword", &path.pointer, message);
                Type::String
            }
            Some(_) if is_xml(media_type) => {
                let message = format!(
                    "the schema of this `{media_type}` body is not supported; treated as bytes"
                );
                self.warn("untranslated-keyword", &path.pointer, message);
                Type::Bytes
            }
            _ if is_text(media_type) => {
                let Some(charset) = unsupported_charset(media_type) else {
                    return Type::String;
                };
                let message = format!("the charset `{charset}` is not supported; treated as bytes");
                self.warn("untranslated-keyword", &path.pointer.parent(), message);
                Type::Bytes
            }
            _ => Type::Bytes,
        }
    }
}
