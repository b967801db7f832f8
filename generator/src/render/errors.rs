//! The documented errors of the operations of a group: an enum for each operation that documents an error body. A macro of
//! the runtime declares the enums.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::names::{ident, request_name};
use super::scope::Scope;
use super::types;
use crate::media_type::is_range;
use crate::model::{BodyFormat, ErrorEnum, ErrorStatus, ErrorVariant, Group};

/// The enums of a group.
pub(super) fn of_group(group: &Group) -> Option<TokenStream> {
    // The same operation with a body of another media type has the same errors.
    let mut requests: HashMap<&str, Vec<Ident>> = HashMap::new();
    for operation in &group.operations {
        if let Some(error) = &operation.error {
            let requests = requests.entry(&error.name).or_default();
            requests.push(request_name(operation));
        }
    }
    let operations = group.operations.iter().filter(|it| !it.is_variant);
    let errors = operations.filter_map(|operation| operation.error.as_ref());
    let enums: Vec<TokenStream> = errors
        .map(|error| {
            let requests = requests.get(error.name.as_str());
            enumeration(error, requests.map(Vec::as_slice).unwrap_or_default())
        })
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

fn enumeration(error: &ErrorEnum, requests: &[Ident]) -> TokenStream {
    let name = ident(&error.name);
    let variants = error.variants.iter().map(variant);
    quote! {
        #[request(#(#requests),*)]
        enum #name { #(#variants,)* }
    }
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
