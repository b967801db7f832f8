//! The module `server`: Axum routes for the operations of each group, and the server side of each operation.

mod bodies;
mod outputs;
mod parameters;
pub(super) mod schemas;
mod shapes;
mod used;

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use self::bodies::body_reader;
use self::outputs::write;
use self::parameters::parameter_reader;
use self::used::has_path;

use super::docs::Markdown;
use super::names::{ident, request_name, trait_name};
use super::options::{Gate, Options};
use super::{chain, docs, file, group_features, request};
use crate::model::{Api, Group, GroupNode, Operation, Output};

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
pub(super) fn root(api: &Api, tree: &GroupNode<'_>, options: &Options) -> Vec<TokenStream> {
    let title = docs::plain(&api.title);
    let condition = |group| group_features::of_node(api, tree.find(group)?, options);
    let modules = file::together(api.groups.iter().map(|group| {
        let module = ident(&group.module);
        (condition(group), quote!(pub mod #module;))
    }));
    let root = ident(&options.root);
    let mut items = vec![docs::inner_lines(
        docs::own("Axum routes for the operations of ") + title.clone() + ".",
    )];
    items.extend(modules);
    if has_schemas(api, options) {
        let module = ident(&schemas::module(api));
        items.push(quote!(mod #module;));
    }
    items.push(quote!(
        use apicrate_runtime::server::Routes;
    ));
    items.push(quote!(use super::#root;));
    let merged = api.groups.iter().map(|group| {
        let module = ident(&group.module);
        let path = group.path.iter().map(|word| ident(word));
        let call = quote!(.merge(#module::routes(api #(.#path())*)));
        (condition(group), call)
    });
    let merged =
        chain::conditional_statements(&ident("routes"), &quote!(Routes::new()), merged.collect());
    let allow = group_features::allow_unused(api, options);
    let docs = docs::lines(
        docs::own("Axum routes for all operations of ")
            + title
            + ", served by the implementations behind the handles of `api`.",
    );
    items.push(quote! {
        #docs
        #allow
        pub fn routes(api: &#root) -> Routes { #merged }
    });
    items
}

/// Returns whether there is a file with the schemas of requests.
pub(super) fn has_schemas(api: &Api, options: &Options) -> bool {
    options.server != Gate::Never && options.validation && schemas::is_written(api)
}

/// The items of the file of a group.
pub(super) fn items(api: &Api, group: &Group, options: &Options) -> Vec<TokenStream> {
    let with_variants: HashSet<(&str, &str)> = group
        .operations
        .iter()
        .filter(|operation| operation.is_variant)
        .map(|operation| (operation.method.as_str(), operation.path.as_str()))
        .collect();
    let is_validated = options.validation;
    let response = if has_own_response(group) {
        quote!(apicrate_runtime::server::HttpResponse)
    } else {
        quote!(HttpResponse)
    };
    let mut has_schema = false;
    let implementations = group.operations.iter().map(|operation| {
        let has_variants = with_variants.contains(&(&operation.method, &operation.path));
        let schema = is_validated.then(|| schemas::constant(api, operation));
        let schema = schema.flatten();
        has_schema |= schema.is_some();
        implementation(api, operation, &response, has_variants, schema.as_ref())
    });
    let implementations: Vec<TokenStream> = implementations.collect();
    let mut items = vec![docs::inner_lines(routes_docs(group) + ".")];
    items.extend(imports(group, &implementations, has_schema));
    items.push(routes(group));
    items.extend(implementations);
    items
}

fn routes_docs(group: &Group) -> Markdown {
    let name = trait_name(group);
    docs::own("Axum routes for the operations of [`") + &name + "`](super::super::" + &name + ")"
}

fn imports(group: &Group, implementations: &[TokenStream], has_schema: bool) -> Vec<TokenStream> {
    let used = |name: &str| {
        let mut code = implementations.iter();
        let is_used = code.any(|code| has_path(code.clone(), name));
        let name = ident(name);
        is_used.then(|| quote!(#name,))
    };
    let exploded = used("ExplodedProperty");
    let style = used("ParameterStyle");
    let module = ident(&group.module);
    let mut names: Vec<Ident> = group.operations.iter().map(request_name).collect();
    names.extend(outputs(group).map(ident));
    let response = (!has_own_response(group)).then(|| quote!(HttpResponse,));
    names.extend((!is_imported(group)).then(|| ident(&group.name)));
    names.sort();
    let models = used("models").map(|_| {
        quote!(
            use super::super::models;
        )
    });
    let schema = has_schema.then(|| quote!(, schema::RequestSchema));
    let mut imports = vec![
        quote!(
            use apicrate_runtime::server::{
                Decoder, #exploded #response Rejection, RejectionStatuses, Routes, ServerOperation,
                encode #schema
            };
        ),
        quote!(
            use apicrate_runtime::{Operation, #style Response, Result};
        ),
    ];
    imports.extend(models);
    imports.push(quote!(use super::super::#module::{#(#names),*};));
    imports
}

/// Names that the file of a group imports from the runtime. A handle with such a name is written with its path.
const IMPORTED: [&str; 9] = [
    "Decoder",
    "ExplodedProperty",
    "HttpResponse",
    "Rejection",
    "RejectionStatuses",
    "RequestSchema",
    "Response",
    "Routes",
    "ServerOperation",
];

/// Returns whether the handle of a group has the name of an import.
fn is_imported(group: &Group) -> bool {
    IMPORTED.contains(&group.name.as_str())
}

/// The names of the enums of outputs.
fn outputs(group: &Group) -> impl Iterator<Item = &str> {
    let operations = group.operations.iter();
    operations.filter_map(|operation| match &operation.output {
        Output::Many { name, .. } if !operation.is_variant => Some(name.as_str()),
        _ => None,
    })
}

/// Returns whether an enum of outputs has the name of the response of a server, which is then written with its path.
fn has_own_response(group: &Group) -> bool {
    outputs(group).any(|name| name == "HttpResponse")
}

fn routes(group: &Group) -> TokenStream {
    let name = ident(&group.name);
    let path = is_imported(group).then(|| quote!(super::super::));
    let docs = docs::lines(routes_docs(group) + ", served by the implementation behind `api`.");
    let operations = group.operations.iter().map(|operation| {
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

fn implementation(
    api: &Api,
    operation: &Operation,
    http_response: &TokenStream,
    has_variants: bool,
    schema: Option<&TokenStream>,
) -> TokenStream {
    let name = request_name(operation);
    let statuses = documented(operation).filter(|status| (400..500).contains(status));
    let statuses = statuses.map(Literal::u16_unsuffixed);
    let body = operation.body.as_ref();
    let content_type = body.filter(|_| has_variants).map(|body| {
        let media_type = &body.content.media_type;
        quote!(const CONTENT_TYPE: Option<&'static str> = Some(#media_type);)
    });
    let not_served = operation.not_served.as_ref();
    let not_served =
        not_served.map(|what| quote!(const NOT_SERVED: Option<&'static str> = Some(#what);));
    let (request, read) = read(api, operation);
    let write = write(operation);
    let allow = request::allow_deprecated(api, operation);
    quote! {
        #allow
        impl ServerOperation for #name {
            const REJECTIONS: RejectionStatuses = RejectionStatuses::from_documented(&[#(#statuses),*]);
            #content_type
            #not_served
            #schema

            fn read_request(#request: &Decoder<'_>) -> Result<Self, Rejection> { #read }

            fn write_response(response: Response<Self::Output>) -> Result<#http_response> { #write }
        }
    }
}

/// The name of the argument and the code of the method that reads a request.
fn read(api: &Api, operation: &Operation) -> (TokenStream, TokenStream) {
    if let Some(what) = &operation.not_served {
        return (quote!(request), quote!(request.not_served(#what)));
    }
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| parameter_reader(api, operation, parameter));
    let body = operation.body.as_ref();
    let fields: Vec<TokenStream> = parameters
        .chain(body.map(|body| body_reader(api, body)))
        .collect();
    let request = if fields.is_empty() {
        quote!(_request)
    } else {
        quote!(request)
    };
    (request, quote!(Ok(Self { #(#fields,)* })))
}

/// The documented statuses of an operation, without ranges such as `4XX`.
fn documented(operation: &Operation) -> impl Iterator<Item = u16> {
    operation
        .responses
        .iter()
        .filter_map(|response| response.status.parse().ok())
}
