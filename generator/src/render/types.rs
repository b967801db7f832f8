//! Names and types as tokens, and the arguments that callers may give for them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::{Api, BodyFormat, Content, Field, Presence, Type};

/// A name of the model as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A type as it reads beside the models.
pub(super) fn tokens(ty: &Type) -> TokenStream {
    spelled(ty, &TokenStream::new())
}

/// A type as it reads in the file of a service.
pub(super) fn tokens_outside(ty: &Type) -> TokenStream {
    spelled(ty, &quote!(models::))
}

/// A type with this before the names of models.
pub(super) fn spelled(ty: &Type, path: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
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
    }
}

/// The value that a body holds, or the stream of values that it is. Models have `path` before their names.
pub(super) fn of_content(content: &Content, path: &TokenStream) -> TokenStream {
    let ty = spelled(&content.ty, path);
    match content.format() {
        BodyFormat::Events => quote!(stream::Events<#ty>),
        BodyFormat::Lines => quote!(stream::Lines<#ty>),
        BodyFormat::Json
        | BodyFormat::Text
        | BodyFormat::Bytes
        | BodyFormat::Form
        | BodyFormat::Multipart => ty,
    }
}

/// The type of a field.
pub(super) fn field(field: &Field) -> TokenStream {
    let ty = tokens(&field.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    match field.presence {
        Presence::Required | Presence::Collection { .. } => ty,
        Presence::Optional | Presence::Nullable { .. } => quote!(Option<#ty>),
        Presence::Patch => quote!(Patch<#ty>),
    }
}

/// Whether a type is a string, a list or the like under a name of the document's own.
pub(super) fn is_plain_by_another_name(api: &Api, ty: &Type) -> bool {
    matches!(ty, Type::Named(_))
        && matches!(
            api.aliased(ty),
            Type::String | Type::Value | Type::List(_) | Type::Map(_)
        )
}

/// What a caller may give for a value of type `ty`, whose own spelling is `spelling`.
pub(super) fn argument(
    api: &Api,
    ty: &Type,
    spelling: impl Fn(&Type) -> TokenStream,
) -> TokenStream {
    let own = spelling(ty);
    match ty {
        Type::String | Type::Value | Type::File => quote!(impl Into<#own>),
        ty if is_plain_by_another_name(api, ty) => quote!(impl Into<#own>),
        Type::List(item) if **item == Type::String => {
            quote!(impl IntoIterator<Item = impl Into<String>>)
        }
        Type::List(item) => {
            let item = spelling(item);
            quote!(impl IntoIterator<Item = #item>)
        }
        Type::Map(value) if **value == Type::String => {
            quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>)
        }
        Type::Map(value) => {
            let value = spelling(value);
            quote!(impl IntoIterator<Item = (impl Into<String>, #value)>)
        }
        _ => own,
    }
}

/// The argument for a field, in a constructor or a setter.
pub(super) fn field_argument(
    api: &Api,
    field: &Field,
    spelling: impl Fn(&Type) -> TokenStream,
) -> TokenStream {
    let own = spelling(&field.ty);
    match field.presence {
        Presence::Patch => quote!(impl Into<Patch<#own>>),
        Presence::Nullable { argument: true } => quote!(Option<#own>),
        _ => argument(api, &field.ty, spelling),
    }
}
