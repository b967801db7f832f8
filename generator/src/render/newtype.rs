//! A list, map or tuple that contains itself: a struct around it. Its JSON conversions are derived.

use proc_macro2::TokenStream;
use quote::quote;

use super::derives;
use super::docs;
use super::names::ident;
use super::scope::Scope;
use super::types;
use crate::model::{NewtypeDef, TypeDef};

pub(super) fn declaration(
    definition: &TypeDef,
    newtype: &NewtypeDef,
    scope: &Scope<'_>,
) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let ty = types::rust_type(&newtype.rust_type(), scope);
    let mut own = vec!["Clone", "Debug", "PartialEq"];
    own.extend(newtype.has_default().then_some("Default"));
    let derives = derives::attribute(definition, &own, &["JsonNewtype"], scope);
    quote! {
        #docs
        #derives
        pub struct #name(pub #ty);
    }
}
