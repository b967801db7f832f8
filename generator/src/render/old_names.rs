//! The old names of types and methods: deprecated aliases.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::Condition;
use super::docs;
use super::names::ident;
use crate::model::{Api, Operation, TypeDef, plain};

/// The aliases of a model.
pub(super) fn of_type(definition: &TypeDef) -> Vec<TokenStream> {
    let aliases = definition.aliases.iter();
    aliases
        .map(|old| type_alias(old, &definition.name))
        .collect()
}

/// The aliases of the types of an operation: the request, the call and the enums of its results and errors.
pub(super) fn of_request(
    api: &Api,
    operation: &Operation,
    client: &Condition<'_>,
) -> Vec<TokenStream> {
    let aliases = operation.aliases.iter();
    let signature = api.signature(operation);
    let has_named = !signature.named.is_empty();
    let aliases = aliases.flat_map(|alias| operation.type_aliases(alias, has_named));
    let (call, arguments) = (operation.call_name(), operation.arguments_name());
    let has_client_arguments = signature.spread.is_some();
    let aliases = aliases.filter_map(|(old, new)| {
        let alias = type_alias(&old, &new);
        if new == call || has_client_arguments && new == arguments {
            client.item(alias)
        } else {
            Some(alias)
        }
    });
    aliases.collect()
}

fn type_alias(old: &str, new: &str) -> TokenStream {
    let attributes = attributes(new, new);
    let (old, new) = (ident(old), ident(new));
    quote! {
        #attributes
        pub type #old = #new;
    }
}

/// The documentation and the deprecation of a method with an old name.
pub(super) fn method_attributes(operation: &Operation) -> TokenStream {
    let name = plain(&operation.name);
    attributes(name, &format!("Self::{name}"))
}

fn attributes(name: &str, path: &str) -> TokenStream {
    let docs = docs::lines(docs::own("Renamed to [") + docs::code(path) + "].");
    let note = format!("renamed to `{name}`");
    quote! {
        #docs
        #[deprecated(note = #note)]
    }
}
