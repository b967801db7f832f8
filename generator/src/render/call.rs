//! The call of an operation: required values are arguments, optional ones have setters, and `.await` sends the
//! request.

use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names::{arguments_name, call_name, ident, request_name};
use super::operation_docs::operation_docs;
use super::options::Options;
use super::scope::Scope;
use super::types;
use super::{docs, example, old_names, pages};
use crate::model::{
    Api, Argument, ArgumentSource, Field, Group, MAX_ARGUMENTS, Operation, Setter, Signature,
    setter_name,
};

/// The methods of the handle that return the call: that of the operation, and those with its old names.
pub(super) fn methods(
    api: &Api,
    group: &Group,
    operation: &Operation,
    options: &Options,
) -> Vec<TokenStream> {
    let docs = operation_docs(api, operation);
    let example = options
        .call_site
        .as_ref()
        .map(|call_site| example::lines(api, group, operation, call_site));
    let deprecated = operation.deprecated.then(|| quote!(#[deprecated]));
    let (name, call, request) = (
        ident(&operation.name),
        call_name(operation),
        request_name(operation),
    );
    let signature = api.signature(operation);
    let mut arguments: Vec<_> = signature.method.iter().map(argument).collect();
    if !signature.named.is_empty() {
        let (name, ty) = (named(&signature), arguments_name(operation));
        arguments.push(quote!(#name: #ty));
    }
    let values = request_values(&signature);
    let allow_many =
        (arguments.len() > MAX_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let aliases = operation.aliases.iter().map(|alias| {
        let attributes = old_names::method_attributes(operation);
        let allow = operation.deprecated.then(|| quote!(#[allow(deprecated)]));
        let (alias, values) = (ident(&alias.name), signature.method.iter());
        let values = values.map(|argument| ident(argument.name));
        let named = (!signature.named.is_empty()).then(|| named(&signature));
        let values = values.chain(named);
        quote! {
            #attributes
            #allow
            #allow_many
            pub fn #alias(&self, #(#arguments),*) -> #call {
                self.#name(#(#values),*)
            }
        }
    });
    let method = quote! {
        #docs
        #example
        #deprecated
        #allow_many
        pub fn #name(&self, #(#arguments),*) -> #call {
            Call::new(self, #request::new(#(#values),*))
        }
    };
    iter::once(method).chain(aliases).collect()
}

/// `name: Type`.
fn argument(argument: &Argument<'_>) -> TokenStream {
    let name = ident(argument.name);
    let ty = types::argument(&argument.ty, &Scope::Other);
    quote!(#name: #ty)
}

/// The values that the method passes to the request's constructor.
fn request_values(signature: &Signature<'_>) -> Vec<TokenStream> {
    let name = |argument: &Argument<'_>| {
        let name = ident(argument.name);
        quote!(#name)
    };
    let mut values: Vec<TokenStream> = signature.method.iter().map(name).collect();
    let arguments = named(signature);
    let Some((body, _)) = signature.spread else {
        values.extend((!signature.named.is_empty()).then(|| quote!(#arguments)));
        return values;
    };
    let of_struct = |argument: &Argument<'_>| {
        let name = ident(argument.name);
        quote!(#arguments.#name)
    };
    values.extend(signature.named.iter().map(of_struct));
    let all = signature.method.iter().chain(&signature.named);
    let is_field = |it: &&Argument<'_>| matches!(it.source, ArgumentSource::Field(_));
    // The parameters are first.
    let fields = values.split_off(values.len() - all.filter(is_field).count());
    let body = ident(&body.name);
    values.push(quote!(models::#body::new(#(#fields),*)));
    values
}

/// The name of the argument with the named arguments.
fn named(signature: &Signature<'_>) -> Ident {
    let mut arguments = signature.method.iter();
    ident(if arguments.any(|it| it.name == "arguments") {
        "arguments_"
    } else {
        "arguments"
    })
}

/// The setters of the body's properties, and the pagination. The derive writes the other setters.
pub(super) fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let name = call_name(operation);
    let signature = api.signature(operation);
    let setters = signature.setters.iter();
    let of_body = setters.filter_map(|setter| match setter.argument.source {
        ArgumentSource::Field(field) => Some((setter, field)),
        _ => None,
    });
    let (plain, renamed): (Vec<_>, Vec<_>) =
        of_body.partition(|(setter, field)| setter.method == setter_name(&field.name));
    let mut items = Vec::new();
    let (converted, exact): (Vec<_>, Vec<_>) = plain
        .into_iter()
        .partition(|(setter, _)| setter.argument.ty.has_marker());
    for (setters, marker) in [(exact, None), (converted, Some(quote!(<M>)))] {
        let setters = setters.into_iter().map(|(setter, field)| {
            let (docs, method) = (docs::of_field(field), ident(&setter.method));
            let ty = types::argument(&setter.argument.ty, &Scope::Other);
            quote!(#docs #method: #ty)
        });
        let setters: Vec<TokenStream> = setters.collect();
        if !setters.is_empty() {
            items.push(quote!(
                apicrate_runtime::body_setters! { struct #name #marker { #(#setters,)* } }
            ));
        }
    }
    let methods: Vec<TokenStream> = renamed
        .into_iter()
        .map(|(setter, field)| renamed_setter(setter, field))
        .collect();
    if !methods.is_empty() {
        items.push(quote!(impl #name { #(#methods)* }));
    }
    let pagination = operation.pagination.as_ref();
    items.extend(pagination.map(|pagination| pages::implementation(operation, pagination)));
    items
}

/// A setter with a prefix, because every call has a method with the name of the property.
fn renamed_setter(setter: &Setter<'_>, field: &Field) -> TokenStream {
    let docs = docs::of_field(field);
    let (method, of_body) = (ident(&setter.method), ident(&setter_name(&field.name)));
    let ty = &setter.argument.ty;
    let marker = ty.has_marker().then(|| quote!(<M>));
    let ty = types::argument(ty, &Scope::Other);
    quote! {
        #docs
        #[inline]
        pub fn #method #marker (mut self, #of_body: #ty) -> Self {
            self.request.body = self.request.body.#of_body(#of_body);
            self
        }
    }
}
