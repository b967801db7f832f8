//! The code that reads the body of a request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::shapes::{ExplodedNames, exploded_properties};
use crate::media_type::is_json;
use crate::model::{Api, Body, BodyFormat, Content, PropertyEncoding, StructDef, Type};
use crate::render::form;
use crate::render::names::ident;

pub(super) fn body_reader(api: &Api, body: &Body) -> TokenStream {
    let content = &body.content;
    let method = match content.format() {
        BodyFormat::Json => "json",
        BodyFormat::Text => "text",
        BodyFormat::Bytes | BodyFormat::Events | BodyFormat::Lines => "body",
        BodyFormat::Form => return form_reader(api, body),
        BodyFormat::Multipart => return multipart_reader(api, body),
    };
    let method = ident(method);
    if body.required {
        quote!(body: request.#method()?)
    } else {
        quote!(body: request.optional(Decoder::#method)?)
    }
}

fn form_reader(api: &Api, body: &Body) -> TokenStream {
    let content = &body.content;
    let styles = form::styles(&content.encodings);
    let styles = quote!(&[#(#styles),*]);
    let exploded = exploded(api, &content.ty, &content.encodings);
    let read = exploded.map_or_else(
        || quote!(form(#styles)),
        |exploded| quote!(form_with(#styles, #exploded)),
    );
    if body.required {
        quote!(body: request.#read?)
    } else {
        quote!(body: request.optional(|request| request.#read)?)
    }
}

/// The list of the exploded properties of a form; `None` for a form without such properties.
pub(super) fn exploded(
    api: &Api,
    ty: &Type,
    encodings: &[PropertyEncoding],
) -> Option<TokenStream> {
    let properties = exploded_properties(api, ty, encodings);
    let properties: Vec<TokenStream> = properties
        .iter()
        .map(|(property, names)| match names {
            ExplodedNames::Names(names) => {
                quote!((#property, ExplodedProperty::Names(&[#(#names),*])))
            }
            ExplodedNames::AllBut(names) => {
                quote!((#property, ExplodedProperty::AllBut(&[#(#names),*])))
            }
        })
        .collect();
    (!properties.is_empty()).then(|| quote!(&[#(#properties),*]))
}

fn multipart_reader(api: &Api, body: &Body) -> TokenStream {
    let content = &body.content;
    let media_type = &content.media_type;
    let split = quote!(request.multipart(#media_type)?);
    let read = if content.parts.is_empty() {
        named_parts(api, content)
    } else {
        items(content)
    };
    match (read, body.required) {
        (PartsReader::Chained(read), true) => quote!(body: #split.#read?),
        (PartsReader::Chained(read), false) => {
            quote!(body: request.optional(|request| #split.#read)?)
        }
        (PartsReader::Value(value), true) => quote! {
            body: {
                let mut parts = #split;
                #value
            }
        },
        (PartsReader::Value(value), false) => quote! {
            body: request.optional(|request| {
                let mut parts = #split;
                Ok(#value)
            })?
        },
    }
}

/// The code that reads the parts of a body.
enum PartsReader {
    /// A method that reads all of them.
    Chained(TokenStream),
    /// An expression, with several uses of the variable `parts`.
    Value(TokenStream),
}

/// The code that reads the parts of a form: its files, and then all others.
fn named_parts(api: &Api, content: &Content) -> PartsReader {
    let json = json_parts(content);
    let fields = quote!(fields(&[#(#json),*]));
    let Some((structure, name)) = form::structure(api, &content.ty).zip(content.ty.named()) else {
        return PartsReader::Chained(fields);
    };
    let files: Vec<TokenStream> = files(structure)
        .map(|(wire, name)| quote!(#name: parts.files(#wire)?))
        .collect();
    if files.is_empty() {
        return PartsReader::Chained(fields);
    }
    let has_others = files.len() < structure.fields.len() || structure.additional.is_some();
    let others = has_others.then(|| quote!(..parts.#fields?));
    let name = ident(name);
    PartsReader::Value(quote!(models::#name { #(#files,)* #others }))
}

/// The names of the parts that the document describes as JSON.
pub(super) fn json_parts(content: &Content) -> impl Iterator<Item = &String> {
    let is_json = |media_type: &String| form::is_one(media_type) && is_json(media_type);
    let json = content.encodings.iter();
    let json = json.filter(move |it| it.content_type.as_ref().is_some_and(is_json));
    json.map(|it| &it.property)
}

/// The fields that are files, by name on the wire and in Rust.
pub(super) fn files(structure: &StructDef) -> impl Iterator<Item = (&str, Ident)> {
    let files = structure.fields.iter().filter(|field| field.ty.is_file());
    files.map(|field| (field.wire.as_str(), ident(&field.name)))
}

/// The code that reads the parts without names: those before the last ones by position, and the list of all others.
fn items(content: &Content) -> PartsReader {
    let rest = |item: &Type| {
        if *item == Type::File {
            "rest_files"
        } else {
            "rest"
        }
    };
    let items = match &content.ty {
        Type::Tuple(items) => items,
        Type::List(item) => {
            let method = ident(rest(item));
            return PartsReader::Chained(quote!(#method()));
        }
        _ => return PartsReader::Chained(quote!(rest())),
    };
    let has_rest = content.parts.last().is_some_and(|part| part.repeats);
    let last = items.len().saturating_sub(1);
    let reads = items.iter().enumerate().map(|(index, item)| {
        let method = match item {
            Type::List(item) if index == last && has_rest => rest(item),
            Type::File if index == last => "last_file",
            Type::File => "next_file",
            _ if index == last => "last_value",
            _ => "next_value",
        };
        let method = ident(method);
        quote!(parts.#method()?)
    });
    PartsReader::Value(quote!((#(#reads,)*)))
}
