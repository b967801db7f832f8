//! `JsonUnion`: an enum that is written as what is in its variant, and read as the variant that a property,
//! or the properties that are there, or else a trial shows. What the trials call is in `apicrate_runtime`.

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
        None => by_signs(&variants)?,
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

/// An alternative, and what tells that a value is this one.
struct Variant<'a> {
    name: &'a Ident,
    /// Each is one token, or two where it is below zero.
    tags: Vec<TokenStream>,
    has_numbers: bool,
    has_texts: bool,
    required: Option<Literal>,
    optional: Vec<Literal>,
}

/// The name of the variant for what fits no other.
const UNKNOWN: &str = "Unknown";

/// All alternatives, without the variant for what is none of them.
fn variants(input: &Input) -> Result<Vec<Variant<'_>>> {
    let Body::Variants(variants) = &input.body else {
        return Err(Error::new(input.name.span(), "only enums can derive this"));
    };
    if !variants.iter().any(|variant| variant.name == UNKNOWN) {
        let text = "what fits no other variant needs one: `Unknown(Value)`";
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
            return Err(variant.refused("a variant holds one value, without a name"));
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
            return Err(
                word.refused("unknown word; the words are `tag`, `required` and `optional`")
            );
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

/// The property that the enum names by `#[json_union(tag = "type")]`.
fn tag(attributes: &[Attribute]) -> Result<Option<Literal>> {
    let refusal = "only `tag = \"property\"` can be said here";
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

/// Reads the variant of which the tag is a value.
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
            return Err(variant.refused("which `tag = ..` means this variant?"));
        }
        if has_texts && variant.has_numbers {
            return Err(variant.refused("either all values of a tag are numbers, or none"));
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

/// Reads the variant whose own properties are there, or else the first that fits. One that requires what is
/// its own needs no second try.
fn by_signs(variants: &[Variant<'_>]) -> Result<TokenStream> {
    if let Some(tagged) = variants.iter().find(|variant| !variant.tags.is_empty()) {
        return Err(tagged.refused("of which tag? `#[json_union(tag = \"property\")]` says it"));
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
            ::apicrate_runtime::read_as(&value, &[#(#properties),*], Self::#name)
        {
            return ::core::result::Result::Ok(known);
        }
    }
}
