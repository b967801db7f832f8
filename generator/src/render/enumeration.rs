//! A string or integer enum. An open enum keeps unknown values in a variant `Unknown`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::derives;
use super::docs;
use super::names::ident;
use super::scope::Scope;
use crate::model::{EnumDef, EnumValues, EnumVariant, TypeDef};

/// The declaration of an enum. Its conversions are derived.
pub(super) fn declaration(
    definition: &TypeDef,
    values: &EnumDef,
    scope: &Scope<'_>,
) -> TokenStream {
    documented(&docs::of_type(definition), definition, values, scope)
}

/// The declaration of an enum with this documentation.
pub(super) fn documented(
    docs: &TokenStream,
    definition: &TypeDef,
    values: &EnumDef,
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&definition.name);
    let mut own = vec!["Clone", "Debug"];
    let unknown = match (values.values, values.open) {
        (EnumValues::Text, true) => Some(scope.item("String")),
        (EnumValues::Integers, true) => Some(quote!(i64)),
        (_, false) => None,
    };
    if values.is_copy() {
        own.push("Copy");
    }
    let unknown = unknown.map(|payload| {
        quote! {
            /// An unknown value, kept as it was received.
            Unknown(#payload),
        }
    });
    // An enum of one value has a default, so that nobody has to pass it.
    let is_constant = values.variants.len() == 1;
    if is_constant {
        own.push("Default");
    }
    let derives = derives::attribute(definition, &own, &[derive(values)], scope);
    let default_variant = is_constant.then(|| quote!(#[default]));
    let variants = values.variants.iter().map(|variant| {
        let in_json = docs::code(&variant.wire);
        let docs = docs::lines(match docs::described(variant.docs.as_deref()) {
            Some(docs) => docs + "\n\nIn JSON: " + in_json + ".",
            None => docs::own("The value ") + in_json + ".",
        });
        let (name, value) = (ident(&variant.name), value(values, variant));
        quote!(#docs #default_variant #[variant(value = #value)] #name)
    });
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unknown }
    }
}

/// The name of the derive macro for an enum.
pub(super) fn derive(values: &EnumDef) -> &'static str {
    match values.values {
        EnumValues::Text => "StringEnum",
        EnumValues::Integers => "IntegerEnum",
    }
}

/// A value in JSON, as a Rust literal.
fn value(values: &EnumDef, variant: &EnumVariant) -> TokenStream {
    let text = &variant.wire;
    let number = match values.values {
        EnumValues::Integers => text.parse().ok().map(Literal::i64_unsuffixed),
        EnumValues::Text => None,
    };
    number.map_or_else(|| quote!(#text), |number| quote!(#number))
}
