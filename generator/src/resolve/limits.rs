//! Limits on the meaning of a document, and the errors for a document above one of them. References and `allOf` can
//! describe a huge API in a small document; documents that people write are far below the limits.

use std::collections::HashMap;

use super::budget::{MAX_MERGED, MAX_TEXT, Spending};
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::path_operation::PathOperation;
use super::schema_view::{SchemaNode, SchemaView};
use crate::media_type::is_multipart;
use crate::model::{Body, Parameter, ParameterLocation, PartEncoding, Type, TypeKind};

/// The maximum number of references from schema to schema without a type in between.
pub(super) const MAX_REFERENCES: usize = 64;

/// The maximum number of constant properties that are tried as the discriminator of a union or of webhooks.
pub(super) const MAX_CANDIDATES: usize = 16;

/// The maximum number of schemas to visit for the events of one response.
pub(super) const MAX_EVENT_SCHEMAS: usize = 1 << 10;

/// The number of bytes for which a property or parameter counts that the code of an operation repeats, in addition to
/// its name and its description.
pub(super) const REPEATED: usize = 1 << 8;

/// The number of bytes for which a header of a response counts, in addition to its name and its description.
pub(super) const HEADER: usize = 1 << 6;

/// The maximum number of bytes of a name or path. It occurs in the names and pointers of everything inside.
pub(super) const MAX_NAME: usize = 1 << 10;

impl<'a> Resolver<'a> {
    /// Counts members and properties that are merged. Returns false if there are too many; the first time, this is
    /// reported.
    pub(super) fn may_merge(&mut self, count: usize, pointer: &JsonPointer) -> bool {
        let spending = self.budgets.merged.spend(count);
        if let Spending::Exceeds = spending {
            let message = format!("`allOf` merges more than {MAX_MERGED} members and properties");
            self.error("too-large", pointer, message);
        }
        matches!(spending, Spending::Within)
    }

    /// Counts bytes of text. Returns false if there are too many; the first time, this is reported.
    pub(super) fn may_add_text(&mut self, bytes: usize, pointer: &JsonPointer) -> bool {
        let spending = self.budgets.text.spend(bytes);
        if let Spending::Exceeds = spending {
            let message = format!(
                "the names, descriptions and examples of the API have more than {} MiB, because references repeat them",
                MAX_TEXT >> 20
            );
            self.error("too-large", pointer, message);
        }
        matches!(spending, Spending::Within)
    }

    /// Counts the text that the code of an operation repeats: the descriptions of its bodies, the properties that it
    /// sends as arguments, parts or query parameters, and the names of the query parameters that are not part of a map.
    pub(super) fn may_repeat(
        &mut self,
        parameters: &[Parameter],
        bodies: &[Body],
        pointer: &JsonPointer,
    ) -> bool {
        let queried = |it: &&Parameter| {
            matches!(
                it.location,
                ParameterLocation::Query | ParameterLocation::QueryString
            )
        };
        let queried: Vec<&Parameter> = parameters.iter().filter(queried).collect();
        let names: usize = queried.iter().map(|it| it.wire.len() + REPEATED).sum();
        let in_query = queried.iter().map(|it| self.repeated(&it.ty, names));
        let in_bodies = bodies.iter().map(|body| {
            let repeats = body.spread || is_multipart(&body.content.media_type);
            let properties = repeats.then(|| self.repeated(&body.content.ty, 0));
            let docs = body.docs.as_ref().map_or(0, String::len);
            docs + properties.unwrap_or_default() + size_of_parts(&body.content.parts)
        });
        let bytes = in_query.chain(in_bodies).sum();
        self.may_add_text(bytes, pointer)
    }

