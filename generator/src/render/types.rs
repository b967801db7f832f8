//! Names and types as tokens, and the arguments that callers may give for them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::{Api, Field, Presence, Type, TypeKind};

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

/// What a caller may give for a value, and how it becomes one.
pub(super) struct Argument {
    pub(super) ty: TokenStream,
    pub(super) value: TokenStream,
}

/// What a caller may give for a value of this type: an alias of a string or list is taken for what it stands
/// for.
pub(super) fn taken<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    let mut target = ty;
    while let Type::Named(name) = target {
        match api.type_named(name).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(next)) if next != target => target = next,
            _ => return ty,
        }
    }
    match target {
        Type::String | Type::Value | Type::List(_) | Type::Map(_) => target,
        _ => ty,
    }
}

/// The argument for a value of type `ty`, whose own spelling is `spelling`.
pub(super) fn argument(
    api: &Api,
    name: &Ident,
    ty: &Type,
    spelling: impl Fn(&Type) -> TokenStream,
) -> Argument {
    let text = |ty: &Type| *ty == Type::String;
    match taken(api, ty) {
        Type::String => Argument {
            ty: quote!(impl Into<String>),
            value: quote!(#name.into()),
        },
        Type::Value => Argument {
            ty: quote!(impl Into<Value>),
            value: quote!(#name.into()),
        },
        Type::File => Argument {
            ty: quote!(impl Into<FilePart>),
            value: quote!(#name.into()),
        },
        Type::List(item) if text(item) => Argument {
            ty: quote!(impl IntoIterator<Item = impl Into<String>>),
            value: quote!(#name.into_iter().map(Into::into).collect()),
        },
        Type::List(item) => {
            let item = spelling(item);
            Argument {
                ty: quote!(impl IntoIterator<Item = #item>),
                value: quote!(#name.into_iter().collect()),
            }
        }
        Type::Map(value) if text(value) => Argument {
            ty: quote!(impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>),
            value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect()),
        },
        Type::Map(value) => {
            let value = spelling(value);
            Argument {
                ty: quote!(impl IntoIterator<Item = (impl Into<String>, #value)>),
                value: quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
            }
        }
        _ => Argument {
            ty: spelling(ty),
            value: quote!(#name),
        },
    }
}

/// `name: value` in a struct expression, or just `name`.
pub(super) fn initializer(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() {
        quote!(#name)
    } else {
        quote!(#name: #value)
    }
}

/// The argument for a field, in a constructor or a setter.
pub(super) fn field_argument(
    api: &Api,
    field: &Field,
    spelling: fn(&Type) -> TokenStream,
) -> Argument {
    let name = ident(&field.name);
    let boxed = |value: TokenStream| {
        if field.boxed {
            quote!(Box::new(#value))
        } else {
            value
        }
    };
    match field.presence {
        Presence::Patch => {
            let ty = spelling(&field.ty);
            let value = if field.boxed {
                quote!(#name.into().map(Box::new))
            } else {
                quote!(#name.into())
            };
            Argument {
                ty: quote!(impl Into<Patch<#ty>>),
                value,
            }
        }
        Presence::Nullable { argument: true } => {
            let ty = spelling(&field.ty);
            let value = if field.boxed {
                quote!(#name.map(Box::new))
            } else {
                quote!(#name)
            };
            Argument {
                ty: quote!(Option<#ty>),
                value,
            }
        }
        Presence::Optional | Presence::Nullable { argument: false } => {
            let Argument { ty, value } = argument(api, &name, &field.ty, spelling);
            let value = boxed(value);
            Argument {
                ty,
                value: quote!(Some(#value)),
            }
        }
        Presence::Required | Presence::Collection { .. } => {
            let Argument { ty, value } = argument(api, &name, &field.ty, spelling);
            Argument {
                ty,
                value: boxed(value),
            }
        }
    }
}
