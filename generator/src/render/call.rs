//! The fluent call of an operation: required things are arguments, optional ones are set, `.await` sends.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::group::{call_name, operation_docs, request_name};
use super::request;
use super::structure::{self, MANY_ARGUMENTS};
use super::types::{self, ident};
use super::{Options, docs, example};
use crate::model::{Api, Field, Group, Operation, Pagination, StructDef};

/// Methods that every call has, whose names its setters cannot have: those that the derive knows, too.
const METHODS_IN_USE: &[&str] = &["send", "options", "into_future", "pages", "items"];

/// The method of the handle that begins a call.
pub(super) fn method(
    api: &Api,
    service: &Group,
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
            Call::new(self, #request::new(#(#given),*))
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

pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let name = call_name(operation);
    let (plain, renamed): (Vec<&Field>, Vec<&Field>) = spread(api, operation)
        .into_iter()
        .flat_map(|(_, body)| &body.fields)
        .filter(|field| !field.is_argument() && !field.constant)
        .partition(|field| setter_name(&field.name) == structure::setter_name(&field.name));
    let mut items = Vec::new();
    if !plain.is_empty() {
        let setters = plain.into_iter().map(|field| {
            let (docs, name) = (docs::of_field(field), setter_name(&field.name));
            let ty = types::field_argument(api, field, types::tokens_outside);
            quote!(#docs #name: #ty)
        });
        items.push(quote!(
            apicrate_runtime::body_setters! { struct #name { #(#setters,)* } }
        ));
    }
    let mut methods: Vec<TokenStream> = renamed
        .into_iter()
        .map(|field| renamed_setter(api, field))
        .collect();
    methods.extend(operation.pagination.as_ref().map(pages));
    if !methods.is_empty() {
        items.push(quote!(impl #name { #(#methods)* }));
    }
    items
}

/// A setter that cannot have the name of the property, because all calls have a method of that name.
fn renamed_setter(api: &Api, field: &Field) -> TokenStream {
    let docs = docs::of_field(field);
    let (name, of_body) = (
        setter_name(&field.name),
        structure::setter_name(&field.name),
    );
    let ty = types::field_argument(api, field, types::tokens_outside);
    quote! {
        #docs
        #[inline]
        pub fn #name(mut self, #of_body: #ty) -> Self {
            self.request.body = self.request.body.#of_body(#of_body);
            self
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
        #[inline]
        pub fn pages(self) -> Pages<#item> {
            let size = self.request.#limit.unwrap_or(#size);
            let offset = self.request.#offset.unwrap_or(0);
            let fetch = move |size, offset| self.clone().#limit(size).#offset(offset).into_future();
            Pages::new(size, offset, fetch)
        }

        /// All items from here on, fetched page by page as they are asked for.
        #[inline]
        pub fn items(self) -> Items<#item> {
            self.pages().items()
        }
    }
}

/// The name of the method that sets something of a call.
pub(super) fn setter_name(name: &str) -> Ident {
    if METHODS_IN_USE.contains(&name) {
        ident(&format!("with_{name}"))
    } else {
        structure::setter_name(name)
    }
}
