//! Makes the types of two versions comparable: after translation, two types are equal if their Rust types are the same.

use std::collections::BTreeMap;

use crate::model::{Api, ArgumentType, RustType, Type, TypeKind};

/// The longest chain of aliases that is followed. Aliases that form a cycle are compared by name.
const MAX_ALIASES: usize = 16;

/// Translates the types of one version: renamed types get their new name, and aliases are replaced by their target.
#[derive(Clone, Copy)]
pub(super) struct Translation<'a> {
    pub(super) api: &'a Api,
    /// The new names of renamed types, by old name.
    pub(super) names: Option<&'a BTreeMap<&'a str, &'a str>>,
    /// True if aliases are kept.
    pub(super) keeps_aliases: bool,
}

impl Translation<'_> {
    pub(super) fn ty(&self, ty: &Type) -> Type {
        self.at_depth(ty, 0)
    }

    pub(super) fn rust_type(&self, ty: &RustType) -> RustType {
        ty.map(&|ty| self.ty(ty))
    }

    pub(super) fn argument(&self, argument: &ArgumentType) -> ArgumentType {
        argument.map(&|ty| self.ty(ty))
    }

    fn at_depth(&self, ty: &Type, depth: usize) -> Type {
        let inner = |ty: &Type| Box::new(self.at_depth(ty, depth));
        match ty {
            Type::List(item) => Type::List(inner(item)),
            Type::Map(value) => Type::Map(inner(value)),
            Type::Nullable(value) => Type::Nullable(inner(value)),
            Type::Tuple(items) => Type::Tuple(
                items
                    .iter()
                    .map(|item| self.at_depth(item, depth))
                    .collect(),
            ),
            Type::Named(name) => match self.alias(name) {
                Some(target) if depth < MAX_ALIASES && !self.keeps_aliases => {
                    self.at_depth(target, depth + 1)
                }
                _ => Type::Named(self.name(name).to_owned()),
            },
            other => other.clone(),
        }
    }

    fn name<'s>(&'s self, name: &'s str) -> &'s str {
        let renamed = self.names.and_then(|names| names.get(name));
        renamed.copied().unwrap_or(name)
    }

    fn alias(&self, name: &str) -> Option<&Type> {
        match &self.api.type_named(name)?.kind {
            TypeKind::Alias(target) => Some(target),
            _ => None,
        }
    }
}
