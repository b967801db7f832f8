//! A program that decodes payloads with the types of an API and writes them back. It reads the location and
//! the payload from standard input, one JSON line each, and answers each line with the value that was written
//! back or with the error of the decoder.

use std::collections::{BTreeMap, BTreeSet};

use apicrate::model::Type;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::examples::PayloadLocation;
use crate::source::{source, spelled};

/// Returns the program's `main.rs`. Each map has the types of the payloads of one API; the APIs are the modules
/// `api0`, `api1` and so on of the program. If several APIs have the same location, the first one is used.
///
/// # Errors
///
/// Returns an error if the program is not valid Rust, which is a bug of this package.
pub fn probe(types: &[BTreeMap<PayloadLocation, Type>]) -> syn::Result<String> {
    let module = |index: usize| format_ident!("api{index}");
    let mut known = BTreeSet::new();
    let mut items = vec![quote!(#![allow(dead_code, unused_imports)])];
    items.extend((0..types.len()).map(module).map(|it| quote!(mod #it;)));
    let mut calls = Vec::new();
    for (index, types) in types.iter().enumerate() {
        let mut arms = Vec::new();
        for (location, ty) in types.iter().filter(|(location, _)| known.insert(*location)) {
            let (location, ty) = (location.to_string(), spelled(ty)?);
            arms.push(quote!(#location => round_trip::<#ty>(payload),));
        }
        let (function, module) = (format_ident!("decode{index}"), module(index));
        calls.push(function.clone());
        items.push(decoder(&function, &module, &arms));
    }
    items.push(program(&calls));
    source(items, "OpenAPI documents")
}

/// A function that selects the type for a location. The models of its API are in scope in it alone, since two
/// APIs may have models of the same name.
fn decoder(function: &syn::Ident, module: &syn::Ident, arms: &[TokenStream]) -> TokenStream {
    quote! {
        fn #function(location: &str, payload: &Value) -> Option<Result<Value, String>> {
            use std::collections::BTreeMap;

            use apicrate_runtime::{Date, Timestamp, Uuid};

            use #module::models::*;

            Some(match location { #(#arms)* _ => return None })
        }
    }
}

/// The loop over the lines of the input.
fn program(decoders: &[syn::Ident]) -> TokenStream {
    quote! {
        use std::io::{BufRead, stdin};

        use apicrate_runtime::Value;
        use serde::{Serialize, de::DeserializeOwned};

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            for line in stdin().lock().lines() {
                let (location, payload): (String, Value) = serde_json::from_str(&line?)?;
                let result = None
                    #(.or_else(|| #decoders(&location, &payload)))*
                    .unwrap_or_else(|| Err(format!("no type for {location}")));
                let answer = match result {
                    Ok(value) => serde_json::json!({ "value": value }),
                    Err(error) => serde_json::json!({ "error": error }),
                };
                println!("{answer}");
            }
            Ok(())
        }

        fn round_trip<T: Serialize + DeserializeOwned>(payload: &Value) -> Result<Value, String> {
            let value = apicrate_runtime::from_value::<T, serde_json::Error>(payload.clone())
                .map_err(|error| error.to_string())?;
            serde_json::to_value(value).map_err(|error| error.to_string())
        }
    }
}
