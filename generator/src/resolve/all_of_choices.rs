//! A `oneOf` or `anyOf` among the members of an `allOf`, or beside properties. Each alternative applies in addition to
//! the other members, so the type is an enum of structs: one per alternative, each with the fields of all members.

use std::collections::HashSet;

use openapiv3::{ReferenceOr, Schema};

use super::all_of_parts::{AllOfParts, SchemaChoice};
use super::alternative_name::alternative_parts;
use super::context::Resolver;
use super::json_pointer::component_name;
use super::names;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaNode, SchemaView};
use crate::model::{Type, TypeKind};

/// The maximum number of combinations of alternatives.
const MAX_COMBINATIONS: usize = 64;

/// The maximum number of components to visit in a search for an extended component.
const MAX_COMPONENTS: usize = 256;

impl<'a> Resolver<'a> {
    /// The type of parts with choices. `None` if the choices do not affect the type, or are not supported and were
    /// reported.
    pub(super) fn resolve_choices(
        &mut self,
        parts: &mut AllOfParts<'a>,
        path: &SchemaPath,
    ) -> Option<TypeKind> {
        let mut choices = std::mem::take(&mut parts.choices);
        choices.retain(|choice| self.affects_type(choice, parts, path));
        if let ([only], true) = (choices.as_slice(), parts.is_only_choices()) {
            return Some(match only.node {
                SchemaNode::Reference(_) => TypeKind::Alias(self.type_of(only.node, &only.path)),
                SchemaNode::Schema(_) => {
                    self.union(only.discriminator.clone(), only.keyword, only.members, path)
                }
            });
        }
        if choices.is_empty() {
            return None;
        }
        let combination_count = choices.iter().fold(
            parts.combination_count.max(1),
            |combination_count, choice| combination_count.saturating_mul(choice.members.len()),
        );
        let is_large = combination_count > MAX_COMBINATIONS;
        if parts.has_others() || is_large {
            for choice in &choices {
                let (pointer, keyword) =
                    (choice.path.pointer.child(choice.keyword), choice.keyword);
                let message = if is_large {
                    format!(
                        "`{keyword}` with more than {MAX_COMBINATIONS} combinations of alternatives is not supported; ignored"
                    )
                } else {
                    format!(
                        "`{keyword}` combined with a type other than `object` is not supported; ignored"
                    )
                };
                self.warn("untranslated-keyword", &pointer, message);
            }
            return None;
        }
        parts.combination_count = combination_count;
        self.combined_union(parts, &choices, path)
    }

