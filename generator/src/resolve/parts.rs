//! Multipart bodies whose parts have no names, such as `multipart/mixed`: an array with a part for each item.

use openapiv3::{Encoding, MediaType};
use serde_json::Value;

use super::context::Resolver;
use super::limits::MAX_REFERENCES;
use super::schema::{items_at, tuple_items};
use super::schema_path::SchemaPath;
use super::schema_view::{Primitive, SchemaNode, SchemaView, single_member_of};
use crate::document::{
    ITEM_ENCODING, ITEM_SCHEMA, OPEN_PREFIX_ITEMS, OTHER_ITEMS, PREFIX_ENCODING, prefix_encoding,
};
use crate::media_type::{is_json, is_range, is_text, may_have_unnamed_parts};
use crate::model::{PartEncoding, Type};

/// The maximum number of types of the parts of a body, as in other tuples.
const MAX_TYPES: usize = 8;

/// The parts that a schema describes.
pub(super) struct PartSchemas<'a> {
    /// The parts at the first positions. All of them are sent.
    first: Vec<PartSchema<'a>>,
    /// All further parts.
    others: Option<PartSchema<'a>>,
}

/// The schema of a part. A part without a schema is a file.
struct PartSchema<'a> {
    node: Option<SchemaNode<'a>>,
    path: SchemaPath,
}

impl<'a> Resolver<'a> {
    /// The type of a request body of parts without names, and the encodings of the parts. `None` for other bodies.
    pub(super) fn parts_in_order(
        &mut self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Option<(Type, Vec<PartEncoding>)> {
        let PartSchemas { first, others } = self.part_schemas(media_type, content, path)?;
        let encodings = content.encoding.len();
        let prefix = (0..encodings).map_while(|it| content.encoding.get(&prefix_encoding(it)));
        let prefix: Vec<&'a Encoding> = prefix.collect();
        let of_items = content.encoding.get(ITEM_ENCODING);
        let of_position = |index: usize| prefix.get(index).copied().or(of_items);
        self.warn_unused_encodings(content, first.len(), others.is_some(), path);

        let mut types = Vec::with_capacity(first.len() + 1);
        for (index, part) in first.iter().enumerate() {
            types.push(self.part_type(part, of_position(index)));
        }
        let mut parts = Vec::with_capacity(first.len().max(prefix.len()) + 1);
        for index in 0..first.len() {
            let is_file = types.get(index) == Some(&Type::File);
            parts.push(self.part_encoding(of_position(index), Some(index), is_file, path));
        }
        if let Some(part) = &others {
            let ty = self.part_type(part, of_items);
            let is_file = ty == Type::File;
            for index in first.len()..prefix.len() {
                parts.push(self.part_encoding(of_position(index), Some(index), is_file, path));
            }
            let others = self.part_encoding(of_items, None, is_file, path);
            parts.push(PartEncoding {
                repeats: true,
                ..others
            });
            types.push(Type::List(Box::new(ty)));
        }
        let ty = match (first.len(), types.pop()) {
            (0, Some(list)) => list,
            (_, last) => {
                types.extend(last);
                Type::Tuple(types)
            }
        };
        Some((ty, parts))
    }

    /// The parts of a request body without names; `None` if the schema is not an array, or has too many types.
    pub(super) fn part_schemas(
        &self,
        media_type: &str,
        content: &'a MediaType,
        path: &SchemaPath,
    ) -> Option<PartSchemas<'a>> {
        if !may_have_unnamed_parts(media_type) || !self.directions.at(&path.pointer).in_request {
            return None;
        }
        let schema = SchemaNode::from(content.schema.as_ref()?);
        if content.extensions.contains_key(ITEM_SCHEMA) {
            let parent = SchemaPath::new(path.pointer.parent(), path.type_name.clone());
            return Some(PartSchemas {
                first: Vec::new(),
                others: Some(PartSchema {
                    node: Some(schema),
                    path: parent.to_keyword("itemSchema", "Item"),
                }),
            });
        }
        let (view, path) = self.array(schema, path)?;
        let others = |node| PartSchema {
            node,
            path: path.to_keyword("items", "Item"),
        };
        let (nodes, others) = if let Some(items) = tuple_items(&view) {
            (items, None)
        } else if let Some(indices) = view.data.extensions.get(OPEN_PREFIX_ITEMS) {
            let of_others = view.data.extensions.get(OTHER_ITEMS);
            let index = of_others.filter(|it| it.is_number());
            let mut nodes = items_at(&view, indices.as_array()?.iter().chain(index))?;
            let others = match of_others {
                Some(Value::Bool(_)) => None,
                Some(_) => Some(others(nodes.pop())),
                // Nothing describes the other items but their encoding.
                None => {
                    let is_encoded = content.encoding.contains_key(ITEM_ENCODING);
                    is_encoded.then(|| others(None))
                }
            };
            (nodes, others)
        } else {
            (Vec::new(), Some(others(view.items)))
        };
        let first = nodes.into_iter().enumerate().map(|(index, node)| {
            let suffix = format!("Item{}", index + 1);
            PartSchema {
                node: Some(node),
                path: path.to_named_member("prefixItems", index, &suffix),
            }
        });
        let first: Vec<_> = first.collect();
        let is_supported = match (first.len(), &others) {
            (0, others) => others.is_some(),
            (count, others) => (2..=MAX_TYPES).contains(&(count + usize::from(others.is_some()))),
        };
        is_supported.then_some(PartSchemas { first, others })
    }

