//! Form and multipart bodies: the encoding of each property.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::chain;
use super::names::{additional_name, ident};
use crate::model::{
    Api, Content, Field, FormStyle, Presence, PropertyEncoding, StructDef, Type, TypeKind,
};

/// The style that does not percent-encode reserved characters.
pub(super) fn reserved(style: Option<TokenStream>) -> TokenStream {
    style.map_or_else(
        || quote!(ParameterStyle::Reserved),
        |style| quote!(ParameterStyle::ReservedIn(&#style)),
    )
}

/// `("name", style)` for each property of a form with an explicit style.
pub(super) fn styles(encodings: &[PropertyEncoding]) -> impl Iterator<Item = TokenStream> {
    encodings.iter().filter_map(|encoding| {
        let property = &encoding.property;
        let style = encoding.style.map(|style| match style {
            FormStyle::Deep => quote!(ParameterStyle::DeepObject),
            FormStyle::Delimited(delimiter) => quote!(ParameterStyle::Delimited(#delimiter)),
            FormStyle::Exploded => quote!(ParameterStyle::Exploded),
        });
        let style = if encoding.allow_reserved {
            reserved(style)
        } else {
            style?
        };
        Some(quote!((#property, #style)))
    })
}

/// The parts of a multipart body. `body` is an expression for the value.
pub(super) fn parts(api: &Api, content: &Content, body: &TokenStream) -> TokenStream {
    let Some(structure) = structure(api, &content.ty) else {
        return quote!(Multipart::new());
    };
    let encodings = content.encodings.iter();
    let encodings = encodings.map(|encoding| (encoding.property.as_str(), encoding));
    let encodings: HashMap<&str, &PropertyEncoding> = encodings.collect();
    let parts = structure.fields.iter().flat_map(|field| {
        let encoding = encodings.get(field.wire.as_str()).copied();
        let headers = part_headers(encoding, field);
        [part(encoding, field, body)].into_iter().chain(headers)
    });
    let additional = structure.additional.as_ref().map(|_| {
        let name = additional_name(structure);
        quote!(.parts(&#body.#name))
    });
    let calls: Vec<TokenStream> = parts.chain(additional).collect();
    chain::expression(&ident("parts"), &quote!(Multipart::new()), &calls)
}

/// The struct behind a type and its aliases.
fn structure<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a StructDef> {
    match &api.type_named(api.aliased(ty).named()?)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

/// The headers with a constant value of a property's parts.
fn part_headers<'a>(
    encoding: Option<&'a PropertyEncoding>,
    field: &'a Field,
) -> impl Iterator<Item = TokenStream> + use<'a> {
    let headers = encoding.into_iter().flat_map(|encoding| &encoding.headers);
    headers.map(|(name, value)| {
        let part = &field.wire;
        quote!(.header(#part, #name, #value))
    })
}

fn part(encoding: Option<&PropertyEncoding>, field: &Field, body: &TokenStream) -> TokenStream {
    let (wire, name) = (&field.wire, ident(&field.name));
    let media_type = encoding.and_then(|encoding| encoding.content_type.as_deref());
    // The document allows several media types, so the caller chooses one.
    let media_type = media_type.filter(|media_type| !media_type.contains([',', '*']));
    if !field.ty.is_file() {
        return media_type.map_or_else(
            || quote!(.part(#wire, &#body.#name)),
            |media_type| quote!(.part_as(#wire, #media_type, &#body.#name)),
        );
    }
    let media_type = media_type.unwrap_or("application/octet-stream");
    let is_option = matches!(
        field.presence,
        Presence::Optional | Presence::Nullable { .. }
    );
    match (&field.ty, is_option) {
        (Type::List(_), true) => {
            quote!(.files(#wire, #media_type, #body.#name.iter().flatten()))
        }
        (Type::List(_), false) | (_, true) => quote!(.files(#wire, #media_type, &#body.#name)),
        (_, false) => quote!(.files(#wire, #media_type, [&#body.#name])),
    }
}
