//! `Builder`: a constructor for what is required, a setter for the rest.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::argument::Argument;
use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure<'_>) -> TokenStream {
    let name = structure.name;
    let new = constructor(structure);
    let setters = structure.fields.iter().filter(|field| is_set(field));
    let of_call = structure.call.as_ref().map(|call| {
        let setters = setters.clone().map(call_setter);
        quote_spanned! {here()=>
            #[allow(deprecated, clippy::all, clippy::pedantic)]
            impl #call { #(#setters)* }
        }
    });
    let setters = setters.map(setter);
    quote_spanned! {here()=>
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        impl #name {
            #new
            #(#setters)*
        }
        #of_call
    }
}

fn is_argument(field: &Field<'_>) -> bool {
    let is_given = [Word::Constant, Word::Default, Word::Rest];
    field.has(Word::Argument)
        || !field.is_optional() && !is_given.into_iter().any(|word| field.has(word))
}

fn is_set(field: &Field<'_>) -> bool {
    !is_argument(field) && !field.has(Word::Constant) && !field.has(Word::Rest)
}

fn constructor(structure: &Structure<'_>) -> TokenStream {
    let arguments: Vec<&Field<'_>> = structure
        .fields
        .iter()
        .filter(|field| is_argument(field))
        .collect();
    let doc = if arguments.is_empty() {
        " One with nothing set."
    } else {
        " One with what is required; the rest can be set."
    };
    let arguments = arguments.into_iter().map(|field| {
        let (name, Argument { ty, .. }) = (field.name, Argument::of(field));
        quote!(#name: #ty)
    });
    let values = structure.fields.iter().map(|field| {
        let (name, value) = (field.name, initial(field));
        quote!(#name: #value)
    });
    quote_spanned! {here()=>
        #[doc = #doc]
        #[inline]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// What a constructor puts into a field.
fn initial(field: &Field<'_>) -> TokenStream {
    if is_argument(field) {
        Argument::of(field).value
    } else if field.is("Option") {
        quote_spanned!(here()=> ::core::option::Option::None)
    } else {
        quote_spanned!(here()=> ::core::default::Default::default())
    }
}

fn setter(field: &Field<'_>) -> TokenStream {
    let (name, method, attributes) = (field.name, method_name(field), attributes(field));
    let Argument { ty, value } = Argument::of(field);
    quote_spanned! {here()=>
        #attributes
        #[inline]
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The same for a call, which hands what it is given on to its request.
fn call_setter(field: &Field<'_>) -> TokenStream {
    let (name, of_request, attributes) = (field.name, method_name(field), attributes(field));
    let method = match field.plain_name().as_str() {
        "send" | "options" | "into_future" | "pages" | "items" => format_ident!("with_{}", name),
        _ => of_request.clone(),
    };
    let ty = Argument::of(field).ty;
    quote_spanned! {here()=>
        #attributes
        #[inline]
        pub fn #method(mut self, #name: #ty) -> Self {
            self.request = self.request.#of_request(#name);
            self
        }
    }
}

/// The documentation of a setter, which is that of its field, and whether it is deprecated.
fn attributes(field: &Field<'_>) -> TokenStream {
    let doc = format!(" Sets `{}`.", field.plain_name());
    let docs = field.attributes("doc");
    let paragraph = field.attributes("doc").next().map(|_| quote!(#[doc = ""]));
    let deprecated = field.attributes("deprecated");
    quote! {
        #[doc = #doc]
        #paragraph
        #(#docs)*
        #(#deprecated)*
    }
}

/// The name of a setter, which none of the functions has that a struct has anyhow.
fn method_name(field: &Field<'_>) -> Ident {
    match field.plain_name().as_str() {
        "new" | "default" | "clone" => format_ident!("with_{}", field.name),
        _ => field.name.clone(),
    }
}
