//! Types and arguments of the model as tokens.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::ident;
use super::scope::Scope;
use crate::model::{ArgumentType, ItemType, RustType, Type};

/// A type in a file.
pub(super) fn spelled(ty: &Type, scope: &Scope<'_>) -> TokenStream {
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
        Type::String => scope.item("String"),
        Type::Date => scope.item("Date"),
        Type::Timestamp => scope.item("Timestamp"),
        Type::Uuid => scope.item("Uuid"),
        Type::Value => scope.item("Value"),
        Type::Bytes => scope.item("Bytes"),
        Type::Body => scope.item("Body"),
        Type::File => scope.item("FilePart"),
        Type::List(item) => {
            let (vec, item) = (scope.item("Vec"), spelled(item, scope));
            quote!(#vec<#item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| spelled(item, scope));
            quote!((#(#items),*))
        }
        Type::Map(value) => {
            let (map, text) = (scope.item("BTreeMap"), scope.item("String"));
            let value = spelled(value, scope);
            quote!(#map<#text, #value>)
        }
        Type::Nullable(inner) => {
            let (option, inner) = (scope.item("Option"), spelled(inner, scope));
            quote!(#option<#inner>)
        }
        Type::Named(name) => scope.model(name),
        Type::External(external) => external.path.parse().unwrap_or_default(),
    }
}

/// The type of a field or output.
pub(super) fn rust_type(ty: &RustType, scope: &Scope<'_>) -> TokenStream {
    match ty {
        RustType::Unit => quote!(()),
        RustType::Plain(ty) => spelled(ty, scope),
        RustType::Boxed(ty) => {
            let (boxed, ty) = (scope.item("Box"), spelled(ty, scope));
            quote!(#boxed<#ty>)
        }
        RustType::Option(inner) => {
            let (option, inner) = (scope.item("Option"), rust_type(inner, scope));
            quote!(#option<#inner>)
        }
        RustType::Patch(inner) => {
            let (patch, inner) = (scope.item("Patch"), rust_type(inner, scope));
            quote!(#patch<#inner>)
        }
        RustType::Events(ty) => {
            let ty = spelled(ty, scope);
            quote!(stream::Events<#ty>)
        }
        RustType::Lines(ty) => {
            let ty = spelled(ty, scope);
            quote!(stream::Lines<#ty>)
        }
        RustType::OutputEnum(name) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

/// The type of an argument.
pub(super) fn argument(ty: &ArgumentType, scope: &Scope<'_>) -> TokenStream {
    match ty {
        ArgumentType::Plain(ty) => spelled(ty, scope),
        ArgumentType::Into(ty) => {
            let ty = spelled(ty, scope);
            quote!(impl Into<#ty>)
        }
        ArgumentType::IntoIterator(ty) => {
            let ty = item(ty, scope);
            quote!(impl IntoIterator<Item = #ty>)
        }
        ArgumentType::Pairs(value) => {
            let value = item(value, scope);
            quote!(impl IntoIterator<Item = (impl Into<String>, #value)>)
        }
        ArgumentType::Optional(ty) => {
            let ty = spelled(ty, scope);
            quote!(impl Into<Option<#ty>>)
        }
        ArgumentType::IntoOption(ty) => {
            let ty = spelled(ty, scope);
            quote!(impl IntoOption<#ty, M>)
        }
        ArgumentType::Patch(ty) => {
            let ty = spelled(ty, scope);
            quote!(impl Into<Patch<#ty>>)
        }
        ArgumentType::IntoPatch(ty) => {
            let ty = spelled(ty, scope);
            quote!(impl IntoPatch<#ty, M>)
        }
    }
}

fn item(ty: &ItemType, scope: &Scope<'_>) -> TokenStream {
    match ty {
        ItemType::Plain(ty) => spelled(ty, scope),
        ItemType::IntoString => quote!(impl Into<String>),
    }
}
