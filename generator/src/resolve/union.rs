//! `oneOf` and `anyOf`: an enum with one variant for each alternative, tried from the most demanding to
//! the least, so that an alternative that fits nearly everything does not hide the others.

use std::cmp::Reverse;

use openapiv3::{ReferenceOr, Schema};

use super::names::{self, Scope};
use super::view::Node;
use super::{Place, Resolver};
use crate::model::{Type, TypeKind, UnionDef, UnionVariant};

impl<'a> Resolver<'a> {
    /// The type of a value that is one of several.
    pub(super) fn union(&mut self, keyword: &str, members: &'a [ReferenceOr<Schema>], place: &Place) -> TypeKind {
        let mut alternatives: Vec<(Type, Node<'a>)> = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            let node = Node::from(member);
            let place = Place {
                pointer: place.pointer.child(keyword).item(index),
                name: format!("{}{}", place.name, alternative_name(node, index)),
            };
            let ty = self.type_of(node, &place);
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, node));
            }
        }
        if let [(only, _)] = alternatives.as_slice() {
            return TypeKind::Alias(only.clone());
        }
        alternatives.sort_by_key(|(ty, node)| Reverse(self.demands(ty, *node)));
        let mut scope = Scope::default();
        let variants = alternatives.into_iter().map(|(ty, _)| {
            let (name, _) = scope.take(names::variant_name(&variant_words(&ty)));
            UnionVariant { name, ty, boxed: false }
        });
        TypeKind::Union(UnionDef { variants: variants.collect() })
    }

    /// How much a value must have to be decoded as this: the more, the earlier it is tried.
    fn demands(&self, ty: &Type, node: Node<'a>) -> usize {
        match ty {
            Type::Value => 0,
            Type::String | Type::Map(_) => 1,
            Type::F32 | Type::F64 => 2,
            Type::Named(_) => match self.target(node) {
                Some(view) if !view.strings.is_empty() => 2,
                Some(view) => 3 + view.required.len() + view.all_of.len(),
                None => 3,
            },
            _ => 3,
        }
    }
}

/// What tells an inline alternative's type from its siblings'.
fn alternative_name(node: Node<'_>, index: usize) -> String {
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
