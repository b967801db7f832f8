//! `oneOf` and `anyOf`: an enum with one variant for each alternative. They are told apart by a property,
//! where the document names one or each alternative has its own value for it. Else they are tried from
//! the most demanding to the least, so that one that fits nearly everything does not hide the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use openapiv3::{Discriminator, ReferenceOr, Schema};

use super::names::{self, Scope};
use super::pointer::component_name;
use super::view::Node;
use super::{Place, Resolver};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{EnumValues, StructDef, Type, TypeDef, TypeKind, UnionDef, UnionVariant};

impl<'a> Resolver<'a> {
    /// The type of a value that is one of several.
    pub(super) fn union(
        &mut self,
        discriminator: Option<&'a Discriminator>,
        keyword: &str,
        members: &'a [ReferenceOr<Schema>],
        place: &Place,
    ) -> TypeKind {
        let mut alternatives: Vec<(Type, Node<'a>)> = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let node = Node::from(member);
            let place = place.alternative(keyword, index, &alternative_name(node, index));
            let ty = self.type_of(node, &place);
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, node));
            }
        }
        self.union_of(alternatives, discriminator, place)
    }

    /// The type of a value that is of one of several types, each with the schema it comes from.
    pub(super) fn union_of(
        &self,
        mut alternatives: Vec<(Type, Node<'a>)>,
        discriminator: Option<&'a Discriminator>,
        place: &Place,
    ) -> TypeKind {
        if let [(only, _)] = alternatives.as_slice() {
            return TypeKind::Alias(only.clone());
        }
        alternatives.sort_by_key(|(ty, node)| Reverse(self.demands(ty, *node)));
        let mut scope = Scope::default();
        let variants = alternatives.into_iter().map(|(ty, node)| {
            let words = variant_words(&ty);
            let own = words
                .strip_prefix(place.name.as_str())
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
            }
        });
        let tag = discriminator.map(|discriminator| discriminator.property_name.clone());
        TypeKind::Union(UnionDef {
            variants: variants.collect(),
            tag,
            tag_values: EnumValues::default(),
        })
    }

    /// How much a value must have to be decoded as this: the more, the earlier it is tried.
    fn demands(&self, ty: &Type, node: Node<'a>) -> usize {
        match ty {
            Type::Value => 0,
            Type::String | Type::Map(_) => 1,
            Type::F32 | Type::F64 => 2,
            Type::Named(_) => match self.target(node) {
                Some(view) if view.has_values() => 2,
                Some(view) => 3 + view.required.len() + view.all_of.len(),
                None => 3,
            },
            _ => 3,
        }
    }
}

/// The values that a discriminator has for an alternative: those of its mapping, else its own name.
fn tags(discriminator: &Discriminator, node: Node<'_>) -> Vec<String> {
    let Node::Reference(reference) = node else {
        return Vec::new();
    };
    let name = component_name(reference, "schemas");
    let is_meant =
        |target: &String| target == reference || Some(target.as_str()) == name.as_deref();
    let mapped = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| is_meant(target));
    let mapped: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
    if mapped.is_empty() {
        name.map(Into::into).into_iter().collect()
    } else {
        mapped
    }
}

/// Completes the tags of unions: each alternative needs values of its own, be it from the discriminator or
/// from a property that can have one value only.
pub(super) fn tell_apart(types: &mut BTreeMap<String, TypeDef>) {
    let found: Vec<(String, Option<Tags>)> = types
        .values()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Union(union) => Some((definition.name.clone(), tags_of(union, types))),
            _ => None,
        })
        .collect();
    for (name, found) in found {
        let Some(TypeDef {
            kind: TypeKind::Union(union),
            ..
        }) = types.get_mut(&name)
        else {
            continue;
        };
        let (tag, kind, tags) = found.map_or_else(Default::default, |found| {
            (Some(found.property), found.kind, found.values)
        });
        let tags = tags.into_iter().chain(std::iter::repeat(Vec::new()));
        for (variant, tags) in union.variants.iter_mut().zip(tags) {
            variant.tags = tags;
        }
        union.tag = tag;
        union.tag_values = kind;
    }
}

/// What tells the alternatives of a union apart.
struct Tags {
    property: String,
    kind: EnumValues,
    /// The values of the property for each alternative.
    values: Vec<Vec<String>>,
}

