//! The module `server`: Axum routes for the operations of each group, and the server side of each operation.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::Markdown;
use super::names::{ident, request_name, trait_name};
use super::options::{Gate, Options};
use super::{chain, docs, form, request};
use crate::media_type::is_range;
use crate::model::{
    Api, Body, BodyFormat, Content, FormStyle, Group, Operation, Output, Parameter,
    ParameterLocation, ParameterPresence, ParameterStyle, PropertyEncoding, StructDef, Type,
    TypeKind,
};

/// The declaration of the module in the root file.
pub(super) fn declaration(gate: &Gate) -> Option<TokenStream> {
    let condition = match gate {
        Gate::Never => return None,
        Gate::Always => None,
        Gate::Feature(feature) => Some(quote!(#[cfg(feature = #feature)])),
    };
    Some(quote!(#condition pub mod server;))
}

/// The root file of the module: one submodule per group, and a function that merges their routes.
pub(super) fn root(api: &Api, options: &Options) -> Vec<TokenStream> {
    let title = docs::plain(&api.title);
    let modules = api.groups.iter().map(|group| {
        let module = ident(&group.module);
        quote!(pub mod #module;)
    });
    let root = ident(&options.root);
    let mut items = vec![docs::inner_lines(
        docs::own("Axum routes for the operations of ") + title.clone() + ".",
    )];
    items.extend(modules);
    items.push(quote!(
        use apicrate_runtime::server::Routes;
    ));
    items.push(quote!(use super::#root;));
    let merged = api.groups.iter().map(|group| {
        let module = ident(&group.module);
        let path = group.path.iter().map(|word| ident(word));
        quote!(.merge(#module::routes(api #(.#path())*)))
    });
    let merged: Vec<TokenStream> = merged.collect();
    let merged = chain::statements(&ident("routes"), &quote!(Routes::new()), &merged);
    let docs = docs::lines(
        docs::own("Axum routes for all operations of ")
            + title
            + ", served by the implementations behind the handles of `api`.",
    );
    items.push(quote! {
        #docs
        pub fn routes(api: &#root) -> Routes { #merged }
    });
    items
}

/// The items of the file of a group.
pub(super) fn items(api: &Api, group: &Group) -> Vec<TokenStream> {
    let mut items = vec![docs::inner_lines(routes_docs(group) + ".")];
    items.extend(imports(api, group));
    items.push(routes(group));
    items.extend(routed(group).map(|operation| implementation(api, operation)));
    items
}

fn routes_docs(group: &Group) -> Markdown {
    let name = trait_name(group);
    docs::own("Axum routes for the operations of [`") + &name + "`](super::super::" + &name + ")"
}

/// The operations with a route. A request with an additional media type does not have one.
fn routed(group: &Group) -> impl Iterator<Item = &Operation> {
    let operations = group.operations.iter();
    operations.filter(|operation| !operation.is_variant)
}

fn imports(api: &Api, group: &Group) -> [TokenStream; 3] {
    let has_styles = |body: &Body| {
        body.content.format() == BodyFormat::Form
            && is_read(body)
            && form::styles(&body.content.encodings).next().is_some()
    };
    let mut bodies = routed(group)
        .filter(|operation| operation.output.stream().is_none())
        .filter_map(|operation| operation.body.as_ref());
    let streams = |operation: &Operation| operation.output.stream().is_some();
    let all_stream = routed(group).all(streams);
    let encode = (!all_stream).then(|| quote!(, encode));
    let error = routed(group).any(streams).then(|| quote!(Error,));
    let mut parameters = routed(group)
        .filter(|operation| operation.output.stream().is_none())
        .flat_map(|operation| &operation.parameters);
    let style =
        bodies.any(has_styles) || parameters.any(|parameter| has_read_style(api, parameter));
    let style = style.then(|| quote!(ParameterStyle,));
    let module = ident(&group.module);
    let variants = routed(group).filter_map(|operation| match &operation.output {
        Output::Many { name, .. } => Some(ident(name)),
        Output::Empty | Output::Location | Output::One(_) => None,
    });
    let mut names: Vec<Ident> = routed(group).map(request_name).collect();
    names.extend(variants);
    names.extend((!is_imported(group)).then(|| ident(&group.name)));
    names.sort();
    [
        quote!(
            use apicrate_runtime::server::{
                Decoder, Rejection, RejectionStatuses, Routes, ServerOperation #encode
            };
        ),
        quote!(
            use apicrate_runtime::{Bytes, #error Operation, #style Response, Result, http};
        ),
        quote!(use super::super::#module::{#(#names),*};),
    ]
}

/// Names that the file of a group imports from the runtime. A handle with such a name is written with its path.
const IMPORTED: [&str; 7] = [
    "Decoder",
    "Error",
    "Rejection",
    "RejectionStatuses",
    "Response",
    "Routes",
    "ServerOperation",
];

/// Returns whether the handle of a group has the name of an import.
fn is_imported(group: &Group) -> bool {
    IMPORTED.contains(&group.name.as_str())
}

fn routes(group: &Group) -> TokenStream {
    let name = ident(&group.name);
    let path = is_imported(group).then(|| quote!(super::super::));
    let docs = docs::lines(routes_docs(group) + ", served by the implementation behind `api`.");
    let operations = routed(group).map(|operation| {
        let request = request_name(operation);
        quote!(.operation::<#request, _>(&api.api))
    });
    let operations: Vec<TokenStream> = operations.collect();
    let operations = chain::statements(&ident("routes"), &quote!(Routes::new()), &operations);
    quote! {
        #docs
        pub fn routes(api: &#path #name) -> Routes { #operations }
    }
}

fn implementation(api: &Api, operation: &Operation) -> TokenStream {
    let name = request_name(operation);
    if let Some(content) = operation.output.stream() {
        return unserved(&name, content);
    }
    let statuses = documented(operation).filter(|status| (400..500).contains(status));
    let statuses = statuses.map(Literal::u16_unsuffixed);
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter_reader(api, operation, parameter));
    let body = operation.body.as_ref().map(body_reader);
    let fields: Vec<TokenStream> = parameters.chain(body).collect();
    let request = if fields.is_empty() {
        quote!(_request)
    } else {
        quote!(request)
    };
    let not_served = not_served(api, operation)
        .map(|what| quote!(const NOT_SERVED: Option<&'static str> = Some(#what);));
    let write = write(operation);
    let allow = request::allow_deprecated(operation);
    quote! {
        #allow
        impl ServerOperation for #name {
            const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[#(#statuses),*]);
            #not_served

            fn read_request(#request: &Decoder<'_>) -> Result<Self, Rejection> {
                Ok(Self { #(#fields,)* })
            }

            fn write_response(response: Response<Self::Output>) -> Result<http::Response<Bytes>> { #write }
        }
    }
}

/// The implementation for an operation whose response is a stream. Streams are not supported; the response is 501.
fn unserved(name: &Ident, content: &Content) -> TokenStream {
    let media_type = &content.media_type;
    quote! {
        impl ServerOperation for #name {
            const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[]);
            const NOT_SERVED: Option<&'static str> = Some(#media_type);

            fn read_request(request: &Decoder<'_>) -> Result<Self, Rejection> {
                request.not_served(#media_type)
            }

            fn write_response(_response: Response<Self::Output>) -> Result<http::Response<Bytes>> {
                Err(Error::not_implemented(Self::INFO))
            }
        }
    }
}

/// The media type of the body, or the first parameter, with a format that the server does not support.
fn not_served<'a>(api: &Api, operation: &'a Operation) -> Option<&'a str> {
    let body = operation.body.iter().filter(|body| !is_read(body));
    let body = body.map(|body| &body.content.media_type);
    let parameters = operation.parameters.iter();
    let parameters = parameters.filter(|parameter| !is_read_parameter(api, parameter));
    let mut found = body.chain(parameters.map(|parameter| &parameter.wire));
    found.next().map(String::as_str)
}

/// The documented statuses of an operation, without ranges such as `4XX`.
fn documented(operation: &Operation) -> impl Iterator<Item = u16> {
    operation
        .responses
        .iter()
        .filter_map(|response| response.status.parse().ok())
}

fn parameter_reader(api: &Api, operation: &Operation, parameter: &Parameter) -> TokenStream {
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
fn has_read_style(api: &Api, parameter: &Parameter) -> bool {
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
fn is_read_parameter(api: &Api, parameter: &Parameter) -> bool {
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

/// Returns whether the server supports a form. The names of the properties of an exploded object are not known.
fn is_read_form(encodings: &[PropertyEncoding]) -> bool {
    let exploded = |encoding: &PropertyEncoding| encoding.style == Some(FormStyle::Exploded);
    !encodings.iter().any(exploded)
}

fn is_read(body: &Body) -> bool {
    match body.content.format() {
        BodyFormat::Form => is_read_form(&body.content.encodings),
        BodyFormat::Multipart | BodyFormat::Events | BodyFormat::Lines => false,
        BodyFormat::Json | BodyFormat::Text | BodyFormat::Bytes => true,
    }
}

fn body_reader(body: &Body) -> TokenStream {
    if !is_read(body) {
        let media_type = &body.content.media_type;
        return quote!(body: request.not_served(#media_type)?);
    }
    let method = ident(match body.content.format() {
        BodyFormat::Json => "json",
        BodyFormat::Text => "text",
        BodyFormat::Form => "form",
        _ => "bytes",
    });
    let styles = (body.content.format() == BodyFormat::Form).then(|| {
        let styles = form::styles(&body.content.encodings);
        quote!(&[#(#styles),*])
    });
    match (body.required, &styles) {
        (true, _) => quote!(body: request.#method(#styles)?),
        (false, None) => quote!(body: request.optional(Decoder::#method)?),
        (false, Some(_)) => {
            quote!(body: request.optional(|request| request.#method(#styles))?)
        }
    }
}

fn write(operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Empty => writer(operation.success_status(), None, &quote!(response)),
        Output::Location => {
            let status = Literal::u16_unsuffixed(operation.success_status());
            quote!(encode::location(Self::INFO, #status, response))
        }
        Output::One(content) => {
            writer(operation.success_status(), Some(content), &quote!(response))
        }
        Output::Many { name, variants } => {
            let name = ident(name);
            let arms = variants.iter().map(|outcome| {
                let variant = ident(&outcome.name);
                let content = outcome.content.as_ref();
                let (pattern, response) = if content.is_some() {
                    (quote!(#name::#variant(value)), quote!(rest.map(|()| value)))
                } else {
                    (quote!(#name::#variant), quote!(rest))
                };
                let write = writer(outcome.status.code(variants), content, &response);
                quote!(#pattern => #write,)
            });
            quote! {
                let (value, rest) = response.into_parts();
                match value { #(#arms)* }
            }
        }
    }
}

fn writer(status: u16, content: Option<&Content>, response: &TokenStream) -> TokenStream {
    let status = Literal::u16_unsuffixed(status);
    let Some(content) = content else {
        return quote!(encode::empty(Self::INFO, #status, #response));
    };
    let (function, media_type) = match content.format() {
        BodyFormat::Json if is_range(&content.media_type) => ("json", "application/json"),
        BodyFormat::Json => ("json", content.media_type.as_str()),
        BodyFormat::Text => ("text", content.media_type.as_str()),
        _ => ("body", content.media_type.as_str()),
    };
    let function = ident(function);
    quote!(encode::#function(Self::INFO, #status, #media_type, #response))
}
