//! Detects pagination: the operation returns a list, and has the parameters `limit` and `offset` or `skip`.

use super::context::Resolver;
use super::limits::MAX_REFERENCES;
use crate::model::{
    Output, Pagination, Parameter, ParameterLocation, ParameterPresence, Type, TypeKind,
};

/// The page size if the document does not have a default.
const USUAL_SIZE: i64 = 100;

impl Resolver<'_> {
    pub(super) fn pagination(
        &self,
        parameters: &[Parameter],
        output: &Output,
    ) -> Option<Pagination> {
        let Output::One(content) = output else {
            return None;
        };
        if content.stream.is_some() {
            return None;
        }
        let item = self.item_type(&content.ty)?;
        let named = |names: &[&str]| {
            let is_meant = |parameter: &&Parameter| {
                names.contains(&parameter.wire.as_str()) && takes_a_count(parameter)
            };
            parameters.iter().find(is_meant)
        };
        let (limit, offset) = (named(&["limit"])?, named(&["offset", "skip"])?);
        let size = limit
            .default
            .as_ref()
            .and_then(|size| size.parse().ok())
            .unwrap_or(USUAL_SIZE);
        Some(Pagination {
            limit: limit.name.clone(),
            offset: offset.name.clone(),
            size,
            item,
        })
    }

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
}

fn takes_a_count(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Query
        && parameter.presence == ParameterPresence::Optional
        && parameter.ty == Type::I64
}
