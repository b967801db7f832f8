//! The argument type of a constructor or setter, and its conversion to the type of the field.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::structure::{Field, Word, here};
use crate::types::Type;

/// The type of an argument and the expression that converts it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl Argument {
    /// The argument for a field, in a constructor or a setter.
    pub(crate) fn of(field: &Field) -> Self {
        let (name, ty, into) = (&field.name, &field.ty, field.has(Word::Into));
        match ty.parts() {
            ("Patch", [inner]) => patch(name, ty, inner),
            ("Option", [inner]) if field.has(Word::Argument) => option(name, ty, inner),
            ("Option", [inner]) => {
                let Self { ty, value } = plain(name, inner, into);
                Self {
                    ty,
                    value: quote_spanned!(here()=> ::core::option::Option::Some(#value)),
                }
            }
            _ => plain(name, ty, into),
        }
    }
}

fn patch(name: &Ident, ty: &Type, inner: &Type) -> Argument {
    match inner.boxed() {
        Some(inner) => {
            let ty = quote!(::apicrate_runtime::Patch<#inner>);
            Argument {
                value: quote_spanned! {here()=>
                    <_ as ::core::convert::Into<#ty>>::into(#name).map(::std::boxed::Box::new)
                },
                ty: quote_spanned!(here()=> impl ::core::convert::Into<#ty>),
            }
        }
        None => into(name, ty),
    }
}

fn option(name: &Ident, ty: &Type, inner: &Type) -> Argument {
    match inner.boxed() {
        Some(inner) => Argument {
            ty: quote_spanned!(here()=> ::core::option::Option<#inner>),
            value: quote_spanned!(here()=> #name.map(::std::boxed::Box::new)),
        },
        None => same(name, ty),
    }
}

fn plain(name: &Ident, ty: &Type, becomes: bool) -> Argument {
    if becomes {
        return into(name, ty);
    }
    match ty.parts() {
        ("String" | "Value" | "FilePart" | "Body", []) => into(name, ty),
        ("Vec", [item]) => list(name, item),
        ("BTreeMap", [key, value]) if key.is_string() => map(name, value),
        ("Box", [inner]) => {
            let Argument { ty, value } = plain(name, inner, false);
            Argument {
                ty,
                value: quote_spanned!(here()=> ::std::boxed::Box::new(#value)),
            }
        }
        _ => same(name, ty),
    }
}

fn same(name: &Ident, ty: &Type) -> Argument {
    Argument {
        ty: quote!(#ty),
        value: quote!(#name),
    }
}

fn into(name: &Ident, ty: &Type) -> Argument {
    Argument {
        ty: quote_spanned!(here()=> impl ::core::convert::Into<#ty>),
        value: quote_spanned!(here()=> #name.into()),
    }
}

fn list(name: &Ident, item: &Type) -> Argument {
    if item.is_string() {
        return Argument {
            ty: quote_spanned! {here()=>
                impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#item>>
            },
            value: quote_spanned!(here()=> #name.into_iter().map(::core::convert::Into::into).collect()),
        };
    }
    Argument {
        ty: quote_spanned!(here()=> impl ::core::iter::IntoIterator<Item = #item>),
        value: quote_spanned!(here()=> #name.into_iter().collect()),
    }
}

fn map(name: &Ident, value: &Type) -> Argument {
    let (ty, converted) = if value.is_string() {
        (
            quote_spanned!(here()=> impl ::core::convert::Into<#value>),
            quote_spanned!(here()=> value.into()),
        )
    } else {
        (quote!(#value), quote_spanned!(here()=> value))
    };
    Argument {
        ty: quote_spanned! {here()=>
            impl ::core::iter::IntoIterator<
                Item = (impl ::core::convert::Into<::std::string::String>, #ty)
            >
        },
        value: quote_spanned! {here()=>
            #name.into_iter().map(|(key, value)| (key.into(), #converted)).collect()
        },
    }
}
