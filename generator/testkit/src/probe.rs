//! A program that decodes payloads with the types of an API and writes them back. It reads the location and
//! the payload from standard input, one JSON line each, and answers each line with the value that was written
//! back or with the error of the decoder.

use std::collections::{BTreeMap, BTreeSet};

use apicrate::model::Type;
use quote::{format_ident, quote};

use crate::examples::PayloadLocation;
use crate::source::{qualified, source, tokens};

/// Returns the program's `main.rs`. Each map has the types of the payloads of one API; the APIs are the modules
/// `api0`, `api1` and so on of the program. If several APIs have the same location, the first one is used.
///
/// # Errors
///
/// Returns an error if the program is not valid Rust, which is a bug of this package.
pub fn probe(types: &[BTreeMap<PayloadLocation, Type>]) -> syn::Result<String> {
    let mut known = BTreeSet::new();
    let mut modules = Vec::new();
    let mut arms = Vec::new();
    for (index, types) in types.iter().enumerate() {
        let module = format_ident!("api{index}");
        let models = format!("{module}::models::");
        for (location, ty) in types.iter().filter(|(location, _)| known.insert(*location)) {
            let (location, ty) = (location.to_string(), tokens(qualified(ty, &models)));
            arms.push(quote!(#location => round_trip::<#ty>(payload)));
        }
        modules.push(quote!(mod #module;));
    }
    let program = quote! {
        #![allow(dead_code, unused_imports)]

        #(#modules)*

        use std::collections::BTreeMap;
        use std::io::{BufRead, stdin};

        use apicrate_runtime::{Date, Timestamp, Uuid, Value};
        use serde::{Serialize, de::DeserializeOwned};

        fn main() -> Result<(), Box<dyn std::error::Error>> {
            for line in stdin().lock().lines() {
                let (location, payload): (String, Value) = serde_json::from_str(&line?)?;
                let answer = match decode(&location, payload) {
                    Ok(value) => serde_json::json!({ "value": value }),
                    Err(error) => serde_json::json!({ "error": error }),
                };
                println!("{answer}");
            }
            Ok(())
        }

        fn decode(location: &str, payload: Value) -> Result<Value, String> {
            match location { #(#arms,)* _ => Err(format!("no type for {location}")) }
        }

        fn round_trip<T: Serialize + DeserializeOwned>(payload: Value) -> Result<Value, String> {
            let value = apicrate_runtime::from_value::<T, serde_json::Error>(payload)
                .map_err(|error| error.to_string())?;
            serde_json::to_value(value).map_err(|error| error.to_string())
        }
    };
    source([program], "OpenAPI documents")
}
