//! The documented answers of an API as a table in Rust: for a server that answers with them.

use std::collections::BTreeSet;

use quote::quote;

use super::literal::raw;
use super::{Options, RenderError, docs, file};
use crate::examples::{self, Place};
use crate::model::Api;

/// A file with one function, `response`, from the ID of an operation to the first documented answer in JSON
/// with which it succeeds.
///
/// ```
/// use apicrate::render::{Options, example_payloads};
/// use apicrate::{Document, resolve};
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
///           description: How many there are.
///           content: { application/json: { schema: { type: integer }, example: 5 } }
/// "#)?;
/// let (api, _) = resolve(&document)?;
///
/// let table = example_payloads(&api, &Options::default())?;
/// assert!(table.contains(r##""beds_count" => r#"5"#,"##), "{table}");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// When the file would not be Rust: a fault of the generator.
pub fn example_payloads(api: &Api, options: &Options) -> Result<String, RenderError> {
    let failed = |error| RenderError {
        path: "the table of examples".to_owned(),
        error,
    };
    let mut seen = BTreeSet::new();
    // Operations that answer alike share an arm.
    let mut answers: Vec<(String, Vec<String>)> = Vec::new();
    for example in examples::examples(api) {
        let Place::Response { operation, status } = example.place else {
            continue;
        };
        if !status.starts_with('2') || !seen.insert(operation.clone()) {
            continue;
        }
        let payload = format!("{:#}", example.value);
        match answers.iter_mut().find(|(known, _)| *known == payload) {
            Some((_, operations)) => operations.push(operation),
            None => answers.push((payload, vec![operation])),
        }
    }
    let arms = answers.iter().map(|(payload, operations)| {
        let payload = raw(payload)?;
        Ok(quote!(#(#operations)|* => #payload))
    });
    let arms = arms
        .collect::<Result<Vec<_>, syn::Error>>()
        .map_err(failed)?;
    let title = docs::inner_lines(&format!(
        "The documented answers of {}.",
        docs::prose(&api.title)
    ));
    let function = quote! {
        /// The documented answer to an operation, in JSON.
        #[allow(clippy::too_many_lines)]
        pub(crate) fn response(operation: &str) -> Option<&'static str> {
            Some(match operation {
                #(#arms,)*
                _ => return None,
            })
        }
    };
    file::source(vec![title, function], options).map_err(failed)
}
