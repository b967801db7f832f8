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
use self::used::has_paths;

use super::condition::Condition;
use super::docs::Markdown;
use super::names::{handle_name, ident, object_name, request_name, trait_name};
use super::options::{Gate, Options};
use super::{chain, docs, file, group_features, request};
use crate::model::{Api, Group, GroupNode, Operation, Output};

/// The declaration of the module in the root file.
pub(super) fn declaration(options: &Options) -> Option<TokenStream> {
    let module = quote!(
        pub mod server;
    );
    Condition::of(&options.server).item(module)
}

/// Returns whether the routes call handles. They call implementations of the traits if handles may not be compiled: the
/// signature of a function does not depend on features.
fn has_handles(options: &Options) -> bool {
    options.client == Gate::Always
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
    if !has_handles(options) {
        // The bounds of a function cannot depend on features.
        if !group_features::is_conditional(api, options) {
            items.extend(implementation_routes(api, title));
        }
        return items;
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

/// The function that merges the routes of all groups, and its imports, if it calls an implementation of all traits.
fn implementation_routes(api: &Api, title: Markdown) -> Vec<TokenStream> {
    let traits: Vec<Ident> = api.groups.iter().map(trait_name).collect();
    let traits_of_super = match traits.as_slice() {
        [only] => quote!(use super::#only;),
        several => quote!(use super::{#(#several),*};),
    };
    let last = api.groups.len().saturating_sub(1);
    let merged = api.groups.iter().enumerate().map(|(index, group)| {
        let module = ident(&group.module);
        let api = if index == last {
            quote!(api)
        } else {
            quote!(Arc::clone(&api))
        };
        quote!(.merge(#module::routes(#api)))
    });
    let merged: Vec<TokenStream> = merged.collect();
    let merged = chain::statements(&ident("routes"), &quote!(Routes::new()), &merged);
    let docs = docs::lines(
        docs::own("Axum routes for all operations of ")
            + title
            + ", served by `api`. An operation whose method is not implemented is answered by the `fallback` of its trait.",
    );
    vec![
        quote!(
            use std::sync::Arc;
        ),
        quote!(
            use apicrate_runtime::server::Routes;
        ),
        traits_of_super,
        quote! {
            #docs
            pub fn routes(api: Arc<impl #(#traits)+* + 'static>) -> Routes { #merged }
        },
    ]
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
    let mut items = vec![docs::inner_lines(routes_docs(group, options) + ".")];
    items.extend(imports(group, &implementations, has_schema, options));
    items.push(if has_handles(options) {
        routes(group, options)
    } else {
        routes_of_implementation(group, options)
    });
    items.extend(implementations);
    items
}

fn routes_docs(group: &Group, options: &Options) -> Markdown {
    let name = trait_name(group);
    let link = docs::own("Axum routes for the operations of [`") + &name + "`]";
    // The file imports the trait only if it has no handles.
    let path = has_handles(options).then(|| docs::own("(super::super::") + &name + ")");
    link + path
}

fn imports(
    group: &Group,
    implementations: &[TokenStream],
    has_schema: bool,
    options: &Options,
) -> Vec<TokenStream> {
    let [has_models, has_exploded, has_style] = has_paths(
        implementations.iter().cloned(),
        ["models", "ExplodedProperty", "ParameterStyle"],
    );
    let exploded = has_exploded.then(|| quote!(ExplodedProperty,));
    let style = has_style.then(|| quote!(ParameterStyle,));
    let module = ident(&group.module);
    let mut names: Vec<Ident> = group.operations.iter().map(request_name).collect();
    names.extend(outputs(group).map(ident));
    let response = (!has_own_response(group)).then(|| quote!(HttpResponse,));
    if has_handles(options) {
        names.push(handle_name(group));
    } else {
        names.extend([trait_name(group), object_name(group)]);
    }
    names.sort();
    let models = has_models.then(|| {
        quote!(
            use super::super::models;
        )
    });
    let schema = has_schema.then(|| quote!(, schema::RequestSchema));
    let mut imports = Vec::new();
    if !has_handles(options) {
        imports.push(quote!(
            use std::sync::Arc;
        ));
    }
    let implementation = (!has_handles(options)).then(|| quote!(Implementation,));
    imports.extend([
        quote!(
            use apicrate_runtime::server::{
                Decoder, #exploded #response Rejection, RejectionStatuses, Routes, ServerOperation,
                encode #schema
            };
        ),
        quote!(
            use apicrate_runtime::{#implementation Operation, #style Response, Result};
        ),
    ]);
    imports.extend(models);
    imports.push(quote!(use super::super::#module::{#(#names),*};));
    imports
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

fn routes(group: &Group, options: &Options) -> TokenStream {
    let name = handle_name(group);
    let docs =
        docs::lines(routes_docs(group, options) + ", served by the implementation behind `api`.");
    let operations = group.operations.iter().map(|operation| {
        let request = request_name(operation);
        quote!(.operation::<#request, _>(&api.api))
    });
    let operations: Vec<TokenStream> = operations.collect();
    let operations = chain::statements(&ident("routes"), &quote!(Routes::new()), &operations);
    quote! {
        #docs
        pub fn routes(api: &#name) -> Routes { #operations }
    }
}

/// The routes, if they call an implementation of the trait.
fn routes_of_implementation(group: &Group, options: &Options) -> TokenStream {
    let (name, object) = (trait_name(group), object_name(group));
    let docs = docs::lines(routes_docs(group, options) + ", served by `api`.");
    let operations = group.operations.iter().map(|operation| {
        let request = request_name(operation);
        quote!(.operation::<#request, _>(&api))
    });
    let operations: Vec<TokenStream> = operations.collect();
    let operations = chain::statements(&ident("routes"), &quote!(Routes::new()), &operations);
    quote! {
        #docs
        pub fn routes(api: Arc<impl #name + 'static>) -> Routes {
            let api: Implementation<dyn #object> = Implementation::Custom(api);
            #operations
        }
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
