//! Decides how a union chooses its variant: by the value of a discriminator property, if the document names one or if
//! each variant has a constant of its own. Otherwise by marker properties that only one variant has. Without these,
//! variants are tried in order, the most specific first, so that a variant that accepts nearly every value does not
//! hide the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::limits::MAX_CANDIDATES;
use super::order::rank;
use crate::model::{
    EnumValues, Field, Marker, Presence, StructDef, Type, TypeDef, TypeKind, UnionDef,
};

/// The maximum number of aliases to follow.
const MAX_ALIASES: usize = 8;

/// Sorts the variants of all unions and sets their discriminator values or markers.
pub(super) fn discriminate_unions(types: &mut BTreeMap<String, TypeDef>) {
    let unions: Vec<(String, UnionDef)> = types
        .values()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Union(union) => Some((definition.name.clone(), discriminated(union, types))),
            _ => None,
        })
        .collect();
    for (name, union) in unions {
        if let Some(definition) = types.get_mut(&name) {
            definition.kind = TypeKind::Union(union);
        }
    }
}

fn discriminated(union: &UnionDef, types: &BTreeMap<String, TypeDef>) -> UnionDef {
    let mut union = union.clone();
    let specificity = |ty: &Type| specificity(ty, types, MAX_ALIASES);
    union
        .variants
        .sort_by_cached_key(|variant| Reverse(specificity(&variant.ty)));
    let Some(tags) = union_tags(&union, types) else {
        let markers = markers(&union, types);
        for (variant, marker) in union.variants.iter_mut().zip(markers) {
            variant.tags.clear();
            variant.marker = marker;
        }
        union.tag = None;
        return union;
    };
    for (variant, values) in union.variants.iter_mut().zip(tags.values) {
        variant.tags = values;
    }
    union.tag = Some(tags.property);
    union.tag_values = tags.kind;
    union
}

/// A rank by the number of requirements of a type. Variants of a higher rank are tried earlier.
fn specificity(ty: &Type, types: &BTreeMap<String, TypeDef>, aliases: usize) -> usize {
    match ty {
        Type::Value => 0,
        Type::String | Type::Map(_) => 1,
        Type::F32 | Type::F64 => 2,
        Type::Nullable(inner) => specificity(inner, types, aliases),
        Type::List(item) => 2 + specificity(item, types, aliases).min(1),
        Type::Named(name) => match types.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(struct_of)) => {
                let required = struct_of.fields.iter().filter(|field| field.is_required());
                3 + required.count()
            }
            Some(TypeKind::Enum(_)) => 2,
            Some(TypeKind::Alias(ty)) if aliases > 0 => specificity(ty, types, aliases - 1),
            _ => 3,
        },
        _ => 3,
    }
}

/// The marker of each variant. Optional properties are markers only if the properties of all variants are known: no
/// variant has additional properties or is itself a union.
fn markers(union: &UnionDef, types: &BTreeMap<String, TypeDef>) -> Vec<Marker> {
    let types_of_variants = || union.variants.iter().map(|variant| &variant.ty);
    let structures: Vec<_> = types_of_variants().map(|ty| struct_of(ty, types)).collect();
    let all_known = types_of_variants()
        .zip(&structures)
        .all(|(ty, struct_of)| match struct_of {
            Some(struct_of) => struct_of.additional.is_none(),
            None => !is_union(ty, types),
        });
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for field in structures
        .iter()
        .flatten()
        .flat_map(|struct_of| &struct_of.fields)
    {
        *owners.entry(&field.wire).or_default() += 1;
    }
    let is_own = |field: &&Field| owners.get(field.wire.as_str()) == Some(&1);
    let marker = |struct_of: &StructDef| {
        let own = struct_of.fields.iter().filter(is_own);
        let required = own.filter(|field| field.presence == Presence::Required);
        match required.min_by_key(|field| rank(&field.wire)) {
            Some(field) => Marker::Required(field.wire.clone()),
            None if all_known => optional_marker(struct_of.fields.iter().filter(is_own)),
            None => Marker::None,
        }
    };
    let markers = structures
        .iter()
        .map(|struct_of| struct_of.map(marker).unwrap_or_default());
    markers.collect()
}

