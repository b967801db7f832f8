//! The request of an operation as plain data: its struct, the HTTP request made from it, and the decoder of the
//! response.

use std::borrow::Cow;
use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::{call_name, ident, request_name, trait_name};
use super::types;
use super::{address, chain, docs, form, security};
use crate::model::{
    Api, Body, BodyFormat, Content, Group, Operation, Output, OutputVariant, Parameter,
    ParameterLocation, ParameterPresence, ParameterStyle, Type, plain,
};

pub(super) fn items(api: &Api, group: &Group, operation: &Operation) -> Vec<TokenStream> {
    let mut items = vec![
        declaration(api, group, operation),
        implementation(api, operation),
    ];
    if let Output::Many { name, variants } = &operation.output
        && !operation.is_variant
    {
        items.push(output_enum(group, operation, name, variants));
    }
    items
}

fn declaration(api: &Api, group: &Group, operation: &Operation) -> TokenStream {
    let method = plain(&operation.name);
    let method = docs::code(&format!("{}::{method}", trait_name(group)));
    let docs = docs::lines(docs::own("The request of [") + method + "].");
    let (name, call) = (request_name(operation), call_name(operation));
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter_field(api, parameter));
    let body = operation.body.as_ref().map(|body| {
        let docs = body_docs(body);
        let ty = types::rust_type(&api.body_field(body), &types::models());
        let attribute = match api.body_type(body) {
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
    let call = sets.then(|| quote!(#[setters(call = #call)]));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, Setters)]
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

fn parameter_field(api: &Api, parameter: &Parameter) -> TokenStream {
    let docs = docs::of_value(parameter.docs.as_deref(), parameter.default.as_deref());
    let attribute = match parameter.presence {
        ParameterPresence::Flag => Some(quote!(#[field(default)])),
        ParameterPresence::Required if matches!(parameter.ty, Type::Nullable(_)) => {
            Some(quote!(#[field(argument)]))
        }
        _ if api.is_named_text_or_collection(&parameter.ty) => Some(quote!(#[field(into)])),
        _ => None,
    };
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let name = ident(&parameter.name);
    let ty = types::rust_type(&parameter.rust_type(), &types::models());
    quote!(#docs #deprecated #attribute pub #name: #ty)
}

/// The documentation of the field `body`.
pub(super) fn body_docs(body: &Body) -> TokenStream {
    let docs = docs::described(body.docs.as_deref());
    docs::lines(docs.unwrap_or_else(|| docs::own("The request body.")))
}

fn implementation(api: &Api, operation: &Operation) -> TokenStream {
    let name = request_name(operation);
    let output = types::rust_type(&operation.output.rust_type(), &types::models());
    let Operation { id, path, .. } = operation;
    let method = ident(&operation.method);
    let server = address::of_operation(api, operation);
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
    let decode = decode(operation);
    let write = is_written(operation).then(|| {
        let request = ident("request");
        let steps = chain::statements(&request, &quote!(request), &steps(api, operation));
        quote! {
            #[inline]
            fn write(&self, request: Encoder) -> Encoder { #steps }
        }
    });
    let allow = allow_deprecated(operation);
    quote! {
        #allow
        impl Operation for #name {
            type Output = #output;

            const ID: &'static str = #id;
            const METHOD: Method = Method::#method;
            const PATH: &'static str = #path;
            #server
            #headers
            #security
            #streams
            const DECODE: Decode<Self::Output> = #decode;

            #write
        }
    }
}

/// Allows the code of a request to use its own deprecated fields.
pub(super) fn allow_deprecated(operation: &Operation) -> Option<TokenStream> {
    let mut parameters = operation.parameters.iter();
    parameters
        .any(|parameter| parameter.deprecated)
        .then(|| quote!(#[allow(deprecated)]))
}

/// Returns whether the request has more than a method and a path, so that it needs the method `write`.
pub(super) fn is_written(operation: &Operation) -> bool {
    !operation.parameters.is_empty() || operation.body.is_some() || accept(operation).is_some()
}

/// The calls of the encoder, in order.
fn steps(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let parameters = operation.parameters.iter().map(|parameter| {
        let (wire, name) = (&parameter.wire, ident(&parameter.name));
        if parameter.presence == ParameterPresence::Flag {
            return quote!(.flag(#wire, self.#name));
        }
        let location = match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
        };
        match explicit_style(parameter) {
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
    let body = operation.body.as_ref().map(|body| encode_body(api, body));
    let accept = accept(operation).map(|media_type| quote!(.accept(#media_type)));
    let content_type = operation
        .body
        .iter()
        .map(|body| body.content.media_type.as_str())
        .find(|media_type| media_type.contains("+json"));
    let content_type = content_type.map(|media_type| quote!(.content_type(#media_type)));
    parameters
        .chain(body)
        .chain(content_type)
        .chain(accept)
        .collect()
}

/// The style of a parameter, if it is not the default of its location.
pub(super) fn explicit_style(parameter: &Parameter) -> Option<TokenStream> {
    use ParameterLocation::{Header, Path, Query};

    if parameter.presence == ParameterPresence::Flag {
        return None;
    }
    match (parameter.style, parameter.location) {
        (ParameterStyle::Json, _) => Some(quote!(ParameterStyle::Json)),
        (ParameterStyle::Exploded, Path | Header) => Some(quote!(ParameterStyle::Exploded)),
        (ParameterStyle::Label { explode }, Path) => {
            Some(quote!(ParameterStyle::Label { explode: #explode }))
        }
        (ParameterStyle::Matrix { explode }, Path) => {
            Some(quote!(ParameterStyle::Matrix { explode: #explode }))
        }
        (ParameterStyle::Delimited(delimiter), Query) => {
            Some(quote!(ParameterStyle::Delimited(#delimiter)))
        }
        (ParameterStyle::DeepObject, Query) => Some(quote!(ParameterStyle::DeepObject)),
        (ParameterStyle::Reserved, Query) => Some(quote!(ParameterStyle::Reserved)),
        _ => None,
    }
}

/// The header `Accept`, if the response may be something else than JSON. The first of several formats is preferred.
fn accept(operation: &Operation) -> Option<Cow<'_, str>> {
    let is_json = |content: &&Content| content.format() == BodyFormat::Json;
    match &operation.output {
        Output::Empty => None,
        Output::One(content) => {
            (!is_json(&content)).then_some(Cow::Borrowed(content.media_type.as_str()))
        }
        Output::Many { variants, .. } => {
            let contents = variants.iter().filter_map(|it| it.content.as_ref());
            let first = contents.clone().min_by_key(|it| it.format())?;
            let media_type = if is_json(&first) {
                "application/json"
            } else {
                &first.media_type
            };
            let are_json = contents.clone().all(|it| is_json(&it));
            (!are_json).then(|| Cow::Owned(format!("{media_type}, */*;q=0.9")))
        }
    }
}

fn encode_body(api: &Api, body: &Body) -> TokenStream {
    let media_type = &body.content.media_type;
    match (body.content.format(), body.required) {
        (BodyFormat::Json, true) => quote!(.json(&self.body)),
        (BodyFormat::Json, false) => quote!(.optional(self.body.as_ref(), Encoder::json)),
        (BodyFormat::Text, true) => quote!(.body(#media_type, self.body.clone().into())),
        (BodyFormat::Text, false) => {
            quote!(.optional(self.body.clone(), |request, body| {
                request.body(#media_type, body.into())
            }))
        }
        (BodyFormat::Form, true) => {
            let styles = form::styles(&body.content);
            quote!(.form(&self.body, &[#(#styles),*]))
        }
        (BodyFormat::Form, false) => {
            let styles = form::styles(&body.content);
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
fn decode(operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Many { name, variants } => {
            let name = ident(name);
            let last: HashMap<u16, usize> = variants
                .iter()
                .enumerate()
                .map(|(index, outcome)| (outcome.status, index))
                .collect();
            let arms = variants.iter().enumerate().map(|(index, outcome)| {
                let (status, variant) = (outcome.status, ident(&outcome.name));
                let status = proc_macro2::Literal::u16_unsuffixed(status);
                let is_last = last.get(&outcome.status) == Some(&index);
                let guard = if is_last { None } else { guard(outcome) };
                let reader = reader(outcome.content.as_ref());
                let wrap = if outcome.content.is_some() {
                    quote!(#name::#variant)
                } else {
                    quote!(|()| #name::#variant)
                };
                quote!(#status #guard => Ok(decode::#reader(info, response)?.map(#wrap)),)
            });
            quote! {
                |info, response| match response.status().as_u16() {
                    #(#arms)*
                    _ => decode::error(info, response),
                }
            }
        }
        Output::One(content) => {
            let reader = reader(Some(content));
            quote!(decode::#reader)
        }
        Output::Empty => quote!(decode::empty),
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
fn reader(content: Option<&Content>) -> Ident {
    ident(match content.map(Content::format) {
        None => "empty",
        Some(BodyFormat::Json) => "json",
        Some(BodyFormat::Text) => "text",
        // Forms are only sent, so there is no decoder for them.
        Some(BodyFormat::Events) if content.is_some_and(|it| it.ty == Type::String) => {
            "text_events"
        }
        Some(BodyFormat::Events) => "events",
        Some(BodyFormat::Lines) => "lines",
        Some(BodyFormat::Bytes | BodyFormat::Form | BodyFormat::Multipart) => "bytes",
    })
}

/// The facts that select a variant, and whether the media type is one of them.
fn selected_by(variants: &[OutputVariant]) -> (&'static str, bool) {
    let mut statuses: Vec<u16> = variants.iter().map(|outcome| outcome.status).collect();
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
    let mut counts: HashMap<u16, usize> = HashMap::new();
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
            .map(|content| types::tokens_outside(&content.ty));
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
        .filter(|parameter| parameter.location == ParameterLocation::Header)
        .map(|parameter| parameter.wire.as_str())
}
