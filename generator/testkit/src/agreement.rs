//! A program that sends the sample exchanges of an API through its generated server and client, with the package
//! `apicrate-agreement`.

use apicrate::model::Api;
use quote::quote;

use crate::exchange;
use crate::source::{ident, source, tokens};

/// Returns the program's `main.rs`. `name` is the name of the generated crate, whose server is compiled.
///
/// # Errors
///
/// Returns an error if the program is not valid Rust, which is a bug of this package.
pub fn agreement(api: &Api, name: &str) -> syn::Result<String> {
    let root = ident(name);
    let typed_errors = tokens(typed_errors(api, name));
    let program = quote! {
        #![allow(deprecated)]

        use apicrate_agreement::{Result, report};

        fn main() -> Result<()> {
            report(|client| #root::server::routes(&#root::Api::new(client)), #typed_errors)
        }
    };
    source([program], "an OpenAPI document")
}

/// Returns a list of the operations with documented errors, as a Rust expression of the type `&[(&str, TypedError)]`.
/// `path` is the path of the root of the generated code.
#[must_use]
pub fn typed_errors(api: &Api, path: &str) -> String {
    let path = tokens(path);
    let operations = api
        .groups
        .iter()
        .flat_map(|group| group.operations.iter().map(move |it| (group, it)))
        .filter(|(_, operation)| operation.error.is_some());
    let rows = operations.map(|(group, operation)| {
        let id = exchange::id(operation);
        let module = ident(&group.module);
        let request = ident(&operation.request_name());
        quote!((#id, apicrate_agreement::typed_error::<#path::#module::#request>))
    });
    quote!(&[#(#rows),*]).to_string()
}