fn optional_marker<'f>(own: impl Iterator<Item = &'f Field>) -> Marker {
    let names: Vec<String> = own.map(|field| field.wire.clone()).collect();
    if names.is_empty() {
        Marker::None
    } else {
        Marker::Optional(names)
    }
}

fn is_union(ty: &Type, types: &BTreeMap<String, TypeDef>) -> bool {
    let definition = ty.named().and_then(|name| types.get(name));
    definition.is_some_and(|definition| {
        matches!(definition.kind, TypeKind::Union(_) | TypeKind::Alias(_))
    })
}

/// The discriminator of a union.
struct UnionTags {
    property: String,
    kind: EnumValues,
    /// The values of the property for each variant.
    values: Vec<Vec<String>>,
}

/// The discriminator property of a union, with its values for each variant.
fn union_tags(union: &UnionDef, types: &BTreeMap<String, TypeDef>) -> Option<UnionTags> {
    let structures: Vec<&StructDef> = union
        .variants
        .iter()
        .map(|variant| struct_of(&variant.ty, types))
        .collect::<Option<_>>()?;
    let constants: Vec<_> = structures
        .iter()
        .map(|struct_of| constants(struct_of, types))
        .collect();
    let candidates = if let Some(tag) = &union.tag {
        vec![tag.clone()]
    } else {
        let fields = structures.first()?.fields.iter();
        let constants = fields.filter(|field| field.constant);
        let mut names: Vec<String> = constants.map(|field| field.wire.clone()).collect();
        names.sort_by(|one, other| rank(one).cmp(&rank(other)));
        names.truncate(MAX_CANDIDATES);
        names
    };
    candidates.into_iter().find_map(|property| {
        let found: Vec<_> = constants
            .iter()
            .map(|of_struct| of_struct.get(property.as_str()).copied())
            .collect();
        let mut kinds = found.iter().flatten().map(|(kind, _)| *kind);
        let kind = kinds.next().unwrap_or_default();
        // The keys of `mapping` are strings, so they cannot replace a missing integer.
        let is_whole = kind == EnumValues::Text || found.iter().all(Option::is_some);
        if !is_whole || kinds.any(|other| other != kind) {
            return None;
        }
        let values = union
            .variants
            .iter()
            .zip(found)
            .map(|(variant, found)| match found {
                Some((_, value)) => vec![value.to_owned()],
                None => variant.tags.clone(),
            });
        let values: Vec<Vec<String>> = values.collect();
        let all: Vec<&String> = values.iter().flatten().collect();
        let distinct = all.iter().collect::<HashSet<_>>().len() == all.len();
        (distinct && values.iter().all(|values| !values.is_empty())).then_some(UnionTags {
            property,
            kind,
            values,
        })
    })
}

/// The struct of a type, after aliases.
fn struct_of<'t>(ty: &Type, types: &'t BTreeMap<String, TypeDef>) -> Option<&'t StructDef> {
    let mut ty = ty;
    for _ in 0..MAX_ALIASES {
        let Type::Named(name) = ty else { return None };
        match &types.get(name)?.kind {
            TypeKind::Struct(struct_of) => return Some(struct_of),
            TypeKind::Alias(target) => ty = target,
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => return None,
        }
    }
    None
}

/// The constant properties of a struct, with their values.
fn constants<'t>(
    struct_of: &'t StructDef,
    types: &'t BTreeMap<String, TypeDef>,
) -> HashMap<&'t str, (EnumValues, &'t str)> {
    let fields = struct_of.fields.iter().filter(|field| field.constant);
    let constants = fields.filter_map(|field| match &types.get(field.ty.named()?)?.kind {
        TypeKind::Enum(values) => {
            let variant = values.variants.first()?;
            Some((field.wire.as_str(), (values.values, variant.wire.as_str())))
        }
        _ => None,
    });
    constants.collect()
}
