//! The code that writes the response of an operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::media_type::is_range;
use crate::model::{BodyFormat, Content, Operation, Output, StreamItem};
use crate::render::names::ident;

pub(super) fn write(operation: &Operation) -> TokenStream {
    match &operation.output {
        Output::Empty => writer(operation.success_status(), None, &quote!(response)),
        Output::Location => {
            let status = Literal::u16_unsuffixed(operation.success_status());
            quote!(encode::location(Self::INFO, #status, response))
        }
        Output::One(content) => {
            writer(operation.success_status(), Some(content), &quote!(response))
        }
        Output::Many { name, variants } => {
            let name = ident(name);
            let arms = variants.iter().map(|outcome| {
                let variant = ident(&outcome.name);
                let content = outcome.content.as_ref();
                let (pattern, response) = if content.is_some() {
                    (quote!(#name::#variant(value)), quote!(rest.map(|()| value)))
                } else {
                    (quote!(#name::#variant), quote!(rest))
                };
                let write = writer(outcome.status.code(variants), content, &response);
                quote!(#pattern => #write,)
            });
            quote! {
                let (value, rest) = response.into_parts();
                match value { #(#arms)* }
            }
        }
    }
}

fn writer(status: u16, content: Option<&Content>, response: &TokenStream) -> TokenStream {
    let status = Literal::u16_unsuffixed(status);
    let Some(content) = content else {
        return quote!(encode::empty(Self::INFO, #status, #response));
    };
    let (function, media_type) = match content.format() {
        BodyFormat::Json if is_range(&content.media_type) => ("json", "application/json"),
        BodyFormat::Json => ("json", content.media_type.as_str()),
        BodyFormat::Text => ("text", content.media_type.as_str()),
        BodyFormat::Lines => ("lines", content.media_type.as_str()),
        BodyFormat::Events => {
            let function = match content.stream {
                Some(StreamItem::TextEvent) => "text_events",
                Some(StreamItem::NamedEvent) => "named_events",
                _ => "events",
            };
            (function, content.media_type.as_str())
        }
        BodyFormat::Bytes | BodyFormat::Form | BodyFormat::Multipart => {
            ("body", content.media_type.as_str())
        }
    };
    let function = ident(function);
    quote!(encode::#function(Self::INFO, #status, #media_type, #response))
}
