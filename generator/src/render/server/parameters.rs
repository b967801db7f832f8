//! The code that reads the parameters of a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::exploded;
use super::shapes::{Shape, is_exploded, other_parameter_names};
use crate::model::{
    Api, Operation, Parameter, ParameterLocation, ParameterPresence, ParameterStyle,
};
use crate::render::form;
use crate::render::names::ident;
use crate::render::style::explicit_style;

pub(super) fn parameter_reader(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
) -> TokenStream {
    let (wire, name) = (&parameter.wire, ident(&parameter.name));
    if let Some(body) = &operation.body
        && parameter.is_media_type()
    {
        let range = &body.content.media_type;
        return quote!(#name: request.media_type_in(#range)?);
    }
    let location = match parameter.location {
        ParameterLocation::QueryString => return query_string_reader(api, parameter),
        _ if parameter.presence == ParameterPresence::Flag => {
            return quote!(#name: request.flag(#wire)?);
        }
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    if is_exploded(parameter) {
        match Shape::of(api, &parameter.ty) {
            Shape::Closed(names) => {
                let method = ident(&format!("{location}_properties"));
                return quote!(#name: request.#method(#wire, &[#(#names),*])?);
            }
            Shape::Open => {
                let method = ident(&format!("{location}_rest"));
                let others = other_parameter_names(api, operation, parameter);
                return quote!(#name: request.#method(#wire, &[#(#others),*])?);
            }
            Shape::Other => {}
        }
    }
    match explicit_style(parameter) {
        None => {
            let method = ident(location);
            quote!(#name: request.#method(#wire)?)
        }
        Some(style) => {
            let method = ident(&format!("{location}_with"));
            quote!(#name: request.#method(#wire, #style)?)
        }
    }
}

/// The expression that reads a parameter that is the whole query string.
fn query_string_reader(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let is_required = parameter.presence == ParameterPresence::Required;
    let method = match parameter.style {
        ParameterStyle::Form => {
            let styles = form::styles(&parameter.encodings);
            let styles = quote!(&[#(#styles),*]);
            let exploded = exploded(api, &parameter.ty, &parameter.encodings);
            let read = exploded.map_or_else(
                || quote!(query_form(#styles)),
                |exploded| quote!(query_form_with(#styles, #exploded)),
            );
            return if is_required {
                quote!(#name: request.#read?)
            } else {
                quote!(#name: request.optional_query(|request| request.#read)?)
            };
        }
        ParameterStyle::Json => ident("query_json"),
        _ => ident("query_text"),
    };
    if is_required {
        quote!(#name: request.#method()?)
    } else {
        quote!(#name: request.optional_query(Decoder::#method)?)
    }
}
