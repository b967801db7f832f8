//! The data of server-sent events: an enum with one variant for each name of an event. Its decoding is derived.

use proc_macro2::TokenStream;
use quote::quote;

use super::derives;
use super::docs;
use super::names::ident;
use super::scope::Scope;
use super::types;
use crate::model::{EventVariant, EventsDef, TypeDef};

pub(super) fn declaration(
    definition: &TypeDef,
    events: &EventsDef,
    scope: &Scope<'_>,
) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let own = ["Clone", "Debug", "PartialEq"];
    let derives = derives::attribute(definition, &own, &["EventData"], scope);
    let variants = events.variants.iter().map(|variant| {
        let EventVariant { event, is_text, .. } = variant;
        let docs = docs::lines(docs::own("The data of an event ") + docs::code(event) + ".");
        let (name, ty) = (ident(&variant.name), types::spelled(&variant.ty, scope));
        let text = is_text.then(|| quote!(, text));
        quote! { #docs #[variant(event = #event #text)] #name(#ty) }
    });
    let unknown = scope.item("UnknownEvent");
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// The name and the data of another event, kept as they were received.
            Unknown(#unknown),
        }
    }
}
