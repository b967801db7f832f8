//! `Builder`: a constructor for what is required, a setter for the rest.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::argument::Argument;
use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure<'_>) -> TokenStream {
    let name = structure.name;
    let new = constructor(structure);
    let setters = structure.fields.iter().filter(|field| is_set(field));
    let setters = setters.map(setter);
    quote_spanned! {here()=>
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        impl #name {
            #new
            #(#setters)*
        }
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
    let (name, method) = (field.name, method_name(field));
    let doc = format!(" Sets `{}`.", field.plain_name());
    let docs = field.attributes("doc");
    let paragraph = field.attributes("doc").next().map(|_| quote!(#[doc = ""]));
    let deprecated = field.attributes("deprecated");
    let Argument { ty, value } = Argument::of(field);
    quote_spanned! {here()=>
        #[doc = #doc]
        #paragraph
        #(#docs)*
        #(#deprecated)*
        pub fn #method(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// The name of a setter, which none of the functions has that a struct has anyhow.
fn method_name(field: &Field<'_>) -> Ident {
    match field.plain_name().as_str() {
        "new" | "default" | "clone" => format_ident!("with_{}", field.name),
        _ => field.name.clone(),
    }
}
