//! The fluent call of an operation: required things are arguments, optional ones are set, `.await` sends.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::request;
use super::service::{call_name, operation_docs, output, request_name};
use super::structure::{self, MANY_ARGUMENTS};
use super::types::{self, ident};
use super::{Options, docs, example};
use crate::model::{
    Api, Field, Operation, Pagination, Parameter, ParameterPresence, Service, StructDef, Type,
};

/// Methods that every call has, whose names its setters cannot have.
const METHODS_IN_USE: &[&str] = &[
    "new",
    "default",
    "clone",
    "send",
    "options",
    "into_future",
    "pages",
    "items",
];

/// The method of the handle that begins a call.
pub(super) fn method(
    api: &Api,
    service: &Service,
    operation: &Operation,
    options: &Options,
) -> TokenStream {
    let docs = operation_docs(operation);
    let example = options
        .call_site
        .as_ref()
        .map(|call_site| example::lines(api, service, operation, call_site));
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, call, request) = (
        ident(&operation.name),
        call_name(operation),
        request_name(operation),
    );
    let (signature, given) = arguments(api, operation);
    let allow_many =
        (signature.len() > MANY_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #docs
        #example
        #deprecated
        #allow_many
        pub fn #name(&self, #(#signature),*) -> #call {
            #call::new(self, #request::new(#(#given),*))
        }
    }
}

