//! Form and multipart bodies: the encoding of each property or part.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::chain;
use super::names::{additional_name, ident};
use crate::model::{
    Api, Content, Field, FormStyle, PartEncoding, Presence, PropertyEncoding, StructDef, Type,
    TypeKind,
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
    if !content.parts.is_empty() {
        let calls: Vec<TokenStream> = items(content, body).collect();
        return chain::expression(&ident("parts"), &quote!(Multipart::new()), &calls);
    }
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

/// The calls for the parts without names: one for each item of a tuple, and one for each encoding of further parts.
fn items(content: &Content, body: &TokenStream) -> impl Iterator<Item = TokenStream> {
    let has_others = content.parts.last().is_some_and(|part| part.repeats);
    let (first, others) = match &content.ty {
        Type::Tuple(items) => match items.split_last() {
            Some((Type::List(item), first)) if has_others => (first, Some(&**item)),
            _ => (items.as_slice(), None),
        },
        Type::List(item) => ([].as_slice(), Some(&**item)),
        _ => ([].as_slice(), None),
    };
    let list = if first.is_empty() {
        quote!(#body)
    } else {
        let index = Literal::usize_unsuffixed(first.len());
        quote!(#body.#index)
    };
    let parts = content.parts.iter().enumerate();
    parts.filter_map(move |(position, part)| {
        if let Some(ty) = first.get(position) {
            let index = Literal::usize_unsuffixed(position);
            return Some(item(part, ty, &quote!([&#body.#index])));
        }
        let skipped = position.saturating_sub(first.len());
        let skip = (skipped > 0).then(|| {
            let skipped = Literal::usize_unsuffixed(skipped);
            quote!(.skip(#skipped))
        });
        let take = (!part.repeats).then(|| quote!(.take(1)));
        Some(item(part, others?, &quote!(#list.iter() #skip #take)))
    })
}

/// The call for the parts of these values.
fn item(part: &PartEncoding, ty: &Type, values: &TokenStream) -> TokenStream {
    let media_type = part.content_type.as_deref().filter(|it| is_one(it));
    let headers = part.headers.iter();
    let headers = headers.map(|(name, value)| quote!((#name, #value)));
    if *ty == Type::File {
        let media_type = media_type.unwrap_or(BINARY);
        return quote!(.file_items(#media_type, &[#(#headers),*], #values));
    }
    let media_type = media_type.map_or_else(|| quote!(None), |it| quote!(Some(#it)));
    quote!(.items(#media_type, &[#(#headers),*], #values))
}

/// The media type of files by default.
const BINARY: &str = "application/octet-stream";

/// Returns whether the text is one media type. If the document allows several ones, the caller chooses.
pub(super) fn is_one(media_type: &str) -> bool {
    !media_type.contains([',', '*'])
}

/// The struct behind a type and its aliases.
pub(super) fn structure<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a StructDef> {
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
    let media_type = media_type.filter(|it| is_one(it));
    if !field.ty.is_file() {
        return media_type.map_or_else(
            || quote!(.part(#wire, &#body.#name)),
            |media_type| quote!(.part_as(#wire, #media_type, &#body.#name)),
        );
    }
    let media_type = media_type.unwrap_or(BINARY);
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
