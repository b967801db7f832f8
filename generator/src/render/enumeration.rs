//! A string or an integer out of a list: an enum that, where it arrives, also keeps values that it does not
//! know.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::types::ident;
use crate::model::{EnumDef, EnumValues, TypeDef, Variant};

pub(super) fn items(definition: &TypeDef, values: &EnumDef) -> Vec<TokenStream> {
    let name = ident(&definition.name);
    let (macro_name, conversions) = match (values.values, values.open) {
        (EnumValues::Text, true) => ("open_enum", values_as_text(definition, values)),
        (EnumValues::Text, false) => ("closed_enum", values_as_text(definition, values)),
        (EnumValues::Integers, true) => {
            ("open_integer_enum", values_as_integers(definition, values))
        }
        (EnumValues::Integers, false) => (
            "closed_integer_enum",
            values_as_integers(definition, values),
        ),
    };
    let macro_name = ident(macro_name);
    vec![
        declaration(definition, values),
        conversions,
        quote!(trophy_runtime::#macro_name!(#name);),
    ]
}

fn declaration(definition: &TypeDef, values: &EnumDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let one = values.variants.len() == 1;
    let variants = values.variants.iter().map(|variant| {
        let docs = variant_docs(variant);
        let default = one.then(|| quote!(#[default]));
        let name = ident(&variant.name);
        quote! { #docs #default #name }
    });
    let unknown = match values.values {
        EnumValues::Text => quote!(String),
        EnumValues::Integers => quote!(i64),
    };
    let unknown = values.open.then(|| {
        quote! {
            /// A value that this version does not know, as it came.
            Unknown(#unknown)
        }
    });
    let default = one.then(|| quote!(Default,));
    let copy = (!values.open || values.values == EnumValues::Integers).then(|| quote!(Copy,));
    let variants = variants.chain(unknown);
    quote! {
        #docs
        #[derive(Clone, #copy Debug, #default PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

/// The value, and what the document says of it.
fn variant_docs(variant: &Variant) -> TokenStream {
    let value = docs::code(&variant.wire);
    docs::lines(&match &variant.docs {
        Some(text) => format!("{value}: {}", docs::prose(text)),
        None => value,
    })
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

/// The number of each value, and the value of each known number.
fn values_as_integers(definition: &TypeDef, values: &EnumDef) -> TokenStream {
    let name = ident(&definition.name);
    let number = |wire: &str| wire.parse().map(Literal::i64_unsuffixed).ok();
    let known = || known(values).filter_map(|(name, wire)| Some((name, number(wire)?)));
    let to_number = known().map(|(name, number)| quote!(Self::#name => #number));
    let unknown = values.open.then(|| quote!(Self::Unknown(value) => value));
    let to_number = to_number.chain(unknown);
    let from_number = known().map(|(name, number)| quote!(#number => Some(Self::#name)));
    quote! {
        impl #name {
            /// The value as it stands in JSON.
            pub fn as_i64(self) -> i64 {
                match self { #(#to_number,)* }
            }

            fn from_known(value: i64) -> Option<Self> {
                match value { #(#from_number,)* _ => None }
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
