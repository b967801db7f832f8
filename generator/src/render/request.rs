//! The request of an operation as plain data: its struct, the HTTP request made from it, and the decoder of the
//! response.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::condition::Condition;
use super::names::{arguments_name, call_name, handle_name, ident, request_name, trait_name};
use super::options::{Gate, Options};
use super::scope::Scope;
use super::style::explicit_style;
use super::types;
use super::{address, chain, docs, form, returns, security, server_type};
use crate::media_type::{is_media_type, is_range};
use crate::model::{
    Api, Body, BodyFormat, Content, Group, Operation, Output, OutputVariant, Parameter,
    ParameterLocation, ParameterPresence, ParameterStyle, StreamItem, Type, VariantStatus, plain,
};

pub(super) fn items(
    api: &Api,
    group: &Group,
    operation: &Operation,
    options: &Options,
) -> Vec<TokenStream> {
    let client = Condition::of(&options.client);
    let mut items = vec![
        declaration(api, group, operation, options),
        implementation(api, operation, &client),
    ];
    if let Output::Many { name, variants } = &operation.output
        && !operation.is_variant
    {
        items.push(output_enum(group, operation, name, variants));
    }
    items
}

fn declaration(api: &Api, group: &Group, operation: &Operation, options: &Options) -> TokenStream {
    let method = plain(&operation.name);
    let link = |ty: Ident| docs::own("[") + docs::code(&format!("{ty}::{method}")) + "]";
    let docs = docs::own("The request of ") + link(trait_name(group));
    let docs = docs::lines(if options.client == Gate::Always {
        docs + ". To send it, call " + link(handle_name(group)) + "."
    } else {
        docs + ", which returns " + returns::value(operation) + "."
    });
    let (name, call) = (request_name(operation), call_name(operation));
    let signature = api.signature(operation);
    let is_named = signature.spread.is_none() && !signature.named.is_empty();
    let arguments = is_named.then(|| {
        let arguments = arguments_name(operation);
        quote!(#[setters(arguments = #arguments)])
    });
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter_field(api, parameter, is_named));
    let body = operation.body.as_ref().map(|body| {
        let docs = body_docs(body);
        let ty = types::rust_type(&api.body_field(body), &Scope::Other);
        let attribute = match api.body_type(body) {
            _ if is_named && body.required => Some(quote!(#[field(named)])),
            Type::Nullable(_) if body.required => Some(quote!(#[field(argument)])),
            ty => api
                .is_named_text_or_collection(ty)
                .then(|| quote!(#[field(into)])),
        };
        quote!(#docs #attribute pub body: #ty)
    });
    let fields = parameters.chain(body);
    let default = is_empty(operation).then(|| quote!(Default,));
    let sets =
        operation.parameters.iter().any(is_set) || operation.body.iter().any(|body| !body.required);
    let call = sets
        .then(|| Condition::of(&options.client).meta(&quote!(setters(call = #call))))
        .flatten();
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, Setters)]
        #arguments
        #call
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }
}

/// Returns whether a setter sets the parameter.
fn is_set(parameter: &Parameter) -> bool {
    parameter.presence != ParameterPresence::Required
}

/// Returns whether every parameter has a description or a default.
pub(super) fn are_documented(group: &Group) -> bool {
    let mut parameters = group
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters);
    parameters
        .all(|parameter| docs::has_any(parameter.docs.as_deref(), parameter.default.as_deref()))
}

/// Returns whether the request's constructor has no arguments.
fn is_empty(operation: &Operation) -> bool {
    operation
        .parameters
        .iter()
        .all(|parameter| parameter.presence != ParameterPresence::Required)
        && operation.body.as_ref().is_none_or(|body| !body.required)
}

fn parameter_field(api: &Api, parameter: &Parameter, is_named: bool) -> TokenStream {
    let docs = docs::of_value(parameter.docs.as_deref(), parameter.default.as_deref());
    let attribute = match parameter.presence {
        ParameterPresence::Flag => Some(quote!(#[field(default)])),
        ParameterPresence::Required
            if is_named && parameter.location != ParameterLocation::Path =>
        {
            Some(quote!(#[field(named)]))
        }
        ParameterPresence::Required if matches!(parameter.ty, Type::Nullable(_)) => {
            Some(quote!(#[field(argument)]))
        }
        _ if api.is_named_text_or_collection(&parameter.ty) => Some(quote!(#[field(into)])),
        _ => None,
    };
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&parameter.name);
    let ty = types::rust_type(&parameter.rust_type(), &Scope::Other);
    quote!(#docs #deprecated #attribute pub #name: #ty)
}

/// The documentation of the field `body`.
pub(super) fn body_docs(body: &Body) -> TokenStream {
    let docs = docs::described(body.docs.as_deref());
    let docs = docs.unwrap_or_else(|| docs::own("The request body."));
    if body.content.ty == Type::Body {
        let repeated = "\n\nA stream that can be read [only once](Body::once) is not retried.";
        return docs::lines(docs + repeated);
    }
    docs::lines(docs)
}

fn implementation(api: &Api, operation: &Operation, client: &Condition<'_>) -> TokenStream {
    let name = request_name(operation);
    let output = types::rust_type(&operation.output.rust_type(), &Scope::Other);
    let Operation { id, path, .. } = operation;
    let method = method(&operation.method);
    let server = address::of_operation(api, operation);
    let server = server.and_then(|server| client.item(server));
    let servers = server_type::of_operation(operation);
    let servers = servers.and_then(|servers| client.item(servers));
    let headers: Vec<&str> = header_parameters(operation).collect();
    let headers = (!headers.is_empty())
        .then(|| quote!(const HEADER_PARAMETERS: &'static [&'static str] = &[#(#headers),*];));
    let security = api.own_security(operation);
    let security = security.map(|alternatives| security::requirements(&alternatives));
    let streams = operation.output.stream();
    let streams = streams.map(|_| {
        quote!(
            const STREAMS: bool = true;
        )
    });
    let decode = decode(api, operation);
    let write = is_written(operation).then(|| {
        let request = ident("request");
        let steps = chain::statements(&request, &quote!(request), &steps(api, operation));
        quote! {
            #[inline]
            fn write(&self, request: Encoder) -> Encoder { #steps }
        }
    });
    let allow = allow_deprecated(api, operation);
    quote! {
        #allow
        impl Operation for #name {
            type Output = #output;

            const ID: &'static str = #id;
            const METHOD: Method = #method;
            const PATH: &'static str = #path;
            #server
            #servers
            #headers
            #security
            #streams
            const DECODE: Decode<Self::Output> = #decode;

            #write
        }
    }
}

/// The method: a constant of the runtime, or a method of this name.
fn method(name: &str) -> TokenStream {
    if METHODS.contains(&name) {
        let name = ident(name);
        quote!(Method::#name)
    } else {
        quote!(Method::from_static(#name))
    }
}

/// The methods for which the runtime has a constant.
const METHODS: [&str; 9] = [
    "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
];

/// The attribute for code that names deprecated parameters, or deprecated parts of the body.
pub(super) fn allow_deprecated(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let mut parameters = operation.parameters.iter();
    let contents = operation.body.iter().map(|body| &body.content);
    let mut multipart = contents.filter(|content| content.format() == BodyFormat::Multipart);
    let has_deprecated = |content: &Content| {
        let structure = form::structure(api, &content.ty);
        structure.is_some_and(|structure| structure.fields.iter().any(|field| field.deprecated))
    };
    let is_needed =
        parameters.any(|parameter| parameter.deprecated) || multipart.any(has_deprecated);
    is_needed.then(|| quote!(#[allow(deprecated)]))
}

/// Returns whether the request has more than a method and a path, so that it needs the method `write`.
pub(super) fn is_written(operation: &Operation) -> bool {
    !operation.parameters.is_empty() || operation.body.is_some() || accept(operation).is_some()
}

/// The calls of the encoder, in order.
fn steps(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let sent = operation.parameters.iter().filter(|it| !it.is_media_type());
    let parameters = sent.map(|parameter| {
        let (wire, name) = (&parameter.wire, ident(&parameter.name));
        if parameter.presence == ParameterPresence::Flag {
            return quote!(.flag(#wire, self.#name));
        }
        let location = match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
            ParameterLocation::QueryString => return query_string(parameter),
        };
        match sent_style(parameter) {
            None => {
                let method = ident(location);
                quote!(.#method(#wire, &self.#name))
            }
            Some(style) => {
                let method = ident(&format!("{location}_with"));
                quote!(.#method(#wire, #style, &self.#name))
            }
        }
    });
    let mut chosen = operation.parameters.iter().filter(|it| it.is_media_type());
    let chosen = chosen.next().zip(operation.body.as_ref());
    let chosen = chosen.map(|(parameter, body)| {
        let (name, range) = (ident(&parameter.name), &body.content.media_type);
        if is_set(parameter) {
            quote!(.optional(self.#name.as_deref(), |request, media_type| {
                request.media_type_in(#range, media_type)
            }))
        } else {
            quote!(.media_type_in(#range, &self.#name))
        }
    });
    let body = operation.body.as_ref().map(|body| encode_body(api, body));
    let accept = accept(operation).map(|media_type| quote!(.accept(#media_type)));
    let content_type = operation.body.as_ref().and_then(content_type);
    let content_type = content_type.map(|media_type| quote!(.content_type(#media_type)));
    parameters
        .chain(chosen)
        .chain(body)
        .chain(content_type)
        .chain(accept)
        .collect()
}

/// Returns whether the code of a parameter names a style.
pub(super) fn uses_style(parameter: &Parameter) -> bool {
    match parameter.location {
        ParameterLocation::QueryString => form::styles(&parameter.encodings).next().is_some(),
        _ => sent_style(parameter).is_some(),
    }
}

/// The call that writes the whole query string.
fn query_string(parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    match parameter.style {
        ParameterStyle::Form => {
            let styles = form::styles(&parameter.encodings);
            quote!(.query_form(&self.#name, &[#(#styles),*]))
        }
        ParameterStyle::Json => quote!(.query_json(&self.#name)),
        _ => quote!(.query_text(&self.#name)),
    }
}

/// The style of a parameter in a request, if it is not the default of its location.
fn sent_style(parameter: &Parameter) -> Option<TokenStream> {
    if parameter.presence == ParameterPresence::Flag {
        return None;
    }
    let style = explicit_style(parameter);
    if has_reserved(parameter) {
        Some(form::reserved(style))
    } else {
        style
    }
}

/// Returns whether the reserved characters of a parameter would be percent-encoded without `allowReserved`.
fn has_reserved(parameter: &Parameter) -> bool {
    let is_encoded = match parameter.location {
        ParameterLocation::Path | ParameterLocation::Query => true,
        ParameterLocation::Cookie => !matches!(parameter.style, ParameterStyle::Cookie { .. }),
        ParameterLocation::Header | ParameterLocation::QueryString => false,
    };
    is_encoded && parameter.allow_reserved
}

/// The header `Accept`, if it is not `application/json` alone: the media types of the response. Those of the preferred
/// format have the highest quality.
fn accept(operation: &Operation) -> Option<String> {
    let mut contents: Vec<&Content> = match &operation.output {
        Output::Empty | Output::Location => Vec::new(),
        Output::One(content) => vec![content],
        Output::Many { variants, .. } => {
            let contents = variants.iter().filter_map(|it| it.content.as_ref());
            contents.collect()
        }
    };
    contents.sort_by_key(|content| content.format());
    let preferred = contents.first()?.format();
    let mut known = HashSet::new();
    let accepted = contents.into_iter().filter_map(|content| {
        let media_type = accepted(content)?;
        let quality = if content.format() == preferred {
            ""
        } else {
            ";q=0.9"
        };
        known
            .insert(media_type)
            .then(|| format!("{media_type}{quality}"))
    });
    let accepted = accepted.collect::<Vec<_>>().join(", ");
    (!accepted.is_empty() && accepted != DEFAULT_MEDIA_TYPE).then_some(accepted)
}

/// The media type of JSON bodies, and of `Accept` by default.
const DEFAULT_MEDIA_TYPE: &str = "application/json";

/// The media type of a body in the header `Accept`. `None` if the document's media type is not valid in a header.
fn accepted(content: &Content) -> Option<&str> {
    let media_type = content.media_type.as_str();
    if is_range(media_type) && content.format() == BodyFormat::Json {
        return Some(DEFAULT_MEDIA_TYPE);
    }
    // `image/*` is valid in `Accept`, but a part of a subtype cannot be replaced by `*`.
    if is_range(media_type) && !media_type.ends_with("/*") {
        return Some("*/*");
    }
    is_media_type(media_type).then_some(media_type)
}

/// The media type of the body, if the encoder's method for its format would set another one.
fn content_type(body: &Body) -> Option<&str> {
    let media_type = body.content.media_type.as_str();
    let default = match body.content.format() {
        BodyFormat::Json => DEFAULT_MEDIA_TYPE,
        BodyFormat::Form => "application/x-www-form-urlencoded",
        _ => return None,
    };
    let is_other = media_type != default && !is_range(media_type) && is_media_type(media_type);
    is_other.then_some(media_type)
}

fn encode_body(api: &Api, body: &Body) -> TokenStream {
    let media_type = match body.content.format() {
        BodyFormat::Multipart if is_range(&body.content.media_type) => {
            if body.content.parts.is_empty() {
                "multipart/form-data"
            } else {
                "multipart/mixed"
            }
        }
        _ => &body.content.media_type,
    };
    match (body.content.format(), body.required) {
        (BodyFormat::Json, true) => quote!(.json(&self.body)),
        (BodyFormat::Json, false) => quote!(.optional(self.body.as_ref(), Encoder::json)),
        (BodyFormat::Text, true) => quote!(.text(#media_type, &self.body)),
        (BodyFormat::Text, false) => {
            quote!(.optional(self.body.as_deref(), |request, body| {
                request.text(#media_type, body)
            }))
        }
        (BodyFormat::Form, true) => {
            let styles = form::styles(&body.content.encodings);
            quote!(.form(&self.body, &[#(#styles),*]))
        }
        (BodyFormat::Form, false) => {
            let styles = form::styles(&body.content.encodings);
            quote!(.optional(self.body.as_ref(), |request, body| {
                request.form(body, &[#(#styles),*])
            }))
        }
        (BodyFormat::Multipart, true) => {
            let parts = form::parts(api, &body.content, &quote!(self.body));
            quote!(.multipart(#media_type, #parts))
        }
        (BodyFormat::Multipart, false) => {
            let parts = form::parts(api, &body.content, &quote!(body));
            quote!(.optional(self.body.as_ref(), |request, body| {
                request.multipart(#media_type, #parts)
            }))
        }
        // Requests are not streamed.
        (BodyFormat::Bytes | BodyFormat::Events | BodyFormat::Lines, true) => {
            quote!(.body(#media_type, self.body.clone()))
        }
        (BodyFormat::Bytes | BodyFormat::Events | BodyFormat::Lines, false) => {
            quote!(.optional(self.body.clone(), |request, body| {
                request.body(#media_type, body)
            }))
        }
    }
}

/// The function that decodes the response.
fn decode(api: &Api, operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Many { name, variants } => decode_variants(api, &ident(name), variants),
        Output::One(content) => {
            let reader = reader(api, Some(content));
            quote!(decode::#reader)
        }
        Output::Location => quote!(decode::location),
        Output::Empty => quote!(decode::empty),
    }
}

/// The function that decodes a response by its status. A success that is not documented is decoded like one that is: like
/// the variant of all other successes, or else like the one with the lowest status that has a body.
fn decode_variants(api: &Api, name: &Ident, variants: &[OutputVariant]) -> TokenStream {
    // The variant of all other successes comes first.
    let rank = |variant: &&OutputVariant| match variant.status {
        VariantStatus::Other => Some(0),
        VariantStatus::Exact(status) => variant.content.as_ref().map(|_| status),
    };
    let ranked = variants.iter().filter(|it| rank(it).is_some());
    let other = ranked.min_by_key(rank).map(|it| it.status);
    let mut statuses: Vec<VariantStatus> = variants.iter().map(|it| it.status).collect();
    statuses.dedup();
    statuses.retain(|status| Some(*status) != other);
    let arms = statuses.into_iter().chain(other).flat_map(|status| {
        let of_status: Vec<&OutputVariant> =
            variants.iter().filter(|it| it.status == status).collect();
        let pattern = match status {
            VariantStatus::Exact(status) if Some(VariantStatus::Exact(status)) != other => {
                let status = Literal::u16_unsuffixed(status);
                quote!(#status)
            }
            _ => quote!(200..=299),
        };
        let count = of_status.len();
        let arms = of_status.into_iter().enumerate().map(move |(index, it)| {
            let guard = if index + 1 == count { None } else { guard(it) };
            let (variant, reader) = (ident(&it.name), reader(api, it.content.as_ref()));
            let wrap = if it.content.is_some() {
                quote!(#name::#variant)
            } else {
                quote!(|()| #name::#variant)
            };
            quote!(#pattern #guard => Ok(decode::#reader(info, response)?.map(#wrap)),)
        });
        arms.collect::<Vec<_>>()
    });
    quote! {
        |info, response| match response.status().as_u16() {
            #(#arms)*
            _ => decode::error(info, response),
        }
    }
}

/// The condition that selects a variant if later variants have the same status: the format of the received body.
fn guard(outcome: &OutputVariant) -> Option<TokenStream> {
    let is = match outcome.content.as_ref()?.format() {
        BodyFormat::Json => ident("holds_json"),
        _ => ident("holds_text"),
    };
    Some(quote!(if decode::#is(&response)))
}

/// The function that decodes a body.
fn reader(api: &Api, content: Option<&Content>) -> Ident {
    ident(match content.map(Content::format) {
        None => "empty",
        Some(BodyFormat::Json) => match content.map(|content| api.aliased(&content.ty)) {
            Some(Type::List(_)) => "list",
            Some(Type::Map(_)) => "map",
            _ => "json",
        },
        Some(BodyFormat::Text) => "text",
        // Forms are only sent, so there is no decoder for them.
        Some(BodyFormat::Events) => match content.and_then(|content| content.stream) {
            Some(StreamItem::TextEvent) => "text_events",
            Some(StreamItem::NamedEvent) => "named_events",
            _ => "events",
        },
        Some(BodyFormat::Lines) => "lines",
        Some(BodyFormat::Bytes | BodyFormat::Form | BodyFormat::Multipart) => "bytes",
    })
}

/// The facts that select a variant, and whether the media type is one of them.
fn selected_by(variants: &[OutputVariant]) -> (&'static str, bool) {
    let mut statuses: Vec<VariantStatus> = variants.iter().map(|outcome| outcome.status).collect();
    statuses.dedup();
    match statuses.len() {
        1 if variants.len() > 1 => ("media type", true),
        count if count == variants.len() => ("success status", false),
        _ => ("success status and media type", true),
    }
}

fn output_enum(
    group: &Group,
    operation: &Operation,
    name: &str,
    variants: &[OutputVariant],
) -> TokenStream {
    let method = plain(&operation.name);
    let (selected_by, has_media_types) = selected_by(variants);
    let wanted = "\n\nTo request one of them, set the header `Accept` in the \
                  [options of the call](apicrate_runtime::CallOptions::header).";
    let method = docs::code(&format!("{}::{method}", trait_name(group)));
    let docs = docs::lines(
        docs::own("The result of [")
            + method
            + "]: one variant for each "
            + selected_by
            + "."
            + has_media_types.then_some(wanted),
    );
    let name = ident(name);
    let mut counts: HashMap<VariantStatus, usize> = HashMap::new();
    for outcome in variants {
        *counts.entry(outcome.status).or_default() += 1;
    }
    let variants = variants.iter().map(|outcome| {
        let has_siblings = counts.get(&outcome.status).is_some_and(|count| *count > 1);
        let content = outcome.content.as_ref().filter(|_| has_siblings);
        let media_type = content.map(|content| docs::own(" as ") + docs::code(&content.media_type));
        let text = docs::described(outcome.docs.as_deref());
        let docs = docs::lines(
            docs::code(&outcome.status.to_string())
                + media_type
                + ": "
                + text.unwrap_or_else(|| docs::own("success.")),
        );
        let variant = ident(&outcome.name);
        let ty = outcome
            .content
            .as_ref()
            .map(|content| types::spelled(&content.ty, &Scope::Other));
        let ty = ty.map(|ty| quote!((#ty)));
        quote!(#docs #variant #ty)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
    }
}

/// The names of header parameters. A client may have defaults for them.
fn header_parameters(operation: &Operation) -> impl Iterator<Item = &str> {
    operation
        .parameters
        .iter()
        .filter(|it| it.location == ParameterLocation::Header && !it.is_media_type())
        .map(|parameter| parameter.wire.as_str())
}
