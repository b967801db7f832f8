//! The fields of a struct: the type of each property, and its representation of absent and `null`.

use std::collections::HashMap;

use openapiv3::{Schema, SchemaData, SchemaKind, VariantOrUnknownOrEmpty};
use serde_json::Value;

use super::all_of_parts::{AllOfParts, LocatedSchema};
use super::annotations::{non_blank, text_size, value_size};
use super::context::Resolver;
use super::direction::{Direction, REQUEST, RESPONSE};
use super::names::{self, NameScope};
use super::order::rank;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, single_member_of};
use crate::model::{Field, Presence, Type, TypeKind};

impl<'a> Resolver<'a> {
    pub(super) fn fields(&mut self, parts: &AllOfParts<'a>, owner: &SchemaPath) -> Vec<Field> {
        let mut scope = NameScope::with_capacity(parts.properties.len());
        let direction = self.directions.at(&owner.pointer);
        let takes_files = self.takes_files(&owner.pointer);
        let mut fields = Vec::with_capacity(parts.properties.len());
        let properties = parts.properties.iter().map(|(wire, declarations)| {
            let restricted = self.restricted_direction(declarations);
            (*wire, declarations, restricted)
        });
        // Drops `readOnly` fields from request-only types and `writeOnly` fields from response-only types.
        let mut properties: Vec<_> = properties
            .filter(|(.., restricted)| restricted.is_none_or(|way| way.overlaps(direction)))
            .collect();
        properties.sort_by_cached_key(|(wire, declarations, _)| {
            let node = declarations.last().map(|last| last.node);
            let schema = node.and_then(schema_of);
            let is_deprecated = schema.is_some_and(|schema| schema.schema_data.deprecated);
            (
                is_deprecated,
                node.is_some_and(|it| !it.is_scalar()),
                rank(wire),
            )
        });
        let stated = properties.iter().filter_map(|(wire, declarations, _)| {
            let declared = declarations.iter().map(|it| &it.path.pointer);
            let stated = self.stated.of_field(&owner.pointer, wire, declared)?;
            Some((*wire, (stated.name.clone(), stated.label())))
        });
        let stated = stated.collect();
        let wires = properties.iter().map(|(wire, ..)| *wire);
        let names = self.field_names(&mut scope, wires, &stated);
        for ((wire, declarations, restricted), (name, renamed)) in properties.into_iter().zip(names)
        {
            let Some(last) = declarations.last() else {
                continue;
            };
            if renamed {
                self.warn(
                    "name-collision",
                    &last.path.pointer,
                    format!("the name of the property `{wire}` is taken in Rust; using `{name}`"),
                );
            }
            let required = parts.required.contains(wire);
            let in_all_directions = restricted.is_none_or(|way| way == direction);
            let text = last.path.pointer.as_str().len()
                + text_of_declarations(declarations)
                + self.size_of_bounds(last.node);
            if !self.may_add_text(text, &last.path.pointer) {
                break;
            }
            let mut field = self.field(
                wire,
                name,
                declarations,
                last,
                (required, in_all_directions),
                direction,
            );
            if takes_files && let Some(ty) = self.file_type(last.node) {
                field.ty = ty;
                if field.presence == Presence::Patch {
                    field.presence = Presence::Optional;
                }
            }
            fields.push(field);
        }
        fields.sort_by_cached_key(|field| parts.properties.get_index_of(field.wire.as_str()));
        fields
    }

