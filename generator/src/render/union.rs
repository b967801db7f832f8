//! One of several types: an enum that decodes as the first alternative that fits and keeps what fits none.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::types::{self, ident};
use crate::model::{Type, TypeDef, UnionDef};

pub(super) fn items(definition: &TypeDef, union: &UnionDef) -> Vec<TokenStream> {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let variants = union.variants.iter().map(|variant| {
        let docs = docs::lines(&format!("It is {}.", in_words(&variant.ty)));
        let (name, ty) = (ident(&variant.name), types::tokens(&variant.ty));
        let ty = if variant.boxed { quote!(Box<#ty>) } else { ty };
        quote! { #docs #name(#ty) }
    });
    vec![quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// None of the others, as it came.
            Unknown(Value),
        }
    }]
}

fn in_words(ty: &Type) -> String {
    match ty {
        Type::Named(name) => format!("a [`{name}`]"),
        Type::Bool => "`true` or `false`".to_owned(),
        Type::String => "a string".to_owned(),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) => "a map".to_owned(),
        other => format!("a `{other}`"),
    }
}
