//! The module `server`: Axum routes for the operations of each group, and the server side of each operation.

mod bodies;
mod outputs;
mod parameters;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use self::bodies::{body_reader, is_read};
use self::outputs::write;
use self::parameters::{has_read_style, is_read_parameter, parameter_reader};

use super::docs::Markdown;
use super::names::{ident, request_name, trait_name};
use super::options::{Gate, Options};
use super::{chain, docs, form, request};
use crate::model::{Api, Body, BodyFormat, Group, Operation, Output};

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
    let mut bodies = routed(group).filter_map(|operation| operation.body.as_ref());
    let mut parameters = routed(group).flat_map(|operation| &operation.parameters);
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
                Decoder, HttpResponse, Rejection, RejectionStatuses, Routes, ServerOperation,
                encode,
            };
        ),
        quote!(
            use apicrate_runtime::{Operation, #style Response, Result};
        ),
        quote!(use super::super::#module::{#(#names),*};),
    ]
}

/// Names that the file of a group imports from the runtime. A handle with such a name is written with its path.
const IMPORTED: [&str; 7] = [
    "Decoder",
    "HttpResponse",
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

            fn write_response(response: Response<Self::Output>) -> Result<HttpResponse> { #write }
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
