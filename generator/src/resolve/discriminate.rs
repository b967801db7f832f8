//! Decides how a union chooses its variant: by the value of a discriminator property, if the document names one or if
//! each variant has a constant of its own. Otherwise the runtime compares the properties of the value with those of the
//! variants. Equal variants are tried in order, the most specific first, so that a variant that accepts nearly every
//! value does not hide the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use indexmap::IndexSet;
use serde_json::Value;

use super::cycles::postorder;
use super::limits::MAX_CANDIDATES;
use super::names::{self, NameScope};
use super::order::rank;
use super::type_graph::{edges, numbers};
use super::union::alternatives;
use crate::model::{
    DefaultFor, EnumValues, Field, Presence, TagValues, TagWriter, Type, TypeDef, TypeKind,
    UnionDef, UnionVariant, ValueKind,
};

/// The maximum number of aliases to follow.
const MAX_ALIASES: usize = 8;

/// The maximum number of unions inside of each other whose values are a tag of the outer union.
const MAX_NESTING: usize = 8;

/// The maximum number of tags of unions that are repeated by unions around them, in the whole document.
const MAX_NESTED_TAGS: usize = 1 << 16;

/// Sorts the variants of all unions and sets their discriminator values or markers.
pub(super) fn discriminate_unions(types: &mut BTreeMap<String, TypeDef>) {
    let edges = edges(types, &numbers(types), alternatives);
    let mut seen = vec![false; types.len()];
    let order = (0..types.len()).flat_map(|number| postorder(number, &edges, &mut seen));
    let definitions: Vec<&TypeDef> = types.values().collect();
    let mut unions = Unions::new(types);
    for definition in order.filter_map(|number| definitions.get(number)) {
        unions.count_nesting(definition);
        if let TypeKind::Union(union) = &definition.kind {
            let union = unions.discriminated(union);
            unions.finished.insert(definition.name.clone(), union);
        }
    }
    for (name, union) in unions.finished {
        if let Some(definition) = types.get_mut(&name) {
            definition.kind = TypeKind::Union(union);
        }
    }
    set_constants(types);
}

/// The unions of an API. A union inside of another one is finished first.
struct Unions<'t> {
    types: &'t BTreeMap<String, TypeDef>,
    finished: HashMap<String, UnionDef>,
    /// The number of unions inside of each other in each type so far. Types that contain themselves exceed any limit.
    nestings: HashMap<&'t str, usize>,
    /// The domain of each property in each union, once it was needed.
    domains: HashMap<(&'t str, String), Option<TagDomain>>,
    budget: usize,
}

impl<'t> Unions<'t> {
    fn new(types: &'t BTreeMap<String, TypeDef>) -> Self {
        Self {
            types,
            finished: HashMap::new(),
            nestings: HashMap::new(),
            domains: HashMap::new(),
            budget: MAX_NESTED_TAGS,
        }
    }

    /// Counts the unions inside of each other in a type, after those in the types inside of it.
    fn count_nesting(&mut self, definition: &'t TypeDef) {
        let inner = alternatives(definition).into_iter();
        let inner = inner.map(|name| self.nestings.get(name).copied().unwrap_or(usize::MAX));
        let own = usize::from(matches!(definition.kind, TypeKind::Union(_)));
        let nesting = inner.max().unwrap_or_default().saturating_add(own);
        self.nestings.insert(&definition.name, nesting);
    }

    fn discriminated(&mut self, union: &UnionDef) -> UnionDef {
        let types = self.types;
        let mut union = union.clone();
        let specificity = |ty: &Type| specificity(ty, types, MAX_ALIASES);
        union
            .variants
            .sort_by_cached_key(|variant| Reverse(specificity(&variant.ty)));
        let Some(tags) = self.union_tags(&union) else {
            for variant in &mut union.variants {
                variant.tags.clear();
                variant.default_for = DefaultFor::Nothing;
                variant.value_kind = value_kind(&variant.ty, types);
            }
            union.tag = None;
            return union;
        };
        for (variant, tags) in union.variants.iter_mut().zip(tags.variants) {
            variant.tags = tags.values;
            variant.tag_writer = tags.writer;
            if variant.default_for != DefaultFor::Nothing {
                // The value has the tag that it was received with, or none.
                variant.tag_writer = TagWriter::Value;
                if tags.writer == TagWriter::UnionOnly {
                    variant.default_for = DefaultFor::MissingTags;
                }
            }
        }
        union.tag = Some(tags.property);
        union.tag_values = tags.kind;
        union.variants = split(union.variants);
        union
    }
}

