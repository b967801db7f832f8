//! `Setters`: a constructor with the required fields, and a setter for each other field. Their code is in the
//! macro `__setters` of `apicrate_runtime`; this module finds their arguments.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};

use crate::argument::{Argument, Optional};
use crate::structure::{Field, Structure, Word, here};

pub(crate) fn expand(structure: &Structure) -> TokenStream {
    let name = &structure.name;
    let constructor = constructor(structure);
    let setters = setters(structure, method_name);
    let of_call = structure.call.as_ref().map(|call| {
        let setters = self::setters(structure, call_method_name);
        quote_spanned!(here()=> ::apicrate_runtime::__call_setters! { #call set { #setters } })
    });
    quote_spanned! {here()=>
        ::apicrate_runtime::__setters! { #name #constructor set { #setters } }
        #of_call
    }
}

fn is_argument(field: &Field) -> bool {
    let is_given = [Word::Constant, Word::Default, Word::Rest];
    field.has(Word::Argument)
        || field.has(Word::Named)
        || !field.is_optional() && !is_given.into_iter().any(|word| field.has(word))
}

fn is_set(field: &Field) -> bool {
    !is_argument(field) && !field.has(Word::Constant) && !field.has(Word::Rest)
}

fn constructor(structure: &Structure) -> TokenStream {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for field in &structure.fields {
        let name = &field.name;
        if field.has(Word::Named) {
            values.push(quote_spanned!(here()=> #name: arguments.#name));
        } else if is_argument(field) {
            let Argument { ty, value } = Argument::of(field);
            arguments.push(quote!(#name: #ty));
            values.push(quote!(#name: #value));
        } else if let Some(value) = constant(field) {
            values.push(quote_spanned!(here()=> #name: #value));
        } else if field.ty.is("Option") {
            values.push(quote_spanned!(here()=> #name: ::core::option::Option::None));
        } else {
            values.push(quote_spanned!(here()=> #name: ::core::default::Default::default()));
        }
    }
    if let Some(named) = &structure.arguments {
        arguments.push(quote_spanned!(here()=> arguments: #named));
    }
    let doc = if arguments.is_empty() {
        " Creates a value with no optional field set."
    } else {
        " Creates a value from its required fields."
    };
    quote!(#doc (#(#arguments),*) { #(#values),* })
}

/// The value of the word `constant`, as the type of the field. A string is converted.
fn constant(field: &Field) -> Option<TokenStream> {
    let value = field.constant.as_deref()?;
    let value = match value {
        [TokenTree::Literal(text)] if text.to_string().ends_with(['"', '#']) => {
            quote_spanned!(here()=> ::core::convert::Into::into(#text))
        }
        value => quote!(#(#value)*),
    };
    Some(match field.ty.parts().0 {
        "Option" => quote_spanned!(here()=> ::core::option::Option::Some(#value)),
        "Patch" => quote_spanned!(here()=> ::apicrate_runtime::Patch::Value(#value)),
        _ => value,
    })
}

/// All setters. `name` returns the name of each.
fn setters(structure: &Structure, name: fn(&Field) -> Ident) -> TokenStream {
    let fields = structure.fields.iter().filter(|field| is_set(field));
    fields.map(|field| setter(field, &name(field))).collect()
}

fn setter(field: &Field, method: &Ident) -> TokenStream {
    let (name, attributes) = (&field.name, attributes(field));
    let Optional {
        marker,
        ty,
        set,
        value,
    } = Optional::of(field);
    let marker = marker.map(|marker| quote!(<#marker>));
    quote!(#attributes #method #marker (#name: #ty) #set = #value;)
}

/// The documentation of a setter and its `deprecated` attribute, both taken from its field.
fn attributes(field: &Field) -> TokenStream {
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

/// The name of a setter. It must not conflict with the functions that every struct has.
fn method_name(field: &Field) -> Ident {
    match field.plain_name().as_str() {
        "new" | "default" | "clone" => format_ident!("with_{}", field.name),
        _ => field.name.clone(),
    }
}

/// The name of a setter of a call. It must not conflict with the methods that every call has.
fn call_method_name(field: &Field) -> Ident {
    match field.plain_name().as_str() {
        "send" | "options" | "into_future" | "pages" | "items" | "stream_body" => {
            format_ident!("with_{}", field.name)
        }
        _ => method_name(field),
    }
}
