//! Choices inside of `allOf`, or beside properties: whatever alternative is taken, the other parts hold, too.
//! So the type is an enum of structs, one for each alternative, that have all fields there are.

use super::all_of::{Choice, Parts};
use super::names;
use super::pointer::component_name;
use super::union::{alternative_name, union_of};
use super::view::{Node, View};
use super::{Place, Resolver};
use crate::model::{Type, TypeKind};

/// How many alternatives choices may have when they are taken together.
const MOST_COMBINATIONS: usize = 64;

/// How many components are followed to see whether they extend each other.
const MOST_FOLLOWED: usize = 256;

impl<'a> Resolver<'a> {
    /// The type of parts with choices among them; nothing where they turn out to say nothing, or what they
    /// say is reported and left out.
    pub(super) fn chosen(&mut self, parts: &mut Parts<'a>, place: &Place) -> Option<TypeKind> {
        let mut choices = std::mem::take(&mut parts.choices);
        choices.retain(|choice| self.is_to_be_made(choice, parts, place));
        if let ([only], true) = (choices.as_slice(), parts.is_only_choices()) {
            return Some(match only.node {
                Node::Reference(_) => TypeKind::Alias(self.type_of(only.node, &only.place)),
                Node::Schema(_) => {
                    self.union(only.discriminator, only.keyword, only.members, place)
                }
            });
        }
        if choices.is_empty() {
            return None;
        }
        let ways = choices.iter().fold(parts.ways.max(1), |ways, choice| {
            ways.saturating_mul(choice.members.len())
        });
        if parts.has_others() || ways > MOST_COMBINATIONS {
            for choice in &choices {
                let pointer = choice.place.pointer.child(choice.keyword);
                let message =
                    "a choice beside other types is not told apart; what it says is left out";
                self.warn("untranslated-keyword", &pointer, message);
            }
            return None;
        }
        parts.ways = ways;
        Some(self.combined(parts, &choices, place))
    }

    /// Whether a choice makes a difference to the type.
    fn is_to_be_made(&mut self, choice: &Choice<'a>, parts: &Parts<'a>, place: &Place) -> bool {
        let own = self.component_at(place);
        let is_here = |member: &'a _| match Node::from(member) {
            Node::Reference(reference) => self
                .component(reference)
                .is_some_and(|(key, _)| own == Some(key) || parts.through.contains(key)),
            Node::Schema(_) => false,
        };
        // Whoever extends a component that lists its heirs has made the choice by being one of them.
        if choice.members.iter().any(is_here) || parts.made.contains(&choice.place.pointer) {
            return false;
        }
        let says_no_type = |member: &'a _| match Node::from(member) {
            Node::Reference(_) => false,
            Node::Schema(schema) => says_no_type(&View::of(schema)),
        };
        if !choice.members.iter().all(says_no_type) {
            return true;
        }
        if !parts.has_others() {
            let pointer = choice.place.pointer.child(choice.keyword);
            let message = "which properties have to be there together is not checked";
            self.warn("untranslated-keyword", &pointer, message);
        }
        false
    }

    /// A union of what the parts are with each alternative.
    fn combined(&mut self, parts: &Parts<'a>, choices: &[Choice<'a>], place: &Place) -> TypeKind {
        let own = self.component_at(place);
        let mut alternatives: Vec<(Type, Node<'a>)> = Vec::new();
        for (index, members) in combinations(choices).into_iter().enumerate() {
            let Some(&first) = members.first() else {
                continue;
            };
            let is_heir = members.len() == 1
                && own.is_some_and(|own| self.extends(first, own, &mut Vec::new()));
            let ty = if is_heir {
                self.type_of(first, place)
            } else {
                self.alternative(parts, &members, index, choices, place)
            };
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, first));
            }
        }
        let discriminator = match choices {
            [only] => only.discriminator,
            _ => None,
        };
        union_of(alternatives, discriminator, place)
    }

    fn alternative(
        &mut self,
        parts: &Parts<'a>,
        members: &[Node<'a>],
        index: usize,
        choices: &[Choice<'a>],
        place: &Place,
    ) -> Type {
        let keyword = choices.first().map_or("oneOf", |choice| choice.keyword);
        let pointer = place.pointer.child(keyword).item(index);
        let mut place = Place::new(pointer, place.name.clone());
        let mut parts = parts.clone();
        parts
            .made
            .extend(choices.iter().map(|choice| choice.place.pointer.clone()));
        for (&member, choice) in members.iter().zip(choices) {
            let position = choice
                .members
                .iter()
                .position(|other| is_same(other.into(), member));
            let position = position.unwrap_or_default();
            place.name.push_str(&match member {
                Node::Reference(reference) => {
                    let name = component_name(reference, "schemas").unwrap_or_default();
                    names::type_name_part(&name)
                }
                Node::Schema(_) => alternative_name(member, position),
            });
            let at = choice.place.part(choice.keyword, position);
            self.collect(member, &at, &mut parts, &mut Vec::new(), true);
        }
        match self.kind_of_parts(parts, &place) {
            TypeKind::Alias(ty) => ty,
            kind => match members.first() {
                Some(&first) => self.declare(first, &place, kind),
                None => Type::Value,
            },
        }
    }

    /// The component whose schema stands at a place.
    fn component_at(&self, place: &Place) -> Option<&'a str> {
        let reference = format!("#{}", place.pointer.as_str());
        self.component(&reference).map(|(key, _)| key)
    }

    /// Whether a schema names a component among its `allOf`, at any depth.
    fn extends(&self, node: Node<'a>, base: &str, seen: &mut Vec<&'a str>) -> bool {
        match node {
            Node::Reference(reference) => match self.component(reference) {
                Some((key, _)) if key == base => true,
                Some((key, target)) if seen.len() < MOST_FOLLOWED && !seen.contains(&key) => {
                    seen.push(key);
                    self.extends_by_parts(target, base, seen)
                }
                _ => false,
            },
            Node::Schema(_) => self.extends_by_parts(node, base, seen),
        }
    }

    fn extends_by_parts(&self, node: Node<'a>, base: &str, seen: &mut Vec<&'a str>) -> bool {
        match node {
            Node::Reference(_) => self.extends(node, base, seen),
            Node::Schema(schema) => {
                let parts = View::of(schema).all_of;
                parts
                    .iter()
                    .any(|part| self.extends(part.into(), base, seen))
            }
        }
    }
}

/// Whether a schema restricts values without saying what they are.
fn says_no_type(view: &View<'_>) -> bool {
    view.primitive
        .is_none_or(|primitive| primitive == super::view::Primitive::Object)
        && !view.has_values()
        && !view.has_properties()
        && view.additional.is_none()
        && view.items.is_none()
        && view.all_of.is_empty()
        && view.alternatives().is_none()
}

fn is_same(one: Node<'_>, other: Node<'_>) -> bool {
    match (one, other) {
        (Node::Reference(one), Node::Reference(other)) => one == other,
        (Node::Schema(one), Node::Schema(other)) => std::ptr::eq(one, other),
        _ => false,
    }
}

/// Every way to take one alternative of each choice.
fn combinations<'a>(choices: &[Choice<'a>]) -> Vec<Vec<Node<'a>>> {
    let mut combinations = vec![Vec::new()];
    for choice in choices {
        let longer = combinations.iter().flat_map(|start: &Vec<Node<'a>>| {
            choice.members.iter().map(move |member| {
                let mut combination = start.clone();
                combination.push(Node::from(member));
                combination
            })
        });
        combinations = longer.collect();
    }
    combinations
}