    /// The array that a schema is, after references and single `allOf` members.
    fn array(
        &self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
    ) -> Option<(SchemaView<'a>, SchemaPath)> {
        let (mut node, mut path) = (node, path.clone());
        for _ in 0..MAX_REFERENCES {
            let schema = match node {
                SchemaNode::Reference(reference) => {
                    let (key, target) = self.component(reference)?;
                    (node, path) = (target, self.component_path(key));
                    continue;
                }
                SchemaNode::Schema(schema) => schema,
            };
            if let Some(member) = single_member_of(schema) {
                (node, path) = (member, path.to_member("allOf", 0));
                continue;
            }
            let view = SchemaView::new(schema);
            let is_array = match view.primitive {
                Some(primitive) => primitive == Primitive::Array,
                None => view.items.is_some() && !view.has_properties(),
            };
            let is_only_array = is_array && view.all_of.is_empty() && view.alternatives().is_none();
            return is_only_array.then_some((view, path));
        }
        None
    }

    /// Returns whether a part of the body is a file.
    pub(super) fn has_file_part(&self, schemas: &PartSchemas<'a>) -> bool {
        let mut parts = schemas.first.iter().chain(&schemas.others);
        parts.any(|part| self.is_file_part(part))
    }

    /// A part is a file if its schema is a binary string, or does not restrict the value.
    fn is_file_part(&self, part: &PartSchema<'a>) -> bool {
        let Some(node) = part.node else { return true };
        let schema = self.target_schema(node).map(SchemaNode::Schema);
        schema.is_some_and(SchemaNode::is_annotation_only)
            || self.file_type(node) == Some(Type::File)
    }

    fn part_type(&mut self, part: &PartSchema<'a>, encoding: Option<&'a Encoding>) -> Type {
        let Some(node) = part.node.filter(|_| !self.is_file_part(part)) else {
            return Type::File;
        };
        let content_type = encoding.and_then(|encoding| encoding.content_type.as_deref());
        // Of several media types, JSON or text is sent.
        let other = content_type.filter(|media_type| {
            !is_range(media_type)
                && !media_type.contains(',')
                && !is_json(media_type)
                && !is_text(media_type)
        });
        let is_scalar = self
            .target_schema(node)
            .is_some_and(|schema| SchemaNode::Schema(schema).is_scalar());
        match other {
            Some(other) if !is_scalar => {
                let message =
                    format!("the schema of this `{other}` part is not supported; it is a file");
                self.warn("untranslated-keyword", &part.path.pointer, message);
                Type::File
            }
            _ => self.element_type(node, &part.path),
        }
    }

    /// The encoding of the part at a position, or of all further parts.
    fn part_encoding(
        &mut self,
        encoding: Option<&'a Encoding>,
        position: Option<usize>,
        is_file: bool,
        path: &SchemaPath,
    ) -> PartEncoding {
        let parent = path.pointer.parent();
        let pointer = match position {
            Some(index) => parent.child("prefixEncoding").item(index),
            None => parent.child("itemEncoding"),
        };
        let headers = encoding.map(|encoding| {
            self.part_headers(&encoding.headers, is_file, &pointer.child("headers"))
        });
        PartEncoding {
            content_type: encoding.and_then(|encoding| encoding.content_type.clone()),
            headers: headers.unwrap_or_default(),
            repeats: false,
        }
    }

    /// Reports encodings that belong to no part: those of names, and those after the last part.
    fn warn_unused_encodings(
        &mut self,
        content: &'a MediaType,
        count: usize,
        has_others: bool,
        path: &SchemaPath,
    ) {
        let parent = path.pointer.parent();
        let keys = content.encoding.keys();
        let positions = keys.clone().filter(|it| it.starts_with(PREFIX_ENCODING));
        let positions = positions.count();
        let of_properties = keys.filter(|it| !is_of_unnamed(it));
        let mut unused: Vec<_> = of_properties
            .map(|it| parent.entry("encoding", it))
            .collect();
        if !has_others {
            let prefix = parent.child("prefixEncoding");
            unused.extend((count..positions).map(|index| prefix.item(index)));
            if positions >= count && content.encoding.contains_key(ITEM_ENCODING) {
                unused.push(parent.child("itemEncoding"));
            }
        }
        for pointer in unused {
            let message = "the body has no part with this encoding; ignored";
            self.warn("untranslated-keyword", &pointer, message);
        }
    }

    /// Reports the encodings of parts without names, if the body has no such parts.
    pub(super) fn warn_ignored_parts(&mut self, content: &'a MediaType, path: &SchemaPath) {
        let names = content.encoding.keys();
        let has_prefix = names.clone().any(|it| it.starts_with(PREFIX_ENCODING));
        let has_items = content.encoding.contains_key(ITEM_ENCODING);
        for (name, is_used) in [("prefixEncoding", has_prefix), ("itemEncoding", has_items)] {
            if is_used {
                let message = format!(
                    "`{name}` is supported only in requests whose schema is `itemSchema`, or an array of up to {MAX_TYPES} types; ignored"
                );
                let pointer = path.pointer.parent().child(name);
                self.warn("untranslated-keyword", &pointer, message);
            }
        }
    }
}

/// Returns whether a name in `encoding` is the mark of an encoding of parts without names.
pub(super) fn is_of_unnamed(name: &str) -> bool {
    name == ITEM_ENCODING || name.starts_with(PREFIX_ENCODING)
}