    /// The number of bytes of a type's properties. `of_map` is that of a map.
    fn repeated(&self, ty: &Type, of_map: usize) -> usize {
        let mut ty = ty;
        for _ in 0..MAX_REFERENCES {
            let definition = match ty {
                Type::Nullable(inner) => {
                    ty = inner;
                    continue;
                }
                Type::Map(_) => return of_map,
                Type::Named(name) => self.types.get(name),
                _ => return 0,
            };
            match definition.map(|definition| &definition.kind) {
                Some(TypeKind::Alias(aliased)) => ty = aliased,
                Some(TypeKind::Struct(structure)) => {
                    let fields = structure.fields.iter().map(|field| {
                        field.wire.len() + field.docs.as_ref().map_or(0, String::len) + REPEATED
                    });
                    let additional = structure.additional.as_ref().map_or(0, |_| of_map);
                    return fields.sum::<usize>() + additional;
                }
                _ => return 0,
            }
        }
        0
    }

    /// Returns whether a name is not too long. Otherwise, this is reported.
    pub(super) fn may_name(&mut self, name: &str, pointer: &JsonPointer) -> bool {
        if name.len() > MAX_NAME {
            let message = format!("a name has {} bytes; the maximum is {MAX_NAME}", name.len());
            self.error("name-too-long", pointer, message);
        }
        name.len() <= MAX_NAME
    }

    /// Returns whether the names of an operation are not too long. Otherwise, this is reported.
    pub(super) fn may_name_operation(
        &mut self,
        operation: &PathOperation<'_>,
        words: &[&str],
        pointer: &JsonPointer,
    ) -> bool {
        let id = operation.source.operation_id.as_deref();
        let method = &*operation.position.method;
        let own = [operation.path, method, id.unwrap_or_default()];
        let mut names = words.iter().copied().chain(own);
        names.all(|name| self.may_name(name, pointer))
    }

    /// Returns whether the names of an object's properties are not too long. Otherwise, this is reported.
    pub(super) fn may_name_properties(
        &mut self,
        view: &SchemaView<'a>,
        pointer: &JsonPointer,
    ) -> bool {
        view.properties()
            .all(|(name, _)| self.may_name(name, pointer))
    }

    /// Reports components that are references to references, and so on.
    pub(super) fn check_references(&mut self) {
        let mut lengths: HashMap<&'a str, usize> = HashMap::new();
        for first in self.schemas().into_iter().flat_map(|it| it.keys()) {
            let mut path = Vec::new();
            let mut next = Some(first.as_str());
            let mut length = loop {
                let Some(key) = next else { break 0 };
                if let Some(known) = lengths.get(key) {
                    break *known + 1;
                }
                lengths.insert(key, 0);
                path.push(key);
                next = self.referenced(key);
            };
            for key in path.into_iter().rev() {
                lengths.insert(key, length);
                if length == MAX_REFERENCES {
                    let pointer = JsonPointer::of_component(key);
                    let message = format!(
                        "more than {MAX_REFERENCES} schemas refer to each other in a chain"
                    );
                    self.error("too-deep", &pointer, message);
                }
                length += 1;
            }
        }
    }

    /// The component that a component is another name for.
    fn referenced(&self, key: &str) -> Option<&'a str> {
        let mut node = SchemaNode::from(self.schemas()?.get(key)?);
        loop {
            let schema = match node {
                SchemaNode::Reference(reference) => {
                    return self.component(reference).map(|(key, _)| key);
                }
                SchemaNode::Schema(schema) => schema,
            };
            let view = SchemaView::new(schema);
            node = match (view.single_member(), view.alternatives()) {
                (Some(only), _) => only,
                (None, Some((_, [only]))) if view.is_only_choice() => only.into(),
                _ => return None,
            };
        }
    }
}

/// The number of bytes of the encodings of parts without names.
fn size_of_parts(parts: &[PartEncoding]) -> usize {
    let sizes = parts.iter().map(|part| {
        let headers = part.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.len() + value.len()).sum();
        part.content_type.as_ref().map_or(0, String::len) + headers + REPEATED
    });
    sizes.sum()
}
