//! Webhook events: one enum for all payloads. A tag property selects the variant; an unknown payload is kept.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::names::ident;
use super::scope::Scope;
use super::types;
use crate::model::{Api, Type, WEBHOOK_EVENT, Webhook};

/// The items of the file.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    let tags = api.webhooks.iter().find_map(|webhook| webhook.tag.as_ref());
    let property = tags.map_or("", |(property, _)| property);
    let count = api.webhooks.len();
    let mut webhooks = api.webhooks.iter();
    let has_models = webhooks.any(|webhook| !webhook.content.ty.names().is_empty());
    let models = has_models.then(|| {
        quote!(
            use super::models;
        )
    });
    let mut items = vec![
        docs::inner_lines(
            docs::own("The webhook events of ")
                + docs::plain(&api.title)
                + ": "
                + count
                + " types of event.",
        ),
        quote!(
            use apicrate_runtime::{JsonUnion, Value};
        ),
    ];
    items.extend(models);
    items.extend([declaration(api, property), name(api, property)]);
    items
}

fn payload(webhook: &Webhook) -> TokenStream {
    types::rust_type(&webhook.rust_type(), &Scope::Other)
}

fn declaration(api: &Api, property: &str) -> TokenStream {
    let docs = docs::lines(
        docs::own("A webhook event. The property ")
            + docs::code(property)
            + " selects the variant.",
    );
    let variants = api.webhooks.iter().map(|webhook| {
        let text = docs::described(webhook.docs.as_deref());
        let text = text.unwrap_or_else(|| docs::code(&webhook.wire));
        let (docs, name, payload) = (docs::lines(text), ident(&webhook.name), payload(webhook));
        let value = webhook.tag.as_ref().map(|(_, value)| value);
        let is_own = matches!(webhook.content.ty, Type::External(_));
        let words = is_own.then(|| quote!(, set));
        quote!(#docs #[variant(tag = #value #words)] #name(#payload))
    });
    let event = ident(WEBHOOK_EVENT);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, JsonUnion)]
        #[json_union(tag = #property)]
        #[non_exhaustive]
        pub enum #event {
            #(#variants,)*
            /// An unknown event, kept as it was received.
            Unknown(Value),
        }
    }
}

fn name(api: &Api, property: &str) -> TokenStream {
    let docs = docs::lines(
        docs::own("The value of ")
            + docs::code(property)
            + "; `None` if an unknown event does not have this property.",
    );
    let arms = api.webhooks.iter().filter_map(|webhook| {
        let (name, (_, value)) = (ident(&webhook.name), webhook.tag.as_ref()?);
        Some(quote!(Self::#name(_) => Some(#value)))
    });
    let event = ident(WEBHOOK_EVENT);
    quote! {
        impl #event {
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
