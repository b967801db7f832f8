//! A string or an integer out of a list: an enum that, where it arrives, also keeps values that it does not
//! know.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::names::ident;
use crate::model::{EnumDef, EnumValues, EnumVariant, TypeDef};

pub(super) fn items(definition: &TypeDef, values: &EnumDef) -> Vec<TokenStream> {
    let kind = ident(match (values.values, values.open) {
        (EnumValues::Text, true) => "open_enum",
        (EnumValues::Text, false) => "closed_enum",
        (EnumValues::Integers, true) => "open_integer_enum",
        (EnumValues::Integers, false) => "closed_integer_enum",
    });
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    // A value that nobody has to give, because there is no other.
    let is_constant = values.variants.len() == 1;
    let derive = is_constant.then(|| quote!(#[derive(Default)]));
    let default = is_constant.then(|| quote!(#[default]));
    let variants = values.variants.iter().map(|variant| {
        let docs = variant.docs.as_deref().map(docs::prose);
        let docs = docs.map(|docs| docs::lines(&docs));
        let (name, value) = (ident(&variant.name), value(values, variant));
        quote!(#docs #default #name = #value)
    });
    vec![quote! {
        apicrate_runtime::#kind! {
            #docs
            #derive
            pub enum #name { #(#variants,)* }
        }
    }]
}

/// A value as it stands in JSON.
fn value(values: &EnumDef, variant: &EnumVariant) -> TokenStream {
    let text = &variant.wire;
    let number = match values.values {
        EnumValues::Integers => text.parse().ok().map(Literal::i64_unsuffixed),
        EnumValues::Text => None,
    };
    number.map_or_else(|| quote!(#text), |number| quote!(#number))
}
