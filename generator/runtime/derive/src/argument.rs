//! The argument types of constructors and setters, and their conversions to the types of the fields.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use crate::structure::{Field, Word, here};
use crate::types::Type;

/// The type of an argument of a constructor and the expression that converts it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl Argument {
    /// The argument of a constructor for a field.
    pub(crate) fn of(field: &Field) -> Self {
        let (name, ty, into) = (&field.name, &field.ty, field.has(Word::Into));
        match ty.parts() {
            ("Patch", [inner]) => patch(name, ty, inner),
            ("Option", [inner]) => option(name, ty, inner),
            _ => plain(name, ty, into),
        }
    }
}

/// The argument of a setter: a value or an `Option` of it, and for a `Patch` also a `Patch`.
pub(crate) struct Optional {
    /// The type parameter of the setter, if the argument is converted by a trait of the runtime.
    pub(crate) marker: Option<Ident>,
    pub(crate) ty: TokenStream,
    /// The function of the runtime that sets the field, unless there is no value.
    pub(crate) set: Ident,
    pub(crate) value: TokenStream,
}

impl Optional {
    /// The argument of a setter for a field.
    pub(crate) fn of(field: &Field) -> Self {
        let name = &field.name;
        let (set, inner, is_patch) = match field.ty.parts() {
            ("Patch", [inner]) => match inner.boxed() {
                Some(inner) => ("set_boxed_patch", inner, true),
                None => ("set_patch", inner, true),
            },
            ("Option", [inner]) => match inner.boxed() {
                Some(inner) => ("set_boxed", inner, false),
                None => ("set_option", inner, false),
            },
            _ => ("set", &field.ty, false),
        };
        let set = Ident::new(set, here());
        let is_converted = field.has(Word::Into) || is_converted(inner);
        // A model can have the usual name.
        let marker = if inner.mentions("M") { "M1" } else { "M" };
        let marker = Ident::new(marker, here());
        let (ty, value) = match (is_converted, is_patch) {
            (true, false) => (
                quote_spanned!(here()=> impl ::apicrate_runtime::IntoOption<#inner, #marker>),
                quote_spanned!(here()=> #name.into_option()),
            ),
            (true, true) => (
                quote_spanned!(here()=> impl ::apicrate_runtime::IntoPatch<#inner, #marker>),
                quote_spanned!(here()=> #name.into_patch()),
            ),
            (false, false) => (
                quote_spanned!(here()=> impl ::core::convert::Into<::core::option::Option<#inner>>),
                quote_spanned!(here()=> #name.into()),
            ),
            (false, true) => (
                quote_spanned!(here()=> impl ::core::convert::Into<::apicrate_runtime::Patch<#inner>>),
                quote_spanned!(here()=> #name.into()),
            ),
        };
        Self {
            marker: is_converted.then_some(marker),
            ty,
            set,
            value,
        }
    }
}

/// Returns whether a setter converts its argument to this type. Other types are exact, so that the types of literals
/// are inferred.
fn is_converted(ty: &Type) -> bool {
    match ty.parts() {
        ("String" | "Value" | "FilePart" | "Body", []) | ("Vec", [_]) => true,
        ("BTreeMap", [key, _]) => key.is_string(),
        _ => false,
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
