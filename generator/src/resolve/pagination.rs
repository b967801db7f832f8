//! Detects pagination: the operation returns a list, and has the parameters `limit` and `offset` or `skip`.

use super::context::Resolver;
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
        if content.streams {
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
        match ty {
            Type::List(item) => Some((**item).clone()),
            Type::Named(name) => match &self.types.get(name)?.kind {
                TypeKind::Alias(target) if target != ty => self.item_type(target),
                _ => None,
            },
            _ => None,
        }
    }
}

fn takes_a_count(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Query
        && parameter.presence == ParameterPresence::Optional
        && parameter.ty == Type::I64
}
