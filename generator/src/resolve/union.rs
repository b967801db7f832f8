//! `oneOf` and `anyOf` become an enum with one variant per alternative.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr, Schema};

use super::context::Resolver;
use super::json_pointer::component_name;
use super::names::{self, NameScope};
use super::schema_path::SchemaPath;
use super::schema_view::SchemaNode;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{EnumValues, Marker, Type, TypeDef, TypeKind, UnionDef, UnionVariant};

impl<'a> Resolver<'a> {
    /// Resolves alternatives into a union.
    pub(super) fn union(
        &mut self,
        discriminator: Option<&'a Discriminator>,
        keyword: &str,
        members: &'a [ReferenceOr<Schema>],
        path: &SchemaPath,
    ) -> TypeKind {
        let mut alternatives: Vec<(Type, SchemaNode<'a>)> = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let node = SchemaNode::from(member);
            let path = path.to_named_member(keyword, index, &alternative_name(node, index));
            let ty = self.type_of(node, &path);
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, node));
            }
        }
        union_of(alternatives, discriminator, path)
    }
}

/// A union of types, each with its schema. A single type becomes an alias.
pub(super) fn union_of(
    alternatives: Vec<(Type, SchemaNode<'_>)>,
    discriminator: Option<&Discriminator>,
    path: &SchemaPath,
) -> TypeKind {
    if let [(only, _)] = alternatives.as_slice() {
        return TypeKind::Alias(only.clone());
    }
    let mut scope = NameScope::default();
    let variants = alternatives.into_iter().map(|(ty, node)| {
        let words = variant_words(&ty);
        let own = words
            .strip_prefix(path.type_name.as_str())
            .filter(|own| own.starts_with(char::is_uppercase));
        let (name, _) = scope.take(names::variant_name(own.unwrap_or(&words)));
        let tags = discriminator
            .map(|discriminator| tags(discriminator, node))
            .unwrap_or_default();
        UnionVariant {
            name,
            ty,
            boxed: false,
            tags,
            marker: Marker::None,
        }
    });
    let tag = discriminator.map(|discriminator| discriminator.property_name.clone());
    TypeKind::Union(UnionDef {
        variants: variants.collect(),
        tag,
        tag_values: EnumValues::default(),
    })
}

/// The values of a discriminator for an alternative: the keys of `mapping`, or else the name of the component.
fn tags(discriminator: &Discriminator, node: SchemaNode<'_>) -> Vec<String> {
    let SchemaNode::Reference(reference) = node else {
        return Vec::new();
    };
    let name = component_name(reference, "schemas");
    let is_target =
        |target: &String| target == reference || Some(target.as_str()) == name.as_deref();
    let mapped = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| is_target(target));
    let mapped: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
    if mapped.is_empty() {
        name.map(Into::into).into_iter().collect()
    } else {
        mapped
    }
}

/// Removes alternatives that are the union itself, without an object, list or map in between. They add no values, and
/// decoding them would never end.
pub(super) fn remove_circular_variants(
    types: &mut BTreeMap<String, TypeDef>,
    findings: &mut Diagnostics,
) {
    let unions: Vec<String> = types.keys().cloned().collect();
    for name in unions {
        let Some(TypeDef {
            kind: TypeKind::Union(union),
            pointer,
            ..
        }) = types.get(&name)
        else {
            continue;
        };
        let circular =
            |variant: &UnionVariant| refers_to(&variant.ty, &name, types, &mut BTreeSet::new());
        let keep: Vec<bool> = union
            .variants
            .iter()
            .map(|variant| !circular(variant))
            .collect();
        if keep.iter().all(|keep| *keep) {
            continue;
        }
        findings.push(Diagnostic::warning(
            "circular-union",
            pointer.clone(),
            format!("`{name}` is an alternative of itself; this alternative is ignored"),
        ));
        if let Some(TypeDef {
            kind: TypeKind::Union(union),
            ..
        }) = types.get_mut(&name)
        {
            let mut keep = keep.into_iter();
            union.variants.retain(|_| keep.next().unwrap_or(true));
        }
    }
}

fn refers_to<'t>(
    ty: &'t Type,
    name: &str,
    types: &'t BTreeMap<String, TypeDef>,
    seen: &mut BTreeSet<&'t str>,
) -> bool {
    let target = match ty {
        Type::Named(target) => target.as_str(),
        Type::Nullable(inner) => return refers_to(inner, name, types, seen),
        _ => return false,
    };
    if target == name {
        return true;
    }
    if !seen.insert(target) {
        return false;
    }
    match types.get(target).map(|definition| &definition.kind) {
        Some(TypeKind::Alias(ty)) => refers_to(ty, name, types, seen),
        Some(TypeKind::Union(union)) => union
            .variants
            .iter()
            .any(|variant| refers_to(&variant.ty, name, types, seen)),
        _ => false,
    }
}

/// The part of a type name that identifies an inline alternative.
pub(super) fn alternative_name(node: SchemaNode<'_>, index: usize) -> String {
    let title = match node {
        SchemaNode::Schema(schema) => schema.schema_data.title.as_deref(),
        SchemaNode::Reference(_) => None,
    };
    match title {
        Some(title) => names::type_name_part(title),
        None => format!("Option{}", index + 1),
    }
}

/// The words of a type that name its variant.
fn variant_words(ty: &Type) -> String {
    match ty {
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("{} list", variant_words(item)),
        Type::Tuple(_) => "tuple".to_owned(),
        Type::Map(value) => format!("{} map", variant_words(value)),
        Type::Nullable(inner) => variant_words(inner),
        Type::Bool => "bool".to_owned(),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "integer".to_owned(),
        Type::F32 | Type::F64 => "number".to_owned(),
        other => other.to_string(),
    }
}
