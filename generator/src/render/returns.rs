//! The value that a call returns, in documentation.

use super::docs::{self, Markdown};
use super::scope::Scope;
use crate::model::{Operation, Output, Type};

/// The value that a successful call returns: a link to its type, or a short description.
pub(super) fn value(operation: &Operation) -> Markdown {
    match &operation.output {
        Output::Empty => docs::own("nothing"),
        Output::Location => {
            docs::own("the header `Location` of the redirect, which is not followed")
        }
        Output::One(content) if content.stream.is_some() => {
            docs::own("a stream of ") + self::ty(&content.ty)
        }
        Output::One(content) => ty(&content.ty),
        Output::Many { name, .. } => docs::own("[") + docs::code(name) + "]",
    }
}

/// A type: a link to the model, if there is one.
pub(super) fn ty(ty: &Type) -> Markdown {
    match ty {
        Type::Named(name) => Scope::Other.link(name),
        Type::List(item) if named(item) => docs::own("a list of ") + self::ty(item),
        Type::Map(value) if named(value) => docs::own("a map of ") + self::ty(value),
        Type::Nullable(inner) if named(inner) => self::ty(inner) + " or `None`",
        other => docs::code(&other.to_string()),
    }
}

/// Returns whether a type contains a model.
fn named(ty: &Type) -> bool {
    !ty.names().is_empty()
}
