//! The code that reads the parameters of a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::bodies::is_read_form;
use crate::model::{
    Api, Operation, Parameter, ParameterLocation, ParameterPresence, ParameterStyle, StructDef,
    Type, TypeKind,
};
use crate::render::form;
use crate::render::names::ident;

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
    let read = match (parameter.location, parameter.style, parameter.presence) {
        _ if !is_read_parameter(api, parameter) => quote!(not_served(#wire)),
        (ParameterLocation::QueryString, ..) => return query_string_reader(parameter),
        (_, _, ParameterPresence::Flag) => quote!(flag(#wire)),
        (ParameterLocation::Path, ..) => quote!(path(#wire)),
        (ParameterLocation::Header, ..) => quote!(header(#wire)),
        (ParameterLocation::Cookie, ParameterStyle::Cookie { explode }, _) => {
            return cookie_reader(api, parameter, explode);
        }
        (ParameterLocation::Cookie, ..) => quote!(cookie(#wire)),
        (ParameterLocation::Query, ParameterStyle::Delimited(delimiter), _) => {
            quote!(query_with(#wire, ParameterStyle::Delimited(#delimiter)))
        }
        (ParameterLocation::Query, ParameterStyle::DeepObject, _) => {
            quote!(query_with(#wire, ParameterStyle::DeepObject))
        }
        (ParameterLocation::Query, ..) => query_reader(api, operation, parameter),
    };
    quote!(#name: request.#read?)
}

/// The method that reads a query parameter. An object is spread over several query parameters, so reading it
/// requires the names of its properties.
fn query_reader(api: &Api, operation: &Operation, parameter: &Parameter) -> TokenStream {
    let wire = &parameter.wire;
    match shape(api, &parameter.ty) {
        Shape::Struct(structure) if structure.additional.is_none() => {
            let names = structure.fields.iter().map(|field| &field.wire);
            quote!(query_properties(#wire, &[#(#names),*]))
        }
        Shape::Struct(_) | Shape::Map => {
            let queried = operation
                .parameters
                .iter()
                .filter(|other| other.location == ParameterLocation::Query);
            let others = queried
                .map(|other| &other.wire)
                .filter(|other| *other != wire);
            quote!(query_rest(#wire, &[#(#others),*]))
        }
        Shape::Other => quote!(query(#wire)),
    }
}

/// The expression that reads a parameter that is the whole query string.
fn query_string_reader(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let is_required = parameter.presence == ParameterPresence::Required;
    let method = match parameter.style {
        ParameterStyle::Form => {
            let styles = form::styles(&parameter.encodings);
            let styles = quote!(&[#(#styles),*]);
            return if is_required {
                quote!(#name: request.query_form(#styles)?)
            } else {
                quote!(#name: request.optional_query(|request| request.query_form(#styles))?)
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

/// The expression that reads a cookie of style `cookie`. Each property of an exploded object is a cookie of its own.
fn cookie_reader(api: &Api, parameter: &Parameter, explode: bool) -> TokenStream {
    let (wire, name) = (&parameter.wire, ident(&parameter.name));
    match shape(api, &parameter.ty) {
        Shape::Struct(structure) if explode && structure.additional.is_none() => {
            let names = structure.fields.iter().map(|field| &field.wire);
            quote!(#name: request.cookie_properties(#wire, &[#(#names),*])?)
        }
        _ => quote! {
            #name: request.cookie_with(#wire, ParameterStyle::Cookie { explode: #explode })?
        },
    }
}

enum Shape<'a> {
    Struct(&'a StructDef),
    Map,
    Other,
}

/// The shape of a type, with aliases resolved.
fn shape<'a>(api: &'a Api, ty: &'a Type) -> Shape<'a> {
    let mut ty = api.aliased(ty);
    if let Type::Nullable(inner) = ty {
        ty = api.aliased(inner);
    }
    match ty {
        Type::Map(_) => Shape::Map,
        Type::Named(name) => match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(structure)) => Shape::Struct(structure),
            _ => Shape::Other,
        },
        _ => Shape::Other,
    }
}

/// Returns whether the code that reads a parameter names a style.
pub(super) fn has_read_style(api: &Api, parameter: &Parameter) -> bool {
    match (parameter.location, parameter.style) {
        _ if !is_read_parameter(api, parameter) => false,
        (ParameterLocation::Query, ParameterStyle::Delimited(_) | ParameterStyle::DeepObject) => {
            parameter.presence != ParameterPresence::Flag
        }
        (ParameterLocation::QueryString, ParameterStyle::Form) => {
            form::styles(&parameter.encodings).next().is_some()
        }
        (ParameterLocation::Cookie, ParameterStyle::Cookie { explode }) => {
            !explode || matches!(shape(api, &parameter.ty), Shape::Other)
        }
        _ => false,
    }
}

/// Returns whether the server supports the style of a parameter.
pub(super) fn is_read_parameter(api: &Api, parameter: &Parameter) -> bool {
    match (parameter.location, parameter.style) {
        (ParameterLocation::QueryString, ParameterStyle::Form) => {
            is_read_form(&parameter.encodings)
        }
        (ParameterLocation::QueryString, _) => true,
        // The names of the entries of a map are not known.
        (_, ParameterStyle::Cookie { explode: true }) => match shape(api, &parameter.ty) {
            Shape::Map => false,
            Shape::Struct(structure) => structure.additional.is_none(),
            Shape::Other => true,
        },
        (_, style) => is_read_style(style),
    }
}

fn is_read_style(style: ParameterStyle) -> bool {
    matches!(
        style,
        ParameterStyle::Standard
            | ParameterStyle::Delimited(_)
            | ParameterStyle::DeepObject
            | ParameterStyle::Cookie { .. }
    )
}
