//! A program that puts payloads through the types of an API: it reads places and payloads from standard
//! input, one JSON line each, and answers each with what came back or with why it did not decode.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::types;
use super::{Options, RenderError, file};
use crate::examples::Place;
use crate::model::Type;

/// The program's `main.rs`. Each map says which types the places of one API demand; the APIs are in the
/// modules `api0`, `api1` and so on beside it. A place is answered by the first that has it.
///
/// # Errors
///
/// When the program would not be Rust: a fault of the generator.
pub fn probe(places: &[BTreeMap<Place, Type>], options: &Options) -> Result<String, RenderError> {
    file::source(items(places), options).map_err(|error| RenderError {
        path: "main.rs".to_owned(),
        error,
    })
}

fn items(places: &[BTreeMap<Place, Type>]) -> Vec<TokenStream> {
    let module = |index: usize| format_ident!("api{index}");
    let mut known = BTreeSet::new();
    let mut arms = Vec::new();
    for (index, places) in places.iter().enumerate() {
        let module = module(index);
        let path = quote!(#module::models::);
        for (place, ty) in places.iter().filter(|(place, _)| known.insert(*place)) {
            let (place, ty) = (place.to_string(), types::spelled(ty, &path));
            arms.push(quote!(#place => through::<#ty>(payload)));
        }
    }
    let modules = (0..places.len())
        .map(module)
        .map(|module| quote!(mod #module;));
    let mut items = vec![quote!(#![allow(dead_code, unused_imports)])];
    items.extend(modules);
    items.extend([
        quote!(
            use std::collections::BTreeMap;
        ),
        quote!(
            use std::io::{BufRead, stdin};
        ),
        quote!(
            use serde::{Serialize, de::DeserializeOwned};
        ),
        quote!(
            use apicrate_runtime::{Date, Timestamp, Uuid, Value};
        ),
        quote! {
            fn main() -> Result<(), Box<dyn std::error::Error>> {
                for line in stdin().lock().lines() {
                    let (place, payload): (String, Value) = serde_json::from_str(&line?)?;
                    let answer = match answer(&place, payload) {
                        Ok(value) => serde_json::json!({ "value": value }),
                        Err(error) => serde_json::json!({ "error": error }),
                    };
                    println!("{answer}");
                }
                Ok(())
            }
        },
        quote! {
            fn answer(place: &str, payload: Value) -> Result<Value, String> {
                match place { #(#arms,)* _ => Err(format!("no type for {place}")) }
            }
        },
        quote! {
            fn through<T: Serialize + DeserializeOwned>(payload: Value) -> Result<Value, String> {
                let value = apicrate_runtime::from_value::<T, serde_json::Error>(payload)
                    .map_err(|error| error.to_string())?;
                serde_json::to_value(value).map_err(|error| error.to_string())
            }
        },
    ]);
    items
}
