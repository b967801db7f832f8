//! The struct of the required values of an operation that would be easy to swap as positional arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::Condition;
use super::docs;
use super::names::{arguments_name, ident, trait_name};
use super::options::Options;
use super::request::body_docs;
use super::scope::Scope;
use super::types;
use crate::model::{Api, ArgumentSource, Group, Operation, plain};

/// Returns whether every named argument has a description or a default.
pub(super) fn are_documented(api: &Api, group: &Group) -> bool {
    let operations = group.operations.iter();
    let mut arguments = operations.flat_map(|operation| api.signature(operation).named);
    arguments.all(|argument| match argument.source {
        ArgumentSource::Parameter(it) => docs::has_any(it.docs.as_deref(), it.default.as_deref()),
        ArgumentSource::Field(it) => docs::has_any(it.docs.as_deref(), it.default.as_deref()),
        ArgumentSource::Body(_) => true,
    })
}

/// The struct of the named arguments, if the operation has them.
pub(super) fn item(
    api: &Api,
    group: &Group,
    operation: &Operation,
    options: &Options,
) -> Option<TokenStream> {
    let signature = api.signature(operation);
    if signature.named.is_empty() {
        return None;
    }
    let method = docs::code(&format!(
        "{}::{}",
        trait_name(group),
        plain(&operation.name)
    ));
    let docs = docs::lines(
        docs::own("The required values of [")
            + method
            + "], except for those in the path. They are named because two of them have the same type.",
    );
    let name = arguments_name(operation);
    let fields = signature.named.iter().map(|argument| {
        let docs = match argument.source {
            ArgumentSource::Parameter(parameter) => {
                docs::of_value(parameter.docs.as_deref(), parameter.default.as_deref())
            }
            ArgumentSource::Field(field) => docs::of_field(field),
            ArgumentSource::Body(body) => body_docs(body),
        };
        let (name, ty) = (ident(argument.name), argument.named_type());
        let ty = types::rust_type(&ty, &Scope::Other);
        quote!(#docs pub #name: #ty)
    });
    let item = quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields,)* }
    };
    if signature.spread.is_some() {
        // Only the handle's method has this argument: the request contains the body as a whole.
        return Condition::of(&options.client).item(item);
    }
    Some(item)
}
