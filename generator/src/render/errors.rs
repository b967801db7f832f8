//! The documented errors of the operations of a group: an enum for each operation that documents an error body. A macro of
//! the runtime declares the enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names::{ident, request_name};
use super::scope::Scope;
use super::types;
use crate::media_type::is_range;
use crate::model::{BodyFormat, ErrorStatus, ErrorVariant, Group, Operation};

/// The enums of a group.
pub(super) fn of_group(group: &Group) -> Option<TokenStream> {
    let operations = group.operations.iter().filter(|it| !it.is_variant);
    let enums: Vec<TokenStream> = operations
        .filter_map(|operation| enumeration(group, operation))
        .collect();
    (!enums.is_empty()).then(|| quote!(apicrate_runtime::errors! { #(#enums)* }))
}

/// The name of the first enum of a group.
pub(super) fn first(group: &Group) -> Option<String> {
    let mut operations = group.operations.iter().filter(|it| !it.is_variant);
    operations.find_map(|operation| Some(operation.error.as_ref()?.name.clone()))
}

/// Returns whether a variant has the status as its first field.
pub(super) fn has_status(variant: &ErrorVariant) -> bool {
    !matches!(variant.status, ErrorStatus::Exact(_))
}

fn enumeration(group: &Group, operation: &Operation) -> Option<TokenStream> {
    let errors = operation.error.as_ref()?;
    // The same operation with a body of another media type has the same errors.
    let requests = group.operations.iter().filter(|other| {
        let error = other.error.as_ref();
        error.is_some_and(|error| error.name == errors.name)
    });
    let requests = requests.map(request_name);
    let name = ident(&errors.name);
    let variants = errors.variants.iter().map(variant);
    Some(quote! {
        #[request(#(#requests),*)]
        enum #name { #(#variants,)* }
    })
}

/// `NotFound(models::Problem) = json(404, "application/problem+json")`.
fn variant(variant: &ErrorVariant) -> TokenStream {
    let name = ident(&variant.name);
    let status = match variant.status {
        ErrorStatus::Exact(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(#status)
        }
        ErrorStatus::Range(digit) => {
            let start = Literal::u16_unsuffixed(digit * 100);
            let end = Literal::u16_unsuffixed(digit * 100 + 99);
            quote!(#start..=#end)
        }
        ErrorStatus::Default => quote!(..),
    };
    let (format, media_type) = match &variant.content {
        None => ("empty", None),
        Some(content) => {
            let media_type = content.media_type.as_str();
            match content.format() {
                BodyFormat::Json if is_range(media_type) || media_type == "application/json" => {
                    ("json", None)
                }
                BodyFormat::Json => ("json", Some(media_type)),
                BodyFormat::Text => ("text", Some(media_type)),
                _ => ("bytes", Some(media_type)),
            }
        }
    };
    let format = ident(format);
    let media_type = media_type.map(|media_type| quote!(, #media_type));
    let of_status = has_status(variant).then(|| quote!(http::StatusCode));
    let body = variant.content.as_ref();
    let body = body.map(|content| types::spelled(&content.ty, &Scope::Other));
    let fields: Vec<TokenStream> = of_status.into_iter().chain(body).collect();
    let fields = (!fields.is_empty()).then(|| quote!((#(#fields),*)));
    quote!(#name #fields = #format(#status #media_type))
}
