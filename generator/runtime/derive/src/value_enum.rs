//! `StringEnum` and `IntegerEnum`: enums whose variants are values in JSON. This module reads the values of the
//! variants; the code for them is in macros of `apicrate_runtime`.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::input::{self, Body, Error, Input, Member, Result};
use crate::structure::here;

pub(crate) fn string_enum(input: &Input) -> Result<TokenStream> {
    let values = Values::new(input, |word| word.text().map(|text| quote!(#text)))?;
    Ok(if values.is_open {
        values.expand(&quote_spanned!(here()=> __open_string_enum))
    } else {
        values.expand(&quote_spanned!(here()=> __closed_string_enum))
    })
}

pub(crate) fn integer_enum(input: &Input) -> Result<TokenStream> {
    let values = Values::new(input, integer)?;
    Ok(if values.is_open {
        values.expand(&quote_spanned!(here()=> __open_integer_enum))
    } else {
        values.expand(&quote_spanned!(here()=> __closed_integer_enum))
    })
}

/// The expression for the schema.
pub(crate) fn schema(input: &Input) -> Result<TokenStream> {
    let texts = Values::new(input, |word| word.text().map(|text| quote!(#text)));
    let (ty, values) = match texts {
        Ok(texts) => ("string", texts),
        Err(_) => ("integer", Values::new(input, integer)?),
    };
    let values = values.known.iter().map(|(_, value)| value);
    let from = if ty == "string" {
        quote_spanned!(here()=> ::apicrate_runtime::Value::from)
    } else {
        quote_spanned!(here()=> <::apicrate_runtime::Value as ::core::convert::From<i64>>::from)
    };
    Ok(quote_spanned! {here()=>
        ::apicrate_runtime::json_schema::values(#ty, &[#(#from(#values)),*])
    })
}

/// The known values of an enum, and whether it keeps unknown ones.
struct Values<'a> {
    name: &'a Ident,
    known: Vec<(&'a Ident, TokenStream)>,
    is_open: bool,
}

impl<'a> Values<'a> {
    fn new(input: &'a Input, read: fn(&input::Word) -> Result<TokenStream>) -> Result<Self> {
        let Body::Variants(variants) = &input.body else {
            return Err(Error::new(
                input.name.span(),
                "this derive macro supports only enums",
            ));
        };
        let mut values = Self {
            name: &input.name,
            known: Vec::new(),
            is_open: false,
        };
        for variant in variants {
            if is_unknown(variant) {
                values.is_open = true;
            } else {
                values.known.push((&variant.name, value(variant, read)?));
            }
        }
        Ok(values)
    }

    fn expand(&self, implementation: &TokenStream) -> TokenStream {
        let name = self.name;
        let (variants, values): (Vec<_>, Vec<_>) = self.known.iter().cloned().unzip();
        quote_spanned! {here()=>
            ::apicrate_runtime::#implementation! { #name { #(#variants = #values,)* } }
        }
    }
}

/// Returns whether this is the variant `Unknown(..)`, which keeps unknown values.
fn is_unknown(variant: &Member) -> bool {
    let holds_value = matches!(
        variant.rest.as_slice(),
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis
    );
    variant.name == "Unknown" && holds_value
}

/// The value of a variant: `#[variant(value = ..)]`.
fn value(variant: &Member, read: fn(&input::Word) -> Result<TokenStream>) -> Result<TokenStream> {
    if !variant.rest.is_empty() {
        let text = "only the variant `Unknown` can have fields";
        return Err(Error::new(variant.name.span(), text));
    }
    let refusal = "unknown word; the only word is `value = ..`";
    let value = input::only_word(&variant.attributes, ("variant", "value"), refusal, read)?;
    value.ok_or_else(|| Error::new(variant.name.span(), "expected `#[variant(value = ..)]`"))
}

/// An integer is one token, or two if it is negative. It can contain `_`.
fn integer(word: &input::Word) -> Result<TokenStream> {
    let digits = match word.value() {
        [TokenTree::Literal(digits)] => Some(digits),
        [sign, TokenTree::Literal(digits)] if input::is(sign, '-') => Some(digits),
        _ => None,
    };
    match digits {
        Some(digits) if digits.to_string().replace('_', "").parse::<u64>().is_ok() => {
            Ok(word.value().iter().cloned().collect())
        }
        _ => Err(word.refused("expected an integer, such as `value = 1`")),
    }
}
