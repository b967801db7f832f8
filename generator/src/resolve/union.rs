//! `oneOf` and `anyOf` become an enum with one variant per alternative.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter;

use openapiv3::{ReferenceOr, Schema};

use super::alternative_name::alternative_parts;
use super::context::Resolver;
use super::cycles::closing_edges;
use super::mapping::{AlternativeTags, LocatedDiscriminator};
use super::names::{self, NameScope};
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use super::type_graph::{edges, numbers};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{
    DefaultFor, TagValues, TagWriter, Type, TypeDef, TypeKind, UnionDef, UnionVariant, ValueKind,
};

impl<'a> Resolver<'a> {
    /// Resolves alternatives into a union.
    pub(super) fn union(
        &mut self,
        discriminator: Option<LocatedDiscriminator<'a>>,
        keyword: &str,
        members: &'a [ReferenceOr<Schema>],
        path: &SchemaPath,
    ) -> TypeKind {
        let start = self.inline_types.places.len();
        let mut alternatives = Vec::with_capacity(members.len());
        let mut known = HashSet::with_capacity(members.len());
        let parts = alternative_parts(members);
        let has_type = members.iter().any(|it| !self.is_only_null(it.into()));
        for (index, (member, part)) in members.iter().zip(parts).enumerate() {
            let node = SchemaNode::from(member);
            // `null` makes the whole union nullable.
            if has_type && self.is_only_null(node) {
                continue;
            }
            let path = path.to_named_member(keyword, index, &part);
            let ty = self.type_of(node, &path);
            if known.insert(ty.clone()) {
                alternatives.push((ty, node));
            }
        }
        self.union_of(alternatives, discriminator, path, start)
    }

    /// A union of types, each with its schema. A single type becomes an alias. `start` is the number of places of inline
    /// types before the alternatives: a variant is named after the path of its own type, even if this type is shared.
    pub(super) fn union_of(
        &mut self,
        alternatives: Vec<(Type, SchemaNode<'a>)>,
        discriminator: Option<LocatedDiscriminator<'a>>,
        path: &SchemaPath,
        start: usize,
    ) -> TypeKind {
        if let [(only, _)] = alternatives.as_slice() {
            return TypeKind::Alias(only.clone());
        }
        let mut scope = NameScope::default();
        let nodes: Vec<SchemaNode<'a>> = alternatives.iter().map(|(_, node)| *node).collect();
        let tags = match &discriminator {
            Some(discriminator) => self.tags_of_alternatives(discriminator, &nodes),
            None => AlternativeTags::default(),
        };
        let AlternativeTags { tags, default } = tags;
        let tags = tags.into_iter().chain(iter::repeat(Vec::new()));
        let own_names = self.own_names(&path.type_name, start);
        let variants = alternatives.into_iter().zip(tags).enumerate();
        let variants = variants.map(|(index, ((ty, _), tags))| {
            let words = variant_words(&ty, &own_names);
            let own = words
                .strip_prefix(path.type_name.as_str())
                .filter(|own| own.starts_with(char::is_uppercase));
            let (name, _) = scope.take(names::variant_name(own.unwrap_or(&words)));
            UnionVariant {
                name,
                ty,
                boxed: false,
                tags,
                tag_writer: TagWriter::default(),
                default_for: if default == Some(index) {
                    DefaultFor::OtherTags
                } else {
                    DefaultFor::Nothing
                },
                value_kind: ValueKind::Any,
            }
        });
        TypeKind::Union(UnionDef {
            variants: variants.collect(),
            tag: discriminator.map(|it| it.discriminator.property_name.clone()),
            tag_values: TagValues::default(),
        })
    }
}

/// Removes alternatives that are the union itself, without an object, list or map in between. They add no values, and
/// decoding them would never end.
pub(super) fn remove_circular_variants(
    types: &mut BTreeMap<String, TypeDef>,
    findings: &mut Diagnostics,
) {
    let numbers = numbers(types);
    let is_union = |definition: &TypeDef| matches!(definition.kind, TypeKind::Union(_));
    let can_cut: Vec<bool> = types.values().map(is_union).collect();
    let closing = closing_edges(edges(types, &numbers, alternatives), &can_cut);
    for (definition, closing) in types.values_mut().zip(closing) {
        let TypeKind::Union(union) = &mut definition.kind else {
            continue;
        };
        let is_circular = |variant: &UnionVariant| {
            let names = alternative_names(&variant.ty);
            let mut numbers = names.iter().filter_map(|name| numbers.get(*name));
            numbers.any(|number| closing.contains(number))
        };
        let count = union.variants.len();
        union.variants.retain(|variant| !is_circular(variant));
        if union.variants.len() < count {
            findings.push(Diagnostic::warning(
                "circular-union",
                definition.pointer.clone(),
                format!(
                    "`{}` is an alternative of itself; this alternative is ignored",
                    definition.name
                ),
            ));
        }
    }
}

/// The types whose values are values of a union or an alias.
pub(super) fn alternatives(definition: &TypeDef) -> Vec<&str> {
    match &definition.kind {
        TypeKind::Alias(ty) => alternative_names(ty),
        TypeKind::Newtype(newtype) => alternative_names(&newtype.ty),
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            variants.flat_map(|it| alternative_names(&it.ty)).collect()
        }
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Events(_) => Vec::new(),
    }
}

/// The type whose values are values of `ty`, if it is not a list, map or tuple.
fn alternative_names(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => alternative_names(inner),
        _ => Vec::new(),
    }
}

/// The words of a type that name its variant.
fn variant_words(ty: &Type, own_names: &HashMap<&str, &str>) -> String {
    match ty {
        Type::Named(name) => (*own_names.get(name.as_str()).unwrap_or(&name.as_str())).to_owned(),
        Type::List(item) => format!("{} list", variant_words(item, own_names)),
        Type::Tuple(_) => "tuple".to_owned(),
        Type::Map(value) => format!("{} map", variant_words(value, own_names)),
        Type::Nullable(inner) => variant_words(inner, own_names),
        Type::Bool => "bool".to_owned(),
        Type::External(external) => match &external.json {
            Type::String => {
                let path = external.path.split('<').next().unwrap_or_default();
                path.rsplit("::").next().unwrap_or_default().to_owned()
            }
            json => variant_words(json, own_names),
        },
        integer if integer.integer_range().is_some() => "integer".to_owned(),
        Type::F32 | Type::F64 => "number".to_owned(),
        other => other.to_string(),
    }
}
