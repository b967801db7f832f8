//! `EventData`: an enum with a variant for each name of an event. The name of a received event selects the variant.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote_spanned;

use crate::input::{self, Body, Error, Input, Member, Result};
use crate::structure::here;

/// The name of the variant for events with other names.
const UNKNOWN: &str = "Unknown";

pub(crate) fn expand(input: &Input) -> Result<TokenStream> {
    let name = &input.name;
    let Body::Variants(members) = &input.body else {
        let text = "this derive macro supports only enums";
        return Err(Error::new(name.span(), text));
    };
    if !members.iter().any(|member| member.name == UNKNOWN) {
        let text = "add the variant `Unknown(UnknownEvent)`, for events with other names";
        return Err(Error::new(name.span(), text));
    }
    let variants = members.iter().filter(|member| member.name != UNKNOWN);
    let variants: Vec<Variant<'_>> = variants.map(Variant::of).collect::<Result<_>>()?;
    let names = variants
        .iter()
        .map(|Variant { name, event, .. }| quote_spanned!(here()=> Self::#name(_) => #event,));
    let reads = variants.iter().map(|variant| {
        let Variant { name, event, .. } = variant;
        if variant.is_text {
            quote_spanned!(here()=> #event => event.text(Self::#name),)
        } else {
            quote_spanned!(here()=> #event => event.json(Self::#name),)
        }
    });
    let texts = variants.iter().map(|variant| {
        let name = variant.name;
        if variant.is_text {
            quote_spanned!(here()=> Self::#name(text) => ::apicrate_runtime::stream::event_text(text),)
        } else {
            quote_spanned!(here()=> Self::#name(data) => ::apicrate_runtime::stream::event_json(data),)
        }
    });
    Ok(quote_spanned! {here()=>
        #[automatically_derived]
        #[allow(deprecated)]
        impl ::apicrate_runtime::stream::EventData for #name {
            fn event_name(&self) -> &str {
                match self {
                    #(#names)*
                    Self::Unknown(unknown) => &unknown.event,
                }
            }

            fn read(
                event: ::apicrate_runtime::stream::ReceivedEvent<'_>,
            ) -> ::core::option::Option<::apicrate_runtime::Result<Self>> {
                match event.name() {
                    #(#reads)*
                    _ => event.unknown(Self::Unknown),
                }
            }

            fn to_text(&self) -> ::apicrate_runtime::stream::EventText {
                match self {
                    #(#texts)*
                    Self::Unknown(unknown) => ::apicrate_runtime::stream::event_text(&unknown.data),
                }
            }
        }
    })
}

/// A variant and the name of its events.
struct Variant<'a> {
    name: &'a Ident,
    event: Literal,
    /// True if the data is text and not JSON.
    is_text: bool,
}

impl<'a> Variant<'a> {
    fn of(member: &'a Member) -> Result<Self> {
        let name = &member.name;
        if input::only_type(&member.rest).is_none() {
            let text = "a variant must have exactly one unnamed field";
            return Err(Error::new(name.span(), text));
        }
        let (mut event, mut is_text) = (None, false);
        for word in input::words(&member.attributes, "variant")? {
            if word.name == "event" {
                event = Some(word.text()?);
            } else if word.name == "text" && word.is_alone() {
                is_text = true;
            } else {
                return Err(word.refused("unknown word; use one of `event` and `text`"));
            }
        }
        let event = event.ok_or_else(|| {
            let text = "add `#[variant(event = \"..\")]` with the name of the event";
            Error::new(name.span(), text)
        })?;
        Ok(Self {
            name,
            event,
            is_text,
        })
    }
}
