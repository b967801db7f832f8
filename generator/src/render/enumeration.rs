//! A string out of a list: an enum that, where it arrives, also keeps values that it does not know.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::types::ident;
use crate::model::{EnumDef, TypeDef};

pub(super) fn items(definition: &TypeDef, values: &EnumDef) -> Vec<TokenStream> {
    let name = ident(&definition.name);
    let macro_name = ident(if values.open {
        "open_enum"
    } else {
        "closed_enum"
    });
    vec![
        declaration(definition, values),
        values_as_text(definition, values),
        quote!(trophy_runtime::#macro_name!(#name);),
    ]
}

fn declaration(definition: &TypeDef, values: &EnumDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let one = values.variants.len() == 1;
    let variants = values.variants.iter().map(|variant| {
        let docs = docs::lines(&docs::code(&variant.wire));
        let default = one.then(|| quote!(#[default]));
        let name = ident(&variant.name);
        quote! { #docs #default #name }
    });
    let unknown = values.open.then(|| {
        quote! {
            /// A value that this version does not know, as it came.
            Unknown(String)
        }
    });
    let default = one.then(|| quote!(Default,));
    let copy = (!values.open).then(|| quote!(Copy,));
    let variants = variants.chain(unknown);
    quote! {
        #docs
        #[derive(Clone, #copy Debug, #default PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

/// The text of each value, and the value of each known text.
fn values_as_text(definition: &TypeDef, values: &EnumDef) -> TokenStream {
    let name = ident(&definition.name);
    let to_text = known(values).map(|(name, wire)| quote!(Self::#name => #wire));
    let unknown = values.open.then(|| quote!(Self::Unknown(value) => value));
    let to_text = to_text.chain(unknown);
    let receiver_and_result = if values.open {
        quote!((&self) -> &str)
    } else {
        quote!((self) -> &'static str)
    };
    let from_text = known(values).map(|(name, wire)| quote!(#wire => Some(Self::#name)));
    quote! {
        impl #name {
            /// The value as it stands in JSON.
            pub fn as_str #receiver_and_result {
                match self { #(#to_text,)* }
            }

            fn from_known(value: &str) -> Option<Self> {
                match value { #(#from_text,)* _ => None }
            }
        }
    }
}

fn known(values: &EnumDef) -> impl Iterator<Item = (proc_macro2::Ident, &str)> {
    values
        .variants
        .iter()
        .map(|variant| (ident(&variant.name), variant.wire.as_str()))
}
