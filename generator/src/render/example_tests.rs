//! Tests from a document's own examples: each is put through the type that its place demands and back.

use std::collections::HashSet;

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

use super::literal::raw;
use super::types;
use super::{Options, RenderError, docs, file};
use crate::examples::{self, Example, Place};
use crate::model::{Api, Type};

/// A payload with more lines than this makes its test longer than clippy likes.
const LONG: usize = 90;

/// One test for each example in JSON. The functions that do the work are the caller's, at the root of the test:
/// `comes_back` for what arrives and `comes_back_exactly` for what is sent, both generic over the type and
/// given the payload; the first is told, too, which properties the type does not declare.
///
/// # Errors
///
/// When the tests would not be Rust: a fault of the generator.
pub fn example_tests(api: &Api, models: &str, options: &Options) -> Result<String, RenderError> {
    let failed = |error| RenderError {
        path: "the tests of examples".to_owned(),
        error,
    };
    let models: syn::Path = syn::parse_str(models).map_err(failed)?;
    let types = examples::types(api);
    let mut names = HashSet::new();
    let mut tests = Vec::new();
    let mut maps = false;
    for example in examples::examples(api) {
        let Some((_, ty)) = examples::type_for(&example.place, &types) else {
            continue;
        };
        maps |= ty.to_string().contains("BTreeMap");
        tests.push(test(api, &example, ty, &mut names).map_err(failed)?);
    }
    let mut items = vec![docs::inner_lines(&format!(
        "The examples of {}.",
        docs::prose(&api.title)
    ))];
    items.extend(maps.then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    }));
    items.push(quote!(use #models;));
    items.push(quote!(
        use crate::{comes_back, comes_back_exactly};
    ));
    items.extend(tests);
    file::source(items, options).map_err(failed)
}

fn test(
    api: &Api,
    example: &Example,
    ty: &Type,
    names: &mut HashSet<String>,
) -> Result<TokenStream, syn::Error> {
    let words = example.place.to_string().to_snake_case();
    let numbered = (1..).map(|n| {
        if n == 1 {
            words.clone()
        } else {
            format!("{words}_{n}")
        }
    });
    let name = numbered
        .take(usize::from(u16::MAX))
        .find(|name| names.insert(name.clone()))
        .unwrap_or(words);
    let name = types::ident(&name);
    let text = format!("{:#}", example.value);
    let long = (text.lines().count() > LONG).then(|| quote!(#[allow(clippy::too_many_lines)]));
    let payload = raw(&text)?;
    let spelled = types::tokens_outside(ty);
    Ok(match example.place {
        Place::RequestBody { .. } => quote! {
            #[test]
            #long
            fn #name() { comes_back_exactly::<#spelled>(#payload); }
        },
        Place::Response { .. } | Place::Webhook { .. } => {
            let undeclared = examples::undeclared(api, ty, &example.value);
            quote! {
                #[test]
                #long
                fn #name() { comes_back::<#spelled>(&[#(#undeclared),*], #payload); }
            }
        }
    })
}
