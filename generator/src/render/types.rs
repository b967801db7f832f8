//! Types and arguments of the model as tokens.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::ident;
use crate::model::{ArgumentType, ItemType, RustType, Type};

/// A type in a file of the module `models`.
pub(super) fn tokens(ty: &Type) -> TokenStream {
    spelled(ty, &TokenStream::new())
}

/// A type in a file outside of the module `models`.
pub(super) fn tokens_outside(ty: &Type) -> TokenStream {
    spelled(ty, &models())
}

/// The path before the names of models in files outside of the module `models`.
pub(super) fn models() -> TokenStream {
    quote!(models::)
}

/// A type, with `path` before the names of models.
pub(super) fn spelled(ty: &Type, path: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I8 => quote!(i8),
        Type::I16 => quote!(i16),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U8 => quote!(u8),
        Type::U16 => quote!(u16),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Date => quote!(Date),
        Type::Timestamp => quote!(Timestamp),
        Type::Uuid => quote!(Uuid),
        Type::Value => quote!(Value),
        Type::Bytes => quote!(Bytes),
        Type::Body => quote!(Body),
        Type::File => quote!(FilePart),
        Type::List(item) => {
            let item = spelled(item, path);
            quote!(Vec<#item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| spelled(item, path));
            quote!((#(#items),*))
        }
        Type::Map(value) => {
            let value = spelled(value, path);
            quote!(BTreeMap<String, #value>)
        }
        Type::Nullable(inner) => {
            let inner = spelled(inner, path);
            quote!(Option<#inner>)
        }
        Type::Named(name) => {
            let name = ident(name);
            quote!(#path #name)
        }
        Type::External(external) => external.path.parse().unwrap_or_default(),
    }
}

/// The type of a field or output, with `path` before the names of models.
pub(super) fn rust_type(ty: &RustType, path: &TokenStream) -> TokenStream {
    match ty {
        RustType::Unit => quote!(()),
        RustType::Plain(ty) => spelled(ty, path),
        RustType::Boxed(ty) => {
            let ty = spelled(ty, path);
            quote!(Box<#ty>)
        }
        RustType::Option(inner) => {
            let inner = rust_type(inner, path);
            quote!(Option<#inner>)
        }
        RustType::Patch(inner) => {
            let inner = rust_type(inner, path);
            quote!(Patch<#inner>)
        }
        RustType::Events(ty) => {
            let ty = spelled(ty, path);
            quote!(stream::Events<#ty>)
        }
        RustType::Lines(ty) => {
            let ty = spelled(ty, path);
            quote!(stream::Lines<#ty>)
        }
        RustType::OutputEnum(name) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

/// The type of an argument, with `path` before the names of models.
pub(super) fn argument(ty: &ArgumentType, path: &TokenStream) -> TokenStream {
    match ty {
        ArgumentType::Plain(ty) => spelled(ty, path),
        ArgumentType::Into(ty) => {
            let ty = spelled(ty, path);
            quote!(impl Into<#ty>)
        }
        ArgumentType::IntoIterator(ty) => {
            let ty = item(ty, path);
            quote!(impl IntoIterator<Item = #ty>)
        }
        ArgumentType::Pairs(value) => {
            let value = item(value, path);
            quote!(impl IntoIterator<Item = (impl Into<String>, #value)>)
        }
        ArgumentType::Optional(ty) => {
            let ty = spelled(ty, path);
            quote!(impl Into<Option<#ty>>)
        }
        ArgumentType::IntoOption(ty) => {
            let ty = spelled(ty, path);
            quote!(impl IntoOption<#ty, M>)
        }
        ArgumentType::Patch(ty) => {
            let ty = spelled(ty, path);
            quote!(impl Into<Patch<#ty>>)
        }
        ArgumentType::IntoPatch(ty) => {
            let ty = spelled(ty, path);
            quote!(impl IntoPatch<#ty, M>)
        }
    }
}

fn item(ty: &ItemType, path: &TokenStream) -> TokenStream {
    match ty {
        ItemType::Plain(ty) => spelled(ty, path),
        ItemType::IntoString => quote!(impl Into<String>),
    }
}
