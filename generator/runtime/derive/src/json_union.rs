//! `JsonUnion`: an enum that is serialized as the value in its variant. When reading, a tag property selects the
//! variant. Without a tag, the properties that are present select it, or else the first variant that decodes is used.

use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::input::{self, Attribute, Body, Error, Input, Member, Result};
use crate::structure::here;

pub(crate) fn expand(input: &Input) -> Result<TokenStream> {
    let variants = variants(input)?;
    let name = &input.name;
    let serialize = serialize(name, &variants);
    let deserialize = match tag(&input.attributes)? {
        Some(tag) => by_tag(&tag, &variants)?,
        None => by_markers(&variants)?,
    };
    Ok(quote_spanned! {here()=>
        #serialize

        #[automatically_derived]
        #[allow(deprecated)]
        impl<'de> ::apicrate_runtime::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::apicrate_runtime::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value =
                    <::apicrate_runtime::Value as ::apicrate_runtime::serde::Deserialize>::deserialize(deserializer)?;
                #deserialize
            }
        }
    })
}

/// An alternative and the markers that select it.
struct Variant<'a> {
    name: &'a Ident,
    /// The values of the tag. Each is one token, or two if it is negative.
    tags: Vec<TokenStream>,
    has_numbers: bool,
    has_texts: bool,
    required: Option<Literal>,
    optional: Vec<Literal>,
}

/// The name of the variant for values that match no other variant.
const UNKNOWN: &str = "Unknown";

/// All variants but `Unknown`.
fn variants(input: &Input) -> Result<Vec<Variant<'_>>> {
    let Body::Variants(variants) = &input.body else {
        return Err(Error::new(
            input.name.span(),
            "this derive macro supports only enums",
        ));
    };
    if !variants.iter().any(|variant| variant.name == UNKNOWN) {
        let text = "add the variant `Unknown(Value)`, for values that match no other variant";
        return Err(Error::new(input.name.span(), text));
    }
    let alternatives = variants.iter().filter(|variant| variant.name != UNKNOWN);
    alternatives.map(Variant::of).collect()
}

impl<'a> Variant<'a> {
    fn of(member: &'a Member) -> Result<Self> {
        let mut variant = Self {
            name: &member.name,
            tags: Vec::new(),
            has_numbers: false,
            has_texts: false,
            required: None,
            optional: Vec::new(),
        };
        if !holds_one_value(&member.rest) {
            return Err(variant.refused("a variant must have exactly one unnamed field"));
        }
        for word in input::words(&member.attributes, "variant")? {
            variant.read_word(&word)?;
        }
        Ok(variant)
    }

    fn read_word(&mut self, word: &input::Word) -> Result<()> {
        if word.name == "tag" {
            match word.text() {
                Ok(_) => self.has_texts = true,
                Err(_) => self.has_numbers = true,
            }
            self.tags.push(word.value().iter().cloned().collect());
        } else if word.name == "required" {
            self.required = Some(word.text()?);
        } else if word.name == "optional" {
            self.optional.push(word.text()?);
        } else {
            return Err(word.refused("unknown word; use one of `tag`, `required` and `optional`"));
        }
        Ok(())
    }

    fn refused(&self, text: &str) -> Error {
        Error::new(self.name.span(), text)
    }
}

fn holds_one_value(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            input::split(group.stream()).len() == 1
        }
        _ => false,
    }
}

/// The property named by `#[json_union(tag = "type")]`.
fn tag(attributes: &[Attribute]) -> Result<Option<Literal>> {
    let refusal = "expected `tag = \"property\"`";
    input::only_word(
        attributes,
        ("json_union", "tag"),
        refusal,
        input::Word::text,
    )
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
        impl ::apicrate_runtime::serde::Serialize for #name {
            fn serialize<S: ::apicrate_runtime::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    #(Self::#names(value) => ::apicrate_runtime::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }
    }
}

/// The code that reads the variant selected by the tag.
fn by_tag(tag: &Literal, variants: &[Variant<'_>]) -> Result<TokenStream> {
    let has_texts = variants.iter().any(|variant| variant.has_texts);
    let read = if has_texts {
        quote_spanned!(here()=> ::apicrate_runtime::Value::as_str)
    } else {
        quote_spanned!(here()=> ::apicrate_runtime::Value::as_i64)
    };
    let mut arms = Vec::new();
    for variant in variants {
        let Variant { name, tags, .. } = variant;
        if tags.is_empty() {
            return Err(variant.refused(
                "add `#[variant(tag = ..)]` with the value of the tag that selects this variant",
            ));
        }
        if has_texts && variant.has_numbers {
            return Err(
                variant.refused("the values of a tag must be either all strings or all integers")
            );
        }
        arms.push(quote_spanned! {here()=>
            ::core::option::Option::Some(#(#tags)|*) => {
                ::apicrate_runtime::from_value(value).map(Self::#name)
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

/// The code that reads a union without a tag. First, each variant with marker properties is tried if they are present.
/// Then each variant without a required marker property is tried in order.
fn by_markers(variants: &[Variant<'_>]) -> Result<TokenStream> {
    if let Some(tagged) = variants.iter().find(|variant| !variant.tags.is_empty()) {
        return Err(
            tagged.refused("`tag` requires `#[json_union(tag = \"property\")]` on the enum")
        );
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

fn attempt(Variant { name, .. }: &Variant<'_>, properties: &[Literal]) -> TokenStream {
    quote_spanned! {here()=>
        if let ::core::option::Option::Some(known) =
            ::apicrate_runtime::read_as(&value, &[#(#properties),*], Self::#name)?
        {
            return ::core::result::Result::Ok(known);
        }
    }
}
