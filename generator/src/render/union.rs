//! A union: an enum with one variant for each alternative. A tag property selects the variant. Without a tag, a
//! property that only one alternative has selects it, or else the first variant that decodes is used. The JSON
//! conversions are derived.

use proc_macro2::TokenStream;
use quote::quote;

use super::derives;
use super::docs::{self, Markdown};
use super::names::ident;
use super::scope::Scope;
use super::types;
use crate::model::{
    DefaultFor, TagValues, TagWriter, Type, TypeDef, UnionDef, UnionVariant, ValueKind,
};

pub(super) fn declaration(
    definition: &TypeDef,
    union: &UnionDef,
    scope: &Scope<'_>,
) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let own = ["Clone", "Debug", "PartialEq"];
    let derives = derives::attribute(definition, &own, &["JsonUnion"], scope);
    let tag = union.tag.as_ref();
    let words = tag.map(|property| quote!(#[json_union(tag = #property)]));
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::lines(variant_docs(variant, union.tag.as_deref(), scope));
        let selector = selector(union, variant);
        let (name, ty) = (ident(&variant.name), payload(variant, scope));
        quote! { #docs #selector #name(#ty) }
    });
    let value = scope.item("Value");
    quote! {
        #docs
        #derives
        #words
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that matches no other variant, kept as it was received.
            Unknown(#value),
        }
    }
}

fn payload(variant: &UnionVariant, scope: &Scope<'_>) -> TokenStream {
    types::rust_type(&variant.rust_type(), scope)
}

/// The attribute `#[variant(..)]`: the tags that select the variant, or the kind of its value.
fn selector(union: &UnionDef, variant: &UnionVariant) -> Option<TokenStream> {
    if union.tag.is_some() {
        let values = variant
            .tags
            .iter()
            .map(|value| tag(value, union.tag_values));
        let writer = match variant.tag_writer {
            TagWriter::Value => None,
            TagWriter::Union => Some(quote!(set)),
            TagWriter::UnionOnly => Some(quote!(add)),
        };
        let default = match variant.default_for {
            DefaultFor::Nothing => None,
            DefaultFor::MissingTags => Some(quote!(missing)),
            DefaultFor::OtherTags => Some(quote!(default)),
        };
        let values = values.map(|value| quote!(tag = #value));
        let words = values.chain(writer).chain(default);
        return Some(quote!(#[variant(#(#words),*)]));
    }
    match variant.value_kind {
        ValueKind::Any => None,
        ValueKind::Object => Some(quote!(#[variant(object)])),
        ValueKind::Closed => Some(quote!(#[variant(closed)])),
        ValueKind::Union => Some(quote!(#[variant(union)])),
    }
}

fn tag(value: &str, kind: TagValues) -> TokenStream {
    match kind {
        TagValues::Text => quote!(#value),
        TagValues::Integers | TagValues::Booleans => value.parse().unwrap_or_default(),
    }
}

/// The documentation of a variant: the type of its value, and the tags that select it.
fn variant_docs(variant: &UnionVariant, tag: Option<&str>, scope: &Scope<'_>) -> Markdown {
    let ty = match &variant.ty {
        Type::Named(name) => scope.link(name),
        other => docs::code(&other.to_string()),
    };
    let docs = docs::own("The alternative ") + ty;
    let Some(tag) = tag else {
        return docs + ".";
    };
    let values = variant.tags.iter().map(|value| docs::code(value));
    let default = match variant.default_for {
        DefaultFor::Nothing => None,
        DefaultFor::MissingTags => Some(docs::own("no value")),
        DefaultFor::OtherTags => Some(docs::own("any other value, or none")),
    };
    let values = Markdown::join(values.chain(default), " or ");
    docs + ", selected by " + docs::code(tag) + ": " + values + "."
}
