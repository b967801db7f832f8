//! A list, map or tuple that contains itself: a struct around it. Its JSON conversions are derived.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::names::ident;
use super::types;
use crate::model::{NewtypeDef, Type, TypeDef};

pub(super) fn declaration(definition: &TypeDef, newtype: &NewtypeDef) -> TokenStream {
    let docs = docs::of_type(definition);
    let name = ident(&definition.name);
    let ty = types::rust_type(&newtype.rust_type(), &TokenStream::new());
    let has_default = matches!(newtype.ty, Type::List(_) | Type::Map(_) | Type::Nullable(_));
    let default = (has_default && !newtype.boxed).then(|| quote!(Default,));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, JsonNewtype)]
        pub struct #name(pub #ty);
    }
}