/// Replaces each variant with several tags by one variant per tag, unless its value writes the tag.
fn split(variants: Vec<UnionVariant>) -> Vec<UnionVariant> {
    let is_split =
        |variant: &UnionVariant| variant.tag_writer != TagWriter::Value && variant.tags.len() > 1;
    let mut scope = NameScope::default();
    for variant in variants.iter().filter(|variant| !is_split(variant)) {
        scope.take(variant.name.clone());
    }
    let mut result = Vec::with_capacity(variants.len());
    for variant in variants {
        if is_split(&variant) {
            for tag in &variant.tags {
                result.push(UnionVariant {
                    name: scope.take(names::variant_name(tag)).0,
                    tags: vec![tag.clone()],
                    ..variant.clone()
                });
            }
        } else {
            result.push(variant);
        }
    }
    result
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

/// The kind of a variant's value.
fn value_kind(ty: &Type, types: &BTreeMap<String, TypeDef>) -> ValueKind {
    let Type::Named(name) = aliased(ty, types) else {
        return ValueKind::Any;
    };
    match types.get(name).map(|definition| &definition.kind) {
        Some(TypeKind::Struct(structure)) if structure.closed => ValueKind::Closed,
        Some(TypeKind::Struct(_)) => ValueKind::Object,
        Some(TypeKind::Union(_)) => ValueKind::Union,
        _ => ValueKind::Any,
    }
}

/// The discriminator of a union.
struct UnionTags {
    property: String,
    kind: TagValues,
    variants: Vec<VariantTags>,
}

/// The values of a discriminator for a variant, and the code that writes them.
struct VariantTags {
    values: Vec<String>,
    writer: TagWriter,
}

impl<'t> Unions<'t> {
    /// The discriminator property of a union, with its values for each variant.
    fn union_tags(&mut self, union: &UnionDef) -> Option<UnionTags> {
        if let Some(tag) = &union.tag {
            return self.tags_by_property(union, tag);
        }
        let candidates = self.constant_properties(&union.variants.first()?.ty);
        candidates.into_iter().take(MAX_CANDIDATES).find_map(|it| {
            let mut variants = union.variants.iter();
            let mut domain = |variant: &UnionVariant| self.domain(&variant.ty, it);
            let all_constant = variants.all(|it| domain(it).is_some_and(|it| it.is_constant));
            all_constant.then(|| self.tags_by_property(union, it))?
        })
    }

    /// The names of the constant properties of a struct, or of the first variant of a union.
    fn constant_properties(&self, ty: &Type) -> Vec<&'t str> {
        let mut ty = ty;
        for _ in 0..MAX_ALIASES {
            let Type::Named(name) = ty else { break };
            match self.types.get(name).map(|definition| &definition.kind) {
                Some(TypeKind::Struct(structure)) => {
                    let constants = structure.fields.iter().filter(|field| field.constant);
                    let mut names: Vec<&str> = constants.map(|it| it.wire.as_str()).collect();
                    names.sort_by_key(|name| rank(name));
                    return names;
                }
                Some(TypeKind::Union(union)) => match union.variants.first() {
                    Some(variant) => ty = &variant.ty,
                    None => break,
                },
                Some(TypeKind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        Vec::new()
    }

    /// The values of a property in a type; `None` if not all values of the type are objects, or if the property cannot
    /// be a tag.
    fn domain(&mut self, ty: &Type, property: &str) -> Option<TagDomain> {
        let types = self.types;
        let mut ty = ty;
        for _ in 0..MAX_ALIASES {
            let name = match ty {
                Type::Named(name) => name,
                Type::Map(_) => return Some(TagDomain::default()),
                _ => return None,
            };
            let (name, definition) = types.get_key_value(name)?;
            match &definition.kind {
                TypeKind::Struct(structure) => {
                    let mut fields = structure.fields.iter();
                    return match fields.find(|field| field.wire == property) {
                        Some(field) => field_domain(field, types),
                        None => Some(TagDomain::default()),
                    };
                }
                TypeKind::Union(union) => {
                    self.nestings
                        .get(name.as_str())
                        .filter(|nesting| **nesting <= MAX_NESTING)?;
                    let key = (name.as_str(), property.to_owned());
                    if let Some(known) = self.domains.get(&key) {
                        return self.repeated(known.clone());
                    }
                    let domain = self.domain_of_union(name, union, property);
                    self.domains.insert(key, domain.clone());
                    return self.repeated(domain);
                }
                TypeKind::Alias(target) => ty = target,
                TypeKind::Enum(_) | TypeKind::Events(_) | TypeKind::Newtype(_) => return None,
            }
        }
        None
    }

    /// Counts the values of a union inside of another one.
    fn repeated(&mut self, domain: Option<TagDomain>) -> Option<TagDomain> {
        let domain = domain?;
        self.budget = self.budget.checked_sub(domain.listed.len())?;
        Some(domain)
    }

    /// The values of a property in all variants of a union.
    fn domain_of_union(
        &mut self,
        name: &str,
        union: &UnionDef,
        property: &str,
    ) -> Option<TagDomain> {
        let variants = union.variants.iter();
        let domains = variants.map(|variant| self.domain(&variant.ty, property));
        let domains: Vec<TagDomain> = domains.collect::<Option<_>>()?;
        let finished = self.finished.get(name);
        let tagged = finished.filter(|union| union.tag.as_deref() == Some(property));
        if let Some(union) = tagged {
            let variants = union.variants.iter();
            return Some(TagDomain {
                kind: Some(union.tag_values),
                listed: variants.flat_map(|it| it.tags.clone()).collect(),
                is_always_present: true,
                is_constant: domains.iter().all(|it| it.is_constant),
            });
        }
        let mut kinds = domains.iter().filter_map(|it| it.kind);
        let kind = kinds.next();
        if kinds.any(|other| Some(other) != kind) {
            return None;
        }
        let is_listed = domains.iter().all(|it| !it.listed.is_empty());
        Some(TagDomain {
            kind,
            is_always_present: domains.iter().all(|it| it.is_always_present),
            is_constant: is_listed && domains.iter().all(|it| it.is_constant),
            listed: if is_listed {
                let listed = domains.into_iter().flat_map(|it| it.listed);
                let listed: IndexSet<String> = listed.collect();
                listed.into_iter().collect()
            } else {
                Vec::new()
            },
        })
    }

    /// The tags of a union by the values of a property.
    fn tags_by_property(&mut self, union: &UnionDef, property: &str) -> Option<UnionTags> {
        let variants = union.variants.iter();
        let domains = variants.map(|variant| self.domain(&variant.ty, property));
        let domains: Vec<TagDomain> = domains.collect::<Option<_>>()?;
        let mut kinds = domains.iter().filter_map(|domain| domain.kind);
        let kind = kinds.next().unwrap_or_default();
        if kinds.any(|other| other != kind) {
            return None;
        }
        let values = tag_values(&union.variants, &domains, kind)?;
        let variants = domains.iter().zip(values).map(|(domain, values)| {
            let writer = domain.writer(&values);
            VariantTags { values, writer }
        });
        Some(UnionTags {
            property: property.to_owned(),
            kind,
            variants: variants.collect(),
        })
    }
}

/// The values of a property in a type whose values are objects.
#[derive(Clone, Debug, Default)]
struct TagDomain {
    /// The JSON type of the values; `None` if the type does not declare the property.
    kind: Option<TagValues>,
    /// The listed values; empty if they are not listed.
    listed: Vec<String>,
    /// True if each value of the type has the property.
    is_always_present: bool,
    /// True if the property is a constant of each struct.
    is_constant: bool,
}

impl TagDomain {
    /// The code that writes the tag of a variant with these values.
    fn writer(&self, values: &[String]) -> TagWriter {
        let is_own = !self.listed.is_empty() && self.listed.iter().all(|it| values.contains(it));
        match self.kind {
            None => TagWriter::UnionOnly,
            Some(_) if self.is_always_present && is_own => TagWriter::Value,
            Some(_) => TagWriter::Union,
        }
    }
}

fn field_domain(field: &Field, types: &BTreeMap<String, TypeDef>) -> Option<TagDomain> {
    let (kind, listed) = scalar_values(&field.ty, types)?;
    let fixed = field.fixed.clone().filter(|_| listed.is_empty());
    Some(TagDomain {
        kind: Some(kind),
        listed: listed.into_iter().chain(fixed).collect(),
        is_always_present: field.presence == Presence::Required,
        is_constant: field.constant,
    })
}

/// The JSON type of a scalar type, and its listed values.
fn scalar_values(ty: &Type, types: &BTreeMap<String, TypeDef>) -> Option<(TagValues, Vec<String>)> {
    match aliased(ty, types) {
        Type::String => Some((TagValues::Text, Vec::new())),
        Type::Bool => Some((TagValues::Booleans, Vec::new())),
        ty if ty.integer_range().is_some() => Some((TagValues::Integers, Vec::new())),
        Type::Named(name) => match &types.get(name)?.kind {
            TypeKind::Enum(values) => {
                let kind = match values.values {
                    EnumValues::Text => TagValues::Text,
                    EnumValues::Integers => TagValues::Integers,
                };
                let listed = values.variants.iter().map(|variant| variant.wire.clone());
                Some((kind, listed.collect()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The values of the tag for each variant: those of `mapping` that the property can have, and the listed values that no
/// other variant has. `None` if a variant has no value and is not the default.
fn tag_values(
    variants: &[UnionVariant],
    domains: &[TagDomain],
    kind: TagValues,
) -> Option<Vec<Vec<String>>> {
    let mut mapped = Vec::with_capacity(variants.len());
    let (mut is_mapped, mut owners) = (HashSet::new(), HashMap::new());
    for (variant, domain) in variants.iter().zip(domains) {
        let listed: HashSet<&String> = domain.listed.iter().collect();
        let can_be = |tag: &&String| listed.is_empty() || listed.contains(tag);
        let tags: Vec<&String> = variant.tags.iter().filter(can_be).collect();
        for value in listed {
            *owners.entry(value).or_insert(0_usize) += 1;
        }
        for tag in &tags {
            if !is_mapped.insert(*tag) || !is_value(tag, kind) {
                return None;
            }
        }
        mapped.push(tags);
    }
    let values = mapped.into_iter().zip(domains).zip(variants);
    let values = values.map(|((tags, domain), variant)| {
        let mut values: Vec<String> = tags.into_iter().cloned().collect();
        let own = domain.listed.iter();
        let own = own.filter(|it| !is_mapped.contains(it) && owners.get(it) == Some(&1));
        values.extend(own.cloned());
        let is_default = variant.default_for != DefaultFor::Nothing;
        (is_default || !values.is_empty()).then_some(values)
    });
    values.collect()
}

fn is_value(tag: &str, kind: TagValues) -> bool {
    match kind {
        TagValues::Text => true,
        TagValues::Integers => tag
            .parse::<i64>()
            .is_ok_and(|number| number.to_string() == tag),
        TagValues::Booleans => matches!(tag, "true" | "false"),
    }
}

/// Makes the tag of a struct a constant, if all unions that contain the struct select it by the same value.
fn set_constants(types: &mut BTreeMap<String, TypeDef>) {
    let mut tags: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
    let mut budget = MAX_NESTED_TAGS;
    for definition in types.values() {
        let TypeKind::Union(union) = &definition.kind else {
            continue;
        };
        let Some(property) = &union.tag else { continue };
        for variant in &union.variants {
            if variant.tag_writer == TagWriter::Value {
                continue;
            }
            let structs = payload(&variant.ty, types, &mut budget);
            let [tag] = variant.tags.as_slice() else {
                continue;
            };
            for name in structs {
                let known = tags.entry((name.clone(), property.clone()));
                let known = known.or_insert_with(|| Some(tag.clone()));
                known.take_if(|known| known != tag);
            }
        }
    }
    for ((name, property), tag) in tags {
        let fixed = tag.and_then(|tag| fixed_value(&name, &property, &tag, types));
        if let Some(fixed) = fixed
            && let Some(TypeDef {
                kind: TypeKind::Struct(structure),
                ..
            }) = types.get_mut(&name)
            && let Some(field) = structure.fields.iter_mut().find(|it| it.wire == property)
        {
            field.constant = true;
            field.fixed = Some(fixed);
        }
    }
}

/// The JSON text of a tag, if a field of the struct can have this value and does not have it already.
fn fixed_value(
    name: &str,
    property: &str,
    tag: &str,
    types: &BTreeMap<String, TypeDef>,
) -> Option<String> {
    let TypeKind::Struct(structure) = &types.get(name)?.kind else {
        return None;
    };
    let field = structure
        .fields
        .iter()
        .find(|field| field.wire == property)?;
    let (kind, listed) = scalar_values(&field.ty, types)?;
    let in_range = |(low, high)| tag.parse().is_ok_and(|tag| (low..=high).contains(&tag));
    let fits = if listed.is_empty() {
        aliased(&field.ty, types)
            .integer_range()
            .is_none_or(in_range)
    } else {
        listed.iter().any(|value| value == tag)
    };
    (fits && !field.constant).then(|| match kind {
        TagValues::Text => Value::from(tag).to_string(),
        TagValues::Integers | TagValues::Booleans => tag.to_owned(),
    })
}

/// The structs of the values of a variant, also in unions inside of it. `budget` is the number of variants that may be visited.
fn payload<'t>(
    ty: &'t Type,
    types: &'t BTreeMap<String, TypeDef>,
    budget: &mut usize,
) -> Vec<&'t String> {
    let mut structs = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        let Type::Named(name) = ty else { continue };
        if !seen.insert(name) {
            continue;
        }
        match types.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(_)) => structs.push(name),
            Some(TypeKind::Alias(ty)) => open.push(ty),
            Some(TypeKind::Union(union)) => {
                if let Some(left) = budget.checked_sub(union.variants.len()) {
                    *budget = left;
                    open.extend(union.variants.iter().map(|variant| &variant.ty));
                }
            }
            _ => {}
        }
    }
    structs
}

/// The type after aliases.
fn aliased<'t>(ty: &'t Type, types: &'t BTreeMap<String, TypeDef>) -> &'t Type {
    let mut ty = ty;
    for _ in 0..MAX_ALIASES {
        let Type::Named(name) = ty else { break };
        match types.get(name).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(target)) => ty = target,
            _ => break,
        }
    }
    ty
}
