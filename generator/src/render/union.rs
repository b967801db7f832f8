//! One of several types: an enum whose variant follows from a property, or from the properties that only one
//! alternative has, or else from what decodes first, and which keeps what fits none. The way from and to JSON
//! is derived.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::names::ident;
use super::types;
use crate::model::{EnumValues, Marker, Type, TypeDef, UnionDef, UnionVariant};

pub(super) fn declaration(definition: &TypeDef, union: &UnionDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let tag = union.tag.as_ref();
    let tag = tag.map(|property| quote!(#[json_union(tag = #property)]));
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::lines(&in_words(variant, union.tag.as_deref()));
        let told_by = told_by(union, variant);
        let (name, ty) = (ident(&variant.name), payload(variant));
        quote! { #docs #told_by #name(#ty) }
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, JsonUnion)]
        #tag
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// None of the others, as it came.
            Unknown(Value),
        }
    }
}

fn payload(variant: &UnionVariant) -> TokenStream {
    let ty = types::tokens(&variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

/// What the derive has to know of a variant to tell it from the others.
fn told_by(union: &UnionDef, variant: &UnionVariant) -> Option<TokenStream> {
    if union.tag.is_some() {
        let values = variant
            .tags
            .iter()
            .map(|value| tag(value, union.tag_values));
        return Some(quote!(#[variant(#(tag = #values),*)]));
    }
    match &variant.marker {
        Marker::None => None,
        Marker::Required(property) => Some(quote!(#[variant(required = #property)])),
        Marker::Optional(properties) => Some(quote!(#[variant(#(optional = #properties),*)])),
    }
}

fn tag(value: &str, kind: EnumValues) -> Literal {
    match (kind, value.parse()) {
        (EnumValues::Integers, Ok(number)) => Literal::i64_unsuffixed(number),
        _ => Literal::string(value),
    }
}

fn in_words(variant: &UnionVariant, tag: Option<&str>) -> String {
    let what = match &variant.ty {
        Type::Named(name) => format!("A [`{name}`]"),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::String => "A string".to_owned(),
        Type::List(_) | Type::Tuple(_) => "A list".to_owned(),
        Type::Map(_) => "A map".to_owned(),
        Type::I32 | Type::I64 => "A whole number".to_owned(),
        Type::F32 | Type::F64 => "A number".to_owned(),
        other => format!("A `{other}`"),
    };
    match tag {
        Some(tag) => {
            let values: Vec<String> = variant.tags.iter().map(|value| docs::code(value)).collect();
            format!("{what}: {} is {}.", docs::code(tag), values.join(" or "))
        }
        None => format!("{what}."),
    }
}
