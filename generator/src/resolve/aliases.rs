//! Aliases of the types that are already resolved.

use super::context::Resolver;
use super::limits::MAX_REFERENCES;
use crate::model::{Type, TypeKind};

impl Resolver<'_> {
    /// The item type of a list, after aliases.
    pub(super) fn item_type(&self, ty: &Type) -> Option<Type> {
        match self.after_aliases(ty) {
            Type::List(item) => Some((**item).clone()),
            _ => None,
        }
    }

    /// The type after aliases of the types that are already resolved.
    pub(super) fn after_aliases<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut ty = ty;
        for _ in 0..MAX_REFERENCES {
            let Type::Named(name) = ty else { break };
            match self.types.get(name).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }

    /// The definition of a named type, after aliases.
    pub(super) fn kind_after_aliases<'t>(&'t self, ty: &'t Type) -> Option<&'t TypeKind> {
        let Type::Named(name) = self.after_aliases(ty) else {
            return None;
        };
        self.types.get(name).map(|definition| &definition.kind)
    }
}
