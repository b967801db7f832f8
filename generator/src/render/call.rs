//! The fluent call of an operation: required things are arguments, optional ones are set, `.await` sends.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::request;
use super::service::{call_name, operation_docs, output, request_name};
use super::structure::{self, MANY_ARGUMENTS};
use super::types::{self, Argument, ident};
use super::{Options, docs, example};
use crate::model::{
    Api, Field, Operation, Pagination, Parameter, ParameterPresence, Service, StructDef,
};

/// Methods that every call has, whose names its setters cannot have.
const METHODS_IN_USE: &[&str] = &["send", "options", "into_future", "clone", "pages", "items"];

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
            #call { handle: self.clone(), request: #request::new(#(#given),*), options: CallOptions::default() }
        }
    }
}

/// The arguments of the method, and those that it hands on to the request.
fn arguments(api: &Api, operation: &Operation) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let Some((body, fields)) = spread(api, operation) else {
        let arguments = request::arguments(api, operation).into_iter();
        return arguments
            .map(|(name, Argument { ty, .. })| (quote!(#name: #ty), quote!(#name)))
            .unzip();
    };
    let parameters = request::arguments(api, operation)
        .into_iter()
        .filter(|(name, _)| name != "body");
    let (mut signature, mut given): (Vec<_>, Vec<_>) = parameters
        .map(|(name, Argument { ty, .. })| (quote!(#name: #ty), quote!(#name)))
        .unzip();
    let mut names = Vec::new();
    for field in fields.required() {
        let name = ident(&field.name);
        let Argument { ty, .. } = types::field_argument(api, field, types::tokens_outside);
        signature.push(quote!(#name: #ty));
        names.push(name);
    }
    given.push(quote!(models::#body::new(#(#names),*)));
    (signature, given)
}

/// The body's name and fields, when they stand beside the parameters.
pub(super) fn spread<'a>(api: &'a Api, operation: &Operation) -> Option<(Ident, &'a StructDef)> {
    let (definition, fields) = api.spread_body(operation)?;
    Some((ident(&definition.name), fields))
}

pub(super) fn items(api: &Api, service: &Service, operation: &Operation) -> Vec<TokenStream> {
    vec![
        declaration(service, operation),
        setters(api, operation),
        into_future(operation),
    ]
}

fn declaration(service: &Service, operation: &Operation) -> TokenStream {
    let method = operation.name.trim_start_matches("r#");
    let docs = docs::lines(&format!(
        "A call of [`{}::{method}`]: set what is optional, then `.await` it.",
        service.name
    ));
    let (name, handle, request) = (
        call_name(operation),
        ident(&service.name),
        request_name(operation),
    );
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until the call is awaited"]
        pub struct #name { handle: #handle, request: #request, options: CallOptions }
    }
}

fn setters(api: &Api, operation: &Operation) -> TokenStream {
    let (name, output, method) = (
        call_name(operation),
        output(operation),
        ident(&operation.name),
    );
    let parameters = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.presence != ParameterPresence::Required)
        .map(|parameter| parameter_setter(api, parameter));
    let body = body_setters(api, operation);
    let pages = operation.pagination.as_ref().map(pages);
    let allow_deprecated = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        impl #name {
            #(#parameters)*
            #(#body)*
            #pages

            /// Sets the options of this call alone: its timeout, further headers.
            pub fn options(mut self, options: CallOptions) -> Self {
                self.options = options;
                self
            }

            /// Sends the request. Gives the response's status and headers beside the value.
            ///
            /// # Errors
            ///
            /// As the operation's method says.
            #allow_deprecated
            pub async fn send(self) -> Result<Response<#output>> {
                self.handle.api.#method(self.request, self.options).await
            }
        }
    }
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

fn parameter_setter(api: &Api, parameter: &Parameter) -> TokenStream {
    let docs = docs::of_setter(&parameter.wire, parameter.docs.as_deref());
    let deprecated = parameter.deprecated.then(|| quote!(#[deprecated]));
    let (name, method) = (ident(&parameter.name), setter_name(&parameter.name));
    let Argument { ty, value } = types::argument(api, &name, &parameter.ty, types::tokens_outside);
    let value = if parameter.presence == ParameterPresence::Flag {
        value
    } else {
        quote!(Some(#value))
    };
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self, #name: #ty) -> Self {
            self.request.#name = #value;
            self
        }
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

fn body_setters(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    if let Some((_, fields)) = spread(api, operation) {
        let optional = fields
            .fields
            .iter()
            .filter(|field| !field.is_argument() && !field.constant);
        return optional
            .map(|field| body_field_setter(api, field))
            .collect();
    }
    let optional = operation.body.iter().filter(|body| !body.required);
    let setters = optional.map(|body| {
        let docs = request::body_docs(body);
        let Argument { ty, value } =
            types::argument(api, &ident("body"), &body.content.ty, types::tokens_outside);
        quote! {
            #docs
            pub fn body(mut self, body: #ty) -> Self {
                self.request.body = Some(#value);
                self
            }
        }
    });
    setters.collect()
}

fn body_field_setter(api: &Api, field: &Field) -> TokenStream {
    let docs = docs::of_setter(&field.wire, field.docs.as_deref());
    let (name, method) = (ident(&field.name), setter_name(&field.name));
    let inner = structure::setter_name(field);
    let Argument { ty, .. } = types::field_argument(api, field, types::tokens_outside);
    let deprecated = field
        .deprecated
        .then(|| quote!(#[deprecated] #[allow(deprecated)]));
    quote! {
        #docs
        #deprecated
        pub fn #method(mut self, #name: #ty) -> Self {
            self.request.body = self.request.body.#inner(#name);
            self
        }
    }
}

fn into_future(operation: &Operation) -> TokenStream {
    let (name, output) = (call_name(operation), output(operation));
    quote! {
        impl IntoFuture for #name {
            type Output = Result<#output>;
            type IntoFuture = BoxFuture<'static, Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(async move { self.send().await.map(Response::into_inner) })
            }
        }
    }
}
