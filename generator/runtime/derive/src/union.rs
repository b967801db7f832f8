//! `Union`: an enum that is written as what is in its variant, and read as the variant that a property,
//! or the properties that are there, or else a trial shows. What the trials call is in `trophy_runtime`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Data, DataEnum, DeriveInput, Error, Fields, Lit, LitStr, Result};

use crate::structure::{here, named};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let variants = variants(input)?;
    let serialize = serialize(&input.ident, &variants);
    let deserialize = match tag(&input.attrs)? {
        Some(tag) => by_tag(&tag, &variants)?,
        None => by_signs(&variants)?,
    };
    let name = &input.ident;
    Ok(quote_spanned! {here()=>
        #serialize

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> ::trophy_runtime::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::trophy_runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value =
                    <::trophy_runtime::Value as ::trophy_runtime::serde::Deserialize>::deserialize(deserializer)?;
                #deserialize
            }
        }
    })
}

/// An alternative, and what tells that a value is this one.
struct Variant<'a> {
    name: &'a Ident,
    tags: Vec<Lit>,
    required: Option<LitStr>,
    optional: Vec<LitStr>,
}

/// The name of the variant for what fits no other.
const UNKNOWN: &str = "Unknown";

/// All alternatives, without the variant for what is none of them.
fn variants(input: &DeriveInput) -> Result<Vec<Variant<'_>>> {
    let Data::Enum(data) = &input.data else {
        return Err(refused(&input.ident, "only enums can derive this"));
    };
    if let Some(parameter) = input.generics.params.first() {
        let text = "only enums without type parameters and lifetimes can derive this";
        return Err(refused(parameter, text));
    }
    if !data.variants.iter().any(|variant| variant.ident == UNKNOWN) {
        let text = "what fits no other variant needs one: `Unknown(Value)`";
        return Err(refused(&input.ident, text));
    }
    alternatives(data).collect()
}

fn alternatives(data: &DataEnum) -> impl Iterator<Item = Result<Variant<'_>>> {
    data.variants
        .iter()
        .filter(|variant| variant.ident != UNKNOWN)
        .map(|variant| match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Variant::of(&variant.ident, &variant.attrs)
            }
            _ => Err(refused(
                variant,
                "a variant holds one value, without a name",
            )),
        })
}

impl<'a> Variant<'a> {
    fn of(name: &'a Ident, attributes: &[Attribute]) -> Result<Self> {
        let mut variant = Self {
            name,
            tags: Vec::new(),
            required: None,
            optional: Vec::new(),
        };
        for attribute in named(attributes, "variant") {
            attribute.parse_nested_meta(|meta| variant.read_word(&meta))?;
        }
        Ok(variant)
    }

    fn read_word(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if meta.path.is_ident("tag") {
            self.tags.push(meta.value()?.parse()?);
        } else if meta.path.is_ident("required") {
            self.required = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("optional") {
            self.optional.push(meta.value()?.parse()?);
        } else {
            return Err(meta.error("unknown word; the words are `tag`, `required` and `optional`"));
        }
        Ok(())
    }
}

/// The property that the enum names by `#[union(tag = "type")]`.
fn tag(attributes: &[Attribute]) -> Result<Option<LitStr>> {
    let mut tag = None;
    for attribute in named(attributes, "union") {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("tag") {
                return Err(meta.error("only `tag = \"property\"` can be said here"));
            }
            tag = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(tag)
}

fn serialize(name: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let unknown = Ident::new(UNKNOWN, Span::call_site());
    let names = variants
        .iter()
        .map(|variant| variant.name)
        .chain([&unknown]);
    quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated)]
        impl ::trophy_runtime::serde::Serialize for #name {
            fn serialize<S: ::trophy_runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    #(Self::#names(value) => ::trophy_runtime::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }
    }
}

/// Reads the variant of which the tag is a value.
fn by_tag(tag: &LitStr, variants: &[Variant<'_>]) -> Result<TokenStream> {
    let is_number = |value: &&Lit| matches!(value, Lit::Int(_));
    let mut values = variants.iter().flat_map(|variant| &variant.tags);
    let read = if values.clone().all(|value| is_number(&value)) {
        quote_spanned!(here()=> ::trophy_runtime::Value::as_i64)
    } else if let Some(number) = values.find(is_number) {
        let text = "either all values of a tag are numbers, or none";
        return Err(refused(number, text));
    } else {
        quote_spanned!(here()=> ::trophy_runtime::Value::as_str)
    };
    let mut arms = Vec::new();
    for Variant { name, tags, .. } in variants {
        if tags.is_empty() {
            return Err(refused(name, "which `tag = ..` means this variant?"));
        }
        arms.push(quote_spanned! {here()=>
            ::core::option::Option::Some(#(#tags)|*) => {
                ::trophy_runtime::from_value(value).map(Self::#name)
            }
        });
    }
    Ok(quote_spanned! {here()=>
        match value.get(#tag).and_then(#read) {
            #(#arms)*
            _ => ::core::result::Result::Ok(Self::Unknown(value)),
        }
    })
}

/// Reads the variant whose own properties are there, or else the first that fits. One that requires what is
/// its own needs no second try.
fn by_signs(variants: &[Variant<'_>]) -> Result<TokenStream> {
    if let Some(value) = variants.iter().find_map(|variant| variant.tags.first()) {
        return Err(refused(
            value,
            "of which tag? `#[union(tag = \"property\")]` says it",
        ));
    }
    let hinted = variants
        .iter()
        .filter_map(|variant| match &variant.required {
            Some(required) => Some(attempt(variant, std::slice::from_ref(required))),
            None if variant.optional.is_empty() => None,
            None => Some(attempt(variant, &variant.optional)),
        });
    let tried = variants.iter();
    let tried = tried.filter(|variant| variant.required.is_none());
    let attempts = hinted.chain(tried.map(|variant| attempt(variant, &[])));
    Ok(quote_spanned! {here()=>
        #(#attempts)*
        ::core::result::Result::Ok(Self::Unknown(value))
    })
}

fn attempt(Variant { name, .. }: &Variant<'_>, properties: &[LitStr]) -> TokenStream {
    quote_spanned! {here()=>
        if let ::core::option::Option::Some(known) =
            ::trophy_runtime::read_as(&value, &[#(#properties),*], Self::#name)
        {
            return ::core::result::Result::Ok(known);
        }
    }
}

fn refused(at: impl ToTokens, text: &str) -> Error {
    Error::new_spanned(at, text)
}
