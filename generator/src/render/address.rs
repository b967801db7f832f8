//! The server of an API: one constant, to which the operations refer.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::model::{Api, Operation};

/// The constant `SERVER` of the root file, unless the document names no server.
pub(super) fn declaration(api: &Api) -> Option<TokenStream> {
    let server = common(api)?;
    let docs = docs::lines(docs::own(if server.starts_with('/') {
        "The server of the document, which a client appends to its base URL."
    } else if api.server_type.is_some() {
        "The default server of the document. A client sends requests to it, unless another server or a base URL is set."
    } else {
        "The server of the document. A client sends requests to it, unless another base URL is set."
    }));
    Some(quote! {
        #docs
        pub const SERVER: &str = #server;
    })
}

/// The constant `SERVER` of an operation.
pub(super) fn of_operation(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let server = operation.server.as_str();
    if server.is_empty() {
        return None;
    }
    let value = if common(api) == Some(server) {
        quote!(super::SERVER)
    } else {
        quote!(#server)
    };
    Some(quote!(const SERVER: &'static str = #value;))
}

/// The server of the first operation that has one. Usually, it is the server of all operations.
fn common(api: &Api) -> Option<&str> {
    let mut operations = api.groups.iter().flat_map(|group| &group.operations);
    let first = operations.find(|operation| !operation.server.is_empty())?;
    Some(&first.server)
}