    /// True if a choice affects the type. Reports constraints that are ignored.
    fn affects_type(
        &mut self,
        choice: &SchemaChoice<'a>,
        parts: &AllOfParts<'a>,
        path: &SchemaPath,
    ) -> bool {
        let own = self.component_at(path);
        let is_here = |member: &'a _| match SchemaNode::from(member) {
            SchemaNode::Reference(reference) => self
                .component(reference)
                .is_some_and(|(key, _)| own == Some(key) || parts.collected.contains(key)),
            SchemaNode::Schema(_) => false,
        };
        // A base component may list the components that extend it. This schema is one of them, so the choice is
        // already made.
        if choice.members.iter().any(is_here)
            || parts.resolved_choices.contains(&choice.path.pointer)
        {
            return false;
        }
        if !choice.members.iter().all(is_constraint) {
            return true;
        }
        if !parts.has_others() {
            let pointer = choice.path.pointer.child(choice.keyword);
            let message = format!(
                "`{}` that only requires properties is not checked; ignored",
                choice.keyword
            );
            self.warn("untranslated-keyword", &pointer, message);
        }
        false
    }

    /// A union with one variant per combination of alternatives. `None` if no combination is possible, which is
    /// reported.
    fn combined_union(
        &mut self,
        parts: &AllOfParts<'a>,
        choices: &[SchemaChoice<'a>],
        path: &SchemaPath,
    ) -> Option<TypeKind> {
        let own = self.component_at(path);
        let start = self.inline_types.places.len();
        let mut alternatives: Vec<(Type, SchemaNode<'a>)> = Vec::new();
        for (index, members) in combinations(choices).into_iter().enumerate() {
            let Some(&first) = members.first() else {
                continue;
            };
            let extends_own_component = members.len() == 1
                && own.is_some_and(|own| self.extends(first, own, &mut HashSet::new()));
            let ty = if extends_own_component {
                self.type_of(first, path)
            } else {
                match self.alternative(parts, &members, index, choices, path) {
                    Some(ty) => ty,
                    None => continue,
                }
            };
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, first));
            }
        }
        if alternatives.is_empty() {
            let message =
                "no alternative has the type of the other members; all alternatives are ignored";
            self.warn("contradictory-all-of", &path.pointer, message);
            return None;
        }
        let discriminator = match choices {
            [only] => only.discriminator.clone(),
            _ => None,
        };
        Some(self.union_of(alternatives, discriminator, path, start))
    }

    /// The type of one combination of alternatives. `None` if they contradict each other, or the other members.
    fn alternative(
        &mut self,
        parts: &AllOfParts<'a>,
        members: &[SchemaNode<'a>],
        index: usize,
        choices: &[SchemaChoice<'a>],
        path: &SchemaPath,
    ) -> Option<Type> {
        let keyword = choices.first().map_or("oneOf", |choice| choice.keyword);
        let pointer = path.pointer.child(keyword).item(index);
        let mut path = SchemaPath::new(pointer, path.type_name.clone());
        if !self.may_merge(parts.properties.len(), &path.pointer) {
            return Some(Type::Value);
        }
        let mut parts = parts.clone();
        parts
            .resolved_choices
            .extend(choices.iter().map(|choice| choice.path.pointer.clone()));
        for (&member, choice) in members.iter().zip(choices) {
            let position = choice
                .members
                .iter()
                .position(|other| is_same(other.into(), member));
            let position = position.unwrap_or_default();
            let part = match member {
                SchemaNode::Reference(reference) => {
                    let name = component_name(reference, "schemas").unwrap_or_default();
                    names::type_name_part(&name)
                }
                SchemaNode::Schema(_) => {
                    let mut parts = alternative_parts(choice.members).into_iter();
                    parts.nth(position).unwrap_or_default()
                }
            };
            path.type_name = names::composed(&path.type_name, &part);
            let at = choice.path.to_member(choice.keyword, position);
            self.collect(member, &at, &mut parts, &mut Vec::new(), true);
        }
        if self.is_impossible(&parts, &path) {
            return None;
        }
        Some(match self.kind_of_parts(parts, &path) {
            TypeKind::Alias(ty) => ty,
            kind => self.declare(*members.first()?, &path, kind),
        })
    }

    /// True if no value has all parts: they are of different types, or a required property has no possible value.
    fn is_impossible(&mut self, parts: &AllOfParts<'a>, path: &SchemaPath) -> bool {
        if parts.declares_object && parts.has_others() || self.excludes_all(&parts.others, path) {
            return true;
        }
        let mut required = parts.required.iter();
        required.any(|name| match parts.properties.get(name) {
            Some(declarations) if declarations.len() > 1 => {
                let count = declarations.len();
                self.may_merge(count, &path.pointer) && self.excludes_all(declarations, path)
            }
            _ => false,
        })
    }

    /// The key of the component at `path`.
    fn component_at(&self, path: &SchemaPath) -> Option<&'a str> {
        let reference = format!("#{}", path.pointer.as_str());
        self.component(&reference).map(|(key, _)| key)
    }

    /// True if `node` extends the component `base` through `allOf`, at any depth.
    fn extends(&self, node: SchemaNode<'a>, base: &str, seen: &mut HashSet<&'a str>) -> bool {
        match node {
            SchemaNode::Reference(reference) => match self.component(reference) {
                Some((key, _)) if key == base => true,
                Some((key, target)) if seen.len() < MAX_COMPONENTS && seen.insert(key) => {
                    self.extends_by_parts(target, base, seen)
                }
                _ => false,
            },
            SchemaNode::Schema(_) => self.extends_by_parts(node, base, seen),
        }
    }

    fn extends_by_parts(
        &self,
        node: SchemaNode<'a>,
        base: &str,
        seen: &mut HashSet<&'a str>,
    ) -> bool {
        match node {
            SchemaNode::Reference(_) => self.extends(node, base, seen),
            SchemaNode::Schema(schema) => {
                let parts = SchemaView::new(schema).all_of;
                parts
                    .iter()
                    .any(|part| self.extends(part.into(), base, seen))
            }
        }
    }
}

/// True if alternatives only restrict the values of a type that is stated beside them, such as the formats of a string.
pub(super) fn only_restrict(view: &SchemaView<'_>, alternatives: &[ReferenceOr<Schema>]) -> bool {
    view.primitive.is_some() && alternatives.iter().all(is_constraint)
}

fn is_constraint(member: &ReferenceOr<Schema>) -> bool {
    match SchemaNode::from(member) {
        SchemaNode::Reference(_) => false,
        SchemaNode::Schema(schema) => is_constraint_only(&SchemaView::new(schema)),
    }
}

/// True if a schema restricts values, but does not declare a type.
fn is_constraint_only(view: &SchemaView<'_>) -> bool {
    view.primitive
        .is_none_or(|primitive| primitive == super::schema_view::Primitive::Object)
        && !view.has_values()
        && !view.has_properties()
        && view.additional.is_none()
        && view.items.is_none()
        && view.all_of.is_empty()
        && view.alternatives().is_none()
}

fn is_same(one: SchemaNode<'_>, other: SchemaNode<'_>) -> bool {
    match (one, other) {
        (SchemaNode::Reference(one), SchemaNode::Reference(other)) => one == other,
        (SchemaNode::Schema(one), SchemaNode::Schema(other)) => std::ptr::eq(one, other),
        _ => false,
    }
}

/// All combinations of one alternative per choice.
fn combinations<'a>(choices: &[SchemaChoice<'a>]) -> Vec<Vec<SchemaNode<'a>>> {
    let mut combinations = vec![Vec::new()];
    for choice in choices {
        let longer = combinations.iter().flat_map(|start: &Vec<SchemaNode<'a>>| {
            choice.members.iter().map(move |member| {
                let mut combination = start.clone();
                combination.push(SchemaNode::from(member));
                combination
            })
        });
        combinations = longer.collect();
    }
    combinations
}