/// The arguments of the method, and those that it hands on to the request.
fn arguments(api: &Api, operation: &Operation) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let spread = spread(api, operation);
    let own = request::arguments(api, operation)
        .into_iter()
        .filter(|(name, _)| spread.is_none() || name != "body");
    let (mut signature, mut given): (Vec<_>, Vec<_>) = own
        .map(|(name, ty)| (quote!(#name: #ty), quote!(#name)))
        .unzip();
    if let Some((body, fields)) = spread {
        let mut names = Vec::new();
        for field in fields.required() {
            let name = ident(&field.name);
            let ty = types::field_argument(api, field, types::tokens_outside);
            signature.push(quote!(#name: #ty));
            names.push(name);
        }
        given.push(quote!(models::#body::new(#(#names),*)));
    }
    (signature, given)
}

/// The body's name and fields, when they stand beside the parameters.
pub(super) fn spread<'a>(api: &'a Api, operation: &Operation) -> Option<(Ident, &'a StructDef)> {
    let (definition, fields) = api.spread_body(operation)?;
    Some((ident(&definition.name), fields))
}

pub(super) fn items(api: &Api, service: &Service, operation: &Operation) -> Vec<TokenStream> {
    let mut items = vec![declaration(api, service, operation)];
    let renamed = setters(api, operation).filter(Setter::is_renamed);
    let mut methods: Vec<TokenStream> = renamed.map(|setter| setter.written_out()).collect();
    methods.extend(operation.pagination.as_ref().map(pages));
    if !methods.is_empty() {
        let name = call_name(operation);
        items.push(quote!(impl #name { #(#methods)* }));
    }
    items
}

fn declaration(api: &Api, service: &Service, operation: &Operation) -> TokenStream {
    let docs = docs::lines(&format!(
        "A call of [`{}::{}`]: set what is optional, then `.await` it.",
        service.name,
        operation.name.trim_start_matches("r#")
    ));
    let (name, handle, request) = (
        call_name(operation),
        ident(&service.name),
        request_name(operation),
    );
    let (method, output) = (ident(&operation.name), output(operation));
    let (of_body, own): (Vec<Setter>, Vec<Setter>) = setters(api, operation)
        .filter(|setter| !setter.is_renamed())
        .partition(|setter| setter.is_of_body);
    let own = own.iter().map(Setter::line);
    let of_body = (!of_body.is_empty()).then(|| {
        let lines = of_body.iter().map(Setter::line);
        quote!(struct Body { #(#lines,)* })
    });
    quote! {
        trophy_runtime::call! {
            #docs
            pub struct #name {
                #method: fn(#handle, #request) -> #output,
                #(#own,)*
            }
            #of_body
        }
    }
}

/// A method that sets something of a call.
struct Setter {
    docs: TokenStream,
    /// The method of the call.
    name: Ident,
    /// The method of the request or of its body that it calls.
    calls: Ident,
    argument: TokenStream,
    is_of_body: bool,
}

impl Setter {
    /// Whether the call needs another name for it than what it calls has.
    fn is_renamed(&self) -> bool {
        self.name != self.calls
    }

    fn line(&self) -> TokenStream {
        let Self {
            docs,
            name,
            argument,
            ..
        } = self;
        quote!(#docs #name: #argument)
    }

    fn written_out(&self) -> TokenStream {
        let Self {
            docs,
            name,
            calls,
            argument,
            is_of_body,
        } = self;
        let place = is_of_body.then(|| quote!(.body));
        quote! {
            #docs
            pub fn #name(mut self, #calls: #argument) -> Self {
                self.request #place = self.request #place.#calls(#calls);
                self
            }
        }
    }
}

/// What can be set of a call: parameters, and the body or its properties.
fn setters<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = Setter> + 'a {
    let parameters = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.presence != ParameterPresence::Required)
        .map(|parameter| parameter_setter(api, parameter));
    let body = operation.body.iter().filter(|body| !body.required);
    let body = body.map(|body| Setter {
        docs: request::body_docs(body),
        name: ident("body"),
        calls: ident("body"),
        argument: types::argument(api, &body.content.ty, types::tokens_outside),
        is_of_body: false,
    });
    let properties = spread(api, operation)
        .into_iter()
        .flat_map(|(_, body)| &body.fields)
        .filter(|field| !field.is_argument() && !field.constant)
        .map(|field| body_field_setter(api, field));
    parameters.chain(body).chain(properties)
}

/// The two streams of a list that is fetched page by page.
fn pages(pagination: &Pagination) -> TokenStream {
    let Pagination { size, item, .. } = pagination;
    let (limit, offset) = (ident(&pagination.limit), ident(&pagination.offset));
    let size = Literal::i64_unsuffixed(*size);
    let item = types::tokens_outside(item);
    let pages_docs = docs::lines(&format!(
        "All pages from here on, each fetched when it is asked for. A page has `{}` items, {size} unless set.",
        pagination.limit
    ));
    quote! {
        #pages_docs
        pub fn pages(self) -> Pages<#item> {
            let size = self.request.#limit.unwrap_or(#size);
            let offset = self.request.#offset.unwrap_or(0);
            let fetch = move |size, offset| self.clone().#limit(size).#offset(offset).into_future();
            Pages::new(size, offset, fetch)
        }

        /// All items from here on, fetched page by page as they are asked for.
        pub fn items(self) -> Items<#item> {
            self.pages().items()
        }
    }
}

fn parameter_setter(api: &Api, parameter: &Parameter) -> Setter {
    let docs = docs::of_value(parameter.docs.as_deref(), parameter.default.as_deref());
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let argument = match parameter.presence {
        ParameterPresence::Flag => types::tokens(&Type::Bool),
        _ => types::argument(api, &parameter.ty, types::tokens_outside),
    };
    Setter {
        docs: quote!(#docs #deprecated),
        name: setter_name(&parameter.name),
        calls: structure::setter_name(&parameter.name),
        argument,
        is_of_body: false,
    }
}

/// The name of the method that sets something of a call.
pub(super) fn setter_name(name: &str) -> Ident {
    if METHODS_IN_USE.contains(&name) {
        ident(&format!("with_{name}"))
    } else {
        ident(name)
    }
}

fn body_field_setter(api: &Api, field: &Field) -> Setter {
    Setter {
        docs: docs::of_field(field),
        name: setter_name(&field.name),
        calls: structure::setter_name(&field.name),
        argument: types::field_argument(api, field, types::tokens_outside),
        is_of_body: true,
    }
}