    /// Names the fields for properties. The configured names are reserved first.
    fn field_names<'w>(
        &mut self,
        scope: &mut NameScope,
        wires: impl Iterator<Item = &'w str> + Clone,
        stated: &HashMap<&'w str, (String, String)>,
    ) -> Vec<(String, bool)> {
        let mut known: HashMap<String, &str> = HashMap::new();
        let mut take = |name: String| scope.take_family(name, names::with_setters);
        for wire in wires.clone() {
            let Some((name, label)) = stated.get(wire) else {
                continue;
            };
            if take(name.clone()).1 {
                let other = known.get(name).copied();
                self.report_stated_clash(label, other, "another field");
            }
            known.insert(name.clone(), label);
        }
        let is_derived = |wire: &&str| !stated.contains_key(wire);
        let derived = wires.clone().filter(is_derived);
        let names = names::take_all(derived, names::value_name, |_, name| take(name));
        let mut names = names.into_iter();
        let names = wires.filter_map(|wire| {
            if let Some((name, _)) = stated.get(wire) {
                return Some((name.clone(), false));
            }
            let (name, renamed) = names.next()?;
            let clash = known.get(&names::value_name(wire)).filter(|_| renamed);
            if let Some(label) = clash {
                self.report_clash(label, &format!("the property `{wire}`"));
            }
            Some((name, renamed && clash.is_none()))
        });
        names.collect()
    }

    fn field(
        &mut self,
        wire: &str,
        name: String,
        declarations: &[LocatedSchema<'a>],
        last: &LocatedSchema<'a>,
        (required, in_all_directions): (bool, bool),
        direction: Direction,
    ) -> Field {
        let ty = self.type_of_all(declarations, &last.path);
        // A required constant, such as a discriminator, is required in both directions.
        let required = required && (in_all_directions || self.has_one_value(&ty));
        let presence = self.presence(last.node, required, direction.in_request);
        let boolean = declarations
            .iter()
            .find_map(|it| self.constant_boolean(it.node));
        let has_one_value = self.has_one_value(&ty) || boolean.is_some();
        let constant = presence == Presence::Required && has_one_value;
        let sources = declarations
            .iter()
            .rev()
            .filter_map(|declaration| schema_of(declaration.node));
        let docs = sources
            .clone()
            .find_map(|schema| non_blank(schema.schema_data.description.as_ref()));
        let default = sources
            .clone()
            .find_map(|schema| schema.schema_data.default.as_ref())
            .map(ToString::to_string);
        if sources.clone().any(is_url) {
            let pointer = last.path.pointer.as_str().to_owned();
            self.pagination.urls.insert(pointer);
        }
        let deprecated = schema_of(last.node).is_some_and(|schema| schema.schema_data.deprecated);
        Field {
            wire: wire.to_owned(),
            name,
            docs,
            deprecated,
            pointer: last.path.pointer.clone().into(),
            ty,
            presence,
            boxed: false,
            constant,
            fixed: boolean.filter(|_| constant).map(|value| value.to_string()),
            default,
            bounds: self.bounds(last.node),
        }
    }

    /// The direction of a `readOnly` or `writeOnly` property.
    fn restricted_direction(&self, declarations: &[LocatedSchema<'a>]) -> Option<Direction> {
        let has_flag = |flag: fn(&SchemaData) -> bool| {
            let mut nodes = declarations.iter().map(|declaration| declaration.node);
            nodes.any(|node| self.has_flag(node, flag))
        };
        match (
            has_flag(|data| data.read_only),
            has_flag(|data| data.write_only),
        ) {
            (true, false) => Some(RESPONSE),
            (false, true) => Some(REQUEST),
            _ => None,
        }
    }

    /// The type of a property: that of its first declaration if all are equivalent, otherwise the merged type.
    pub(super) fn type_of_all(
        &mut self,
        declarations: &[LocatedSchema<'a>],
        path: &SchemaPath,
    ) -> Type {
        match declarations {
            [first, others @ ..] if others.iter().all(|other| is_equivalent(first, other)) => {
                self.type_of(first.node, &first.path)
            }
            _ => self.merged_declarations(declarations, path),
        }
    }

    /// Requests distinguish absent from `null`. In response-only types, both are `None` or empty.
    fn presence(&self, node: SchemaNode<'a>, required: bool, in_request: bool) -> Presence {
        let nullable = self.is_nullable(node);
        if !in_request && self.is_collection(node) {
            return Presence::Collection { required };
        }
        match (required, nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable {
                argument: in_request,
            },
            (false, true) if in_request => Presence::Patch,
            (false, _) => Presence::Optional,
        }
    }

    /// The only value of a boolean.
    fn constant_boolean(&self, node: SchemaNode<'a>) -> Option<bool> {
        self.target(node)?.boolean
    }

    fn has_one_value(&self, ty: &Type) -> bool {
        let Type::Named(name) = ty else { return false };
        self.types.get(name).is_some_and(|definition| {
            matches!(&definition.kind, TypeKind::Enum(values) if values.variants.len() == 1)
        })
    }
}

/// True if two declarations of a property differ only in annotations and nullability.
fn is_equivalent(one: &LocatedSchema<'_>, other: &LocatedSchema<'_>) -> bool {
    match (reference_of(one.node), reference_of(other.node)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            let kind = |node| schema_of(node).map(|schema| &schema.schema_kind);
            kind(one.node) == kind(other.node)
        }
        _ => false,
    }
}

/// The reference of a property, with or without annotations around it.
fn reference_of(node: SchemaNode<'_>) -> Option<&str> {
    match node {
        SchemaNode::Reference(reference) => Some(reference),
        SchemaNode::Schema(schema) => reference_of(single_member_of(schema)?),
    }
}

/// The number of bytes of the longest description and default value of a property.
fn text_of_declarations(declarations: &[LocatedSchema<'_>]) -> usize {
    let schemas = declarations.iter().filter_map(|it| schema_of(it.node));
    let texts = schemas.map(|schema| {
        let data = &schema.schema_data;
        text_size(data.description.as_ref()) + data.default.as_ref().map_or(0, value_size)
    });
    texts.max().unwrap_or_default()
}

/// Returns whether the format or the example of a string is that of a URL.
fn is_url(schema: &Schema) -> bool {
    let SchemaKind::Type(openapiv3::Type::String(string)) = &schema.schema_kind else {
        return false;
    };
    let has_format = match &string.format {
        VariantOrUnknownOrEmpty::Unknown(format) => {
            ["uri", "url", "uri-reference", "iri"].contains(&format.as_str())
        }
        _ => false,
    };
    let example = schema.schema_data.example.as_ref().and_then(Value::as_str);
    has_format || example.is_some_and(|it| it.starts_with('/') || it.contains("://"))
}

fn schema_of(node: SchemaNode<'_>) -> Option<&Schema> {
    match node {
        SchemaNode::Reference(_) => None,
        SchemaNode::Schema(schema) => Some(schema),
    }
}
