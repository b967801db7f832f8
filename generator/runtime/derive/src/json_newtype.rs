//! `JsonNewtype`: a struct with one unnamed field, which is the JSON of this field.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::input::{Body, Error, Input, Result};
use crate::structure::here;

pub(crate) fn implementation(input: &Input) -> Result<TokenStream> {
    let Body::Unnamed(_) = input.body else {
        let text = "this derive macro supports only structs with one unnamed field";
        return Err(Error::new(input.name.span(), text));
    };
    let name = &input.name;
    Ok(quote_spanned!(here()=> ::apicrate_runtime::__json_newtype! { #name }))
}
