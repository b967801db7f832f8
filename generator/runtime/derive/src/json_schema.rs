//! `JsonSchema`: the schema of the JSON that the other derives read and write. It implements the trait of `schemars`.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;

use crate::input::{self, Body, Error, Input, Member, Result};
use crate::structure::{Field, Structure, Word, here};
use crate::{json_union, value_enum};

pub(crate) fn expand(input: Input) -> Result<TokenStream> {
    let name = input.name.clone();
    let text = Literal::string(&name.to_string());
    let docs: Vec<Literal> = input::docs(&input.attributes).collect();
    let schema = schema(input)?;
    Ok(quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated)]
        impl ::apicrate_runtime::schemars::JsonSchema for #name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(#text)
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", #text))
            }

            fn json_schema(
                generator: &mut ::apicrate_runtime::schemars::SchemaGenerator,
            ) -> ::apicrate_runtime::schemars::Schema {
                ::apicrate_runtime::json_schema::described(#schema, &[#(#docs),*])
            }
        }
    })
}

/// The expression for the schema. It uses the variable `generator`.
fn schema(input: Input) -> Result<TokenStream> {
    match &input.body {
        Body::Fields(_) => Structure::of(input).map(|structure| object(&structure)),
        Body::Variants(variants) if variants.iter().any(is_alternative) => {
            json_union::schema(&input)
        }
        Body::Variants(_) => value_enum::schema(&input),
        Body::Unnamed(fields) => match input::only_visible_type(fields) {
            Some(ty) => Ok(quote_spanned! {here()=>
                <#ty as ::apicrate_runtime::schemars::JsonSchema>::json_schema(generator)
            }),
            None => Err(unsupported(&input)),
        },
        Body::Other => Err(unsupported(&input)),
    }
}

fn unsupported(input: &Input) -> Error {
    let text =
        "this derive macro supports only enums, and structs with named fields or one unnamed field";
    Error::new(input.name.span(), text)
}

/// Returns whether a variant is one of a union. The variants of other enums have no fields.
fn is_alternative(variant: &Member) -> bool {
    variant.name != "Unknown" && !variant.rest.is_empty()
}

fn object(structure: &Structure) -> TokenStream {
    let properties = structure.fields.iter().map(|field| {
        if field.has(Word::Skip) {
            TokenStream::new()
        } else if field.has(Word::Rest) {
            let ty = &field.ty;
            quote_spanned!(here()=> .rest::<#ty>())
        } else {
            property(structure, field)
        }
    });
    quote_spanned! {here()=>
        ::apicrate_runtime::json_schema::Object::new(generator) #(#properties)* .finish()
    }
}

/// The call that adds a property.
fn property(structure: &Structure, field: &Field) -> TokenStream {
    let name = structure.wire_name(field);
    let docs = input::docs(field.attributes("doc"));
    let (ty, is_nullable, is_required) = match field.ty.parts() {
        ("Option", [inner]) => (inner, field.has(Word::Null), field.has(Word::Null)),
        ("Patch", [inner]) => (inner, true, false),
        _ => (&field.ty, false, !field.has(Word::SkipEmpty)),
    };
    let ty = if is_nullable {
        quote_spanned!(here()=> ::core::option::Option<#ty>)
    } else {
        quote_spanned!(here()=> #ty)
    };
    let constant = field.constant.as_ref().map(|value| {
        let value: TokenStream = value.iter().cloned().collect();
        quote_spanned!(here()=> .constant(#name, &#value))
    });
    quote_spanned!(here()=> .property::<#ty>(#name, #is_required, &[#(#docs),*]) #constant)
}
