//! What the API sends on its own account: one enum over all payloads, chosen by the property that tells
//! them apart, which keeps a payload that it does not know.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::types::{self, ident};
use crate::model::{Api, Type, Webhook};

/// Whether every payload has a property that tells it from the others; without that there is no file.
pub(super) fn can_be_told_apart(api: &Api) -> bool {
    api.has_webhook_enum()
}

/// The file.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    let tags = api.webhooks.iter().find_map(|webhook| webhook.tag.as_ref());
    let property = tags.map_or("", |(property, _)| property);
    let count = api.webhooks.len();
    vec![
        docs::inner_lines(&format!(
            "What {} sends on its own account: {count} kinds of event.",
            docs::prose(&api.title)
        )),
        quote!(
            use apicrate_runtime::{JsonUnion, Value};
        ),
        quote!(
            use super::models;
        ),
        declaration(api, property),
        name(api, property),
    ]
}

fn payload(webhook: &Webhook) -> TokenStream {
    let ty = types::tokens_outside(&webhook.content.ty);
    if matches!(webhook.content.ty, Type::Named(_)) {
        quote!(Box<#ty>)
    } else {
        ty
    }
}

fn declaration(api: &Api, property: &str) -> TokenStream {
    let docs = docs::lines(&format!(
        "Any event, told from the others by its `{property}`."
    ));
    let variants = api.webhooks.iter().map(|webhook| {
        let text = webhook
            .docs
            .as_deref()
            .map_or_else(|| docs::code(&webhook.wire), docs::prose);
        let (docs, name, payload) = (docs::lines(&text), ident(&webhook.name), payload(webhook));
        let value = webhook.tag.as_ref().map(|(_, value)| value);
        quote!(#docs #[variant(tag = #value)] #name(#payload))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, JsonUnion)]
        #[json_union(tag = #property)]
        #[non_exhaustive]
        pub enum WebhookEvent {
            #(#variants,)*
            /// An event that this version does not know, as it came.
            Unknown(Value),
        }
    }
}

fn name(api: &Api, property: &str) -> TokenStream {
    let docs = docs::lines(&format!(
        "The event's `{property}`. `None` for an unknown event that has none."
    ));
    let arms = api.webhooks.iter().filter_map(|webhook| {
        let (name, (_, value)) = (ident(&webhook.name), webhook.tag.as_ref()?);
        Some(quote!(Self::#name(_) => Some(#value)))
    });
    quote! {
        impl WebhookEvent {
            #docs
            pub fn event_type(&self) -> Option<&str> {
                match self {
                    #(#arms,)*
                    Self::Unknown(event) => event.get(#property).and_then(Value::as_str),
                }
            }
        }
    }
}
