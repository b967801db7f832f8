//! The documented responses of an API as a Rust function, for a server that returns them.

use std::collections::BTreeSet;

use apicrate::model::Api;
use proc_macro2::Literal;
use quote::quote;

use crate::examples::{PayloadLocation, examples};
use crate::source::source;

/// Returns a file with one function, `response`, which maps the ID of an operation to its first documented
/// example of a successful response, as JSON text. `document` is the name of the document in the first line.
///
/// ```
/// use apicrate::{Document, resolve};
/// use apicrate_testkit::example_payloads;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let document = Document::parse("garden.yaml", r#"
/// openapi: 3.1.0
/// info: { title: Garden, version: 1.0.0 }
/// paths:
///   /beds:
///     get:
///       operationId: beds_count
///       tags: [Beds]
///       responses:
///         '200':
///           description: The number of beds.
///           content: { application/json: { schema: { type: integer }, example: 5 } }
/// "#)?;
/// let (api, _) = resolve(&document)?;
///
/// let file = example_payloads(&api, "garden.yaml")?;
/// assert!(file.contains(r##""beds_count" => r#"5"#,"##), "{file}");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Returns an error if the file is not valid Rust, which is a bug of this package.
pub fn example_payloads(api: &Api, document: &str) -> syn::Result<String> {
    let mut seen = BTreeSet::new();
    // Operations with the same response share a match arm.
    let mut responses: Vec<(String, Vec<String>)> = Vec::new();
    for example in examples(api) {
        let PayloadLocation::Response { operation, status } = example.location else {
            continue;
        };
        if !status.starts_with('2') || !seen.insert(operation.clone()) {
            continue;
        }
        let payload = format!("{:#}", example.value);
        match responses.iter_mut().find(|(known, _)| *known == payload) {
            Some((_, operations)) => operations.push(operation),
            None => responses.push((payload, vec![operation])),
        }
    }
    let arms = responses.iter().map(|(payload, operations)| {
        let payload = raw(payload)?;
        Ok(quote!(#(#operations)|* => #payload))
    });
    let arms = arms.collect::<syn::Result<Vec<_>>>()?;
    let docs = quote!(#![doc = " The documented responses of the API."]);
    let function = quote! {
        /// Returns the documented response of an operation, as JSON text.
        #[allow(clippy::too_many_lines)]
        pub(crate) fn response(operation: &str) -> Option<&'static str> {
            Some(match operation {
                #(#arms,)*
                _ => return None,
            })
        }
    };
    source([docs, function], document)
}

/// Returns the text as a raw string literal, so that JSON is readable in Rust.
fn raw(text: &str) -> syn::Result<Literal> {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Ok(format!("r{hashes}\"{text}\"{hashes}").parse::<Literal>()?)
}
