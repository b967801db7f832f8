//! Names of the model as identifiers.

use proc_macro2::{Ident, Span};

use crate::model::{Group, GroupNode, Operation, StructDef, plain};

/// A name of the model as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Returns whether a text is an identifier in the latest edition of Rust: not a keyword, and not `r#` with a keyword.
pub(crate) fn is_identifier(text: &str) -> bool {
    // `gen` is a keyword only since the edition 2024.
    let parsed = syn::parse_str::<Ident>(text).ok();
    parsed.is_some_and(|it| it == text && !text.starts_with("r#") && text != "gen")
}

pub(super) fn handle_name(group: &Group) -> Ident {
    ident(&group.handle_name())
}

pub(super) fn trait_name(group: &Group) -> Ident {
    ident(&group.trait_name())
}

pub(super) fn object_name(group: &Group) -> Ident {
    ident(&group.object_trait_name())
}

pub(super) fn request_name(operation: &Operation) -> Ident {
    ident(&operation.request_name())
}

pub(super) fn arguments_name(operation: &Operation) -> Ident {
    ident(&operation.arguments_name())
}

pub(super) fn call_name(operation: &Operation) -> Ident {
    ident(&operation.call_name())
}

pub(super) fn node_name(node: &GroupNode<'_>) -> Ident {
    ident(&node.handle_name())
}

pub(super) fn field_name(node: &GroupNode<'_>) -> Ident {
    ident(node.field_name())
}

pub(super) fn additional_name(structure: &StructDef) -> Ident {
    ident(&structure.additional_name())
}

/// The path of a group from the root, such as `users.points`.
pub(super) fn group_path(group: &Group) -> String {
    let words = group.path.iter().map(|word| plain(word));
    words.collect::<Vec<_>>().join(".")
}