/// The property that tells a union's alternatives apart, with its values for each of them.
fn tags_of(union: &UnionDef, types: &BTreeMap<String, TypeDef>) -> Option<Tags> {
    let structures: Vec<&StructDef> = union
        .variants
        .iter()
        .map(|variant| structure(&variant.ty, types))
        .collect::<Option<_>>()?;
    let constants = |structure: &StructDef, property: &str| constant(structure, property, types);
    let candidates = match &union.tag {
        Some(tag) => vec![tag.clone()],
        None => structures
            .first()?
            .fields
            .iter()
            .filter(|field| field.constant)
            .map(|field| field.wire.clone())
            .collect(),
    };
    candidates.into_iter().find_map(|property| {
        let found: Vec<_> = structures
            .iter()
            .map(|structure| constants(structure, &property))
            .collect();
        let mut kinds = found.iter().flatten().map(|(kind, _)| *kind);
        let kind = kinds.next().unwrap_or_default();
        // What a discriminator maps are strings.
        let is_whole = kind == EnumValues::Text || found.iter().all(Option::is_some);
        if !is_whole || kinds.any(|other| other != kind) {
            return None;
        }
        let values = union
            .variants
            .iter()
            .zip(found)
            .map(|(variant, found)| match found {
                Some((_, value)) => vec![value],
                None => variant.tags.clone(),
            });
        let values: Vec<Vec<String>> = values.collect();
        let all: Vec<&String> = values.iter().flatten().collect();
        let distinct = all.iter().collect::<HashSet<_>>().len() == all.len();
        (distinct && values.iter().all(|values| !values.is_empty())).then_some(Tags {
            property,
            kind,
            values,
        })
    })
}

/// The struct that a type is, through aliases.
fn structure<'t>(ty: &Type, types: &'t BTreeMap<String, TypeDef>) -> Option<&'t StructDef> {
    let Type::Named(name) = ty else { return None };
    match &types.get(name)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        TypeKind::Alias(target) if target != ty => structure_once(target, types),
        _ => None,
    }
}

fn structure_once<'t>(ty: &Type, types: &'t BTreeMap<String, TypeDef>) -> Option<&'t StructDef> {
    match &types.get(ty.named()?)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

/// The one value that a property can have.
fn constant(
    structure: &StructDef,
    property: &str,
    types: &BTreeMap<String, TypeDef>,
) -> Option<(EnumValues, String)> {
    let field = structure
        .fields
        .iter()
        .find(|field| field.wire == property && field.constant)?;
    match &types.get(field.ty.named()?)?.kind {
        TypeKind::Enum(values) => {
            let variant = values.variants.first()?;
            Some((values.values, variant.wire.clone()))
        }
        _ => None,
    }
}

/// An alternative that leads back to its union without an object, list or map between adds no value, and
/// reading it would never end.
pub(super) fn leave_out_circles(types: &mut BTreeMap<String, TypeDef>, findings: &mut Diagnostics) {
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
            |variant: &UnionVariant| leads_to(&variant.ty, &name, types, &mut BTreeSet::new());
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
            format!("`{name}` is an alternative of itself, which is left out"),
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

fn leads_to<'t>(
    ty: &'t Type,
    name: &str,
    types: &'t BTreeMap<String, TypeDef>,
    seen: &mut BTreeSet<&'t str>,
) -> bool {
    let target = match ty {
        Type::Named(target) => target.as_str(),
        Type::Nullable(inner) => return leads_to(inner, name, types, seen),
        _ => return false,
    };
    if target == name {
        return true;
    }
    if !seen.insert(target) {
        return false;
    }
    match types.get(target).map(|definition| &definition.kind) {
        Some(TypeKind::Alias(ty)) => leads_to(ty, name, types, seen),
        Some(TypeKind::Union(union)) => union
            .variants
            .iter()
            .any(|variant| leads_to(&variant.ty, name, types, seen)),
        _ => false,
    }
}

/// What tells an inline alternative's type from its siblings'.
pub(super) fn alternative_name(node: Node<'_>, index: usize) -> String {
    let title = match node {
        Node::Schema(schema) => schema.schema_data.title.as_deref(),
        Node::Reference(_) => None,
    };
    match title {
        Some(title) => names::type_name_part(title),
        None => format!("Option{}", index + 1),
    }
}

/// The words that a variant takes from its type.
fn variant_words(ty: &Type) -> String {
    match ty {
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("{} list", variant_words(item)),
        Type::Map(value) => format!("{} map", variant_words(value)),
        Type::Nullable(inner) => variant_words(inner),
        Type::Bool => "bool".to_owned(),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => "integer".to_owned(),
        Type::F32 | Type::F64 => "number".to_owned(),
        other => other.to_string(),
    }
}
