//! The operations of a path item: those with a field of their own, and those in `additionalOperations`.

use std::borrow::Cow;

use openapiv3::{Operation, PathItem};
use serde_json::{Map, Value};

use super::extension::ADDITIONAL_OPERATIONS;
use super::grammar::METHODS;

/// The field for operations whose method has no field.
pub(super) const ADDITIONAL: &str = "additionalOperations";

/// The HTTP method of a field such as `get`; `None` for other fields.
pub(super) fn method_of_field(field: &str) -> Option<String> {
    METHODS.contains(&field).then(|| field.to_uppercase())
}

/// The position of an operation in a path item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OperationPosition<'d> {
    /// The HTTP method, such as `GET`.
    pub(crate) method: Cow<'d, str>,
    /// The names that lead from the path item to the operation: a field, or `additionalOperations` and the method.
    pub(crate) names: Vec<&'d str>,
}

impl<'d> OperationPosition<'d> {
    /// The operation to which the first of these names lead.
    pub(super) fn from_names(names: &[&'d str]) -> Option<Self> {
        let (method, count) = match names {
            [field, ..] if METHODS.contains(field) => (Cow::Owned(field.to_uppercase()), 1),
            [ADDITIONAL, method, ..] => (Cow::Borrowed(*method), 2),
            _ => return None,
        };
        let names = names.iter().take(count).copied().collect();
        Some(Self { method, names })
    }
}

/// The operations of a path item: those with fields in the order of the specification, then the others in the order of
/// the document.
pub(crate) fn operations(item: &Value) -> impl Iterator<Item = OperationPosition<'_>> {
    let fields = METHODS
        .into_iter()
        .filter(|field| item.get(*field).is_some());
    let additional = item.get(ADDITIONAL).and_then(Value::as_object);
    let additional = additional.into_iter().flat_map(Map::keys);
    let names = fields.map(|field| vec![field]);
    let names = names.chain(additional.map(|method| vec![ADDITIONAL, method.as_str()]));
    names.filter_map(|names| OperationPosition::from_names(&names))
}

/// An operation that [`PathItem`] has no field for.
#[derive(Debug, Clone)]
pub(super) struct AdditionalOperation {
    /// The HTTP method.
    pub(super) method: String,
    /// The name in `additionalOperations`; `None` for the field `query`.
    pub(super) name: Option<String>,
    pub(super) operation: Operation,
}

impl AdditionalOperation {
    fn position(&self) -> OperationPosition<'_> {
        OperationPosition {
            method: self.method.as_str().into(),
            names: match &self.name {
                Some(name) => vec![ADDITIONAL, name],
                None => vec!["query"],
            },
        }
    }
}

/// The operations of a converted path item, with their positions in it. The order does not depend on the document.
pub(super) fn converted_operations<'a>(
    item: &'a PathItem,
    additional: &'a [Vec<AdditionalOperation>],
) -> impl Iterator<Item = (OperationPosition<'a>, &'a Operation)> + use<'a> {
    let fields = item.iter().filter_map(|(field, operation)| {
        Some((OperationPosition::from_names(&[field])?, operation))
    });
    let index = item.extensions.get(ADDITIONAL_OPERATIONS);
    let index = index.and_then(Value::as_u64);
    let index = index.and_then(|index| usize::try_from(index).ok());
    let additional = index.and_then(|index| additional.get(index));
    let additional = additional.into_iter().flatten();
    fields.chain(additional.map(|it| (it.position(), &it.operation)))
}
