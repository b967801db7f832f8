//! What callers may give for a field, and how it becomes the field's value.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;

use crate::structure::{Field, Word, Written, here};

/// The type of an argument, and the value made of it.
pub(crate) struct Argument {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}

impl Argument {
    /// The argument for a field, in a constructor or a setter.
    pub(crate) fn of(field: &Field<'_>) -> Self {
        let given = field.name;
        let (name, ty) = (quote!(#given), field.ty);
        let into = field.has(Word::Into);
        let written = Written::of(ty);
        let Some((kind, [inner])) = written.as_ref().map(Written::parts) else {
            return plain(name, ty, into);
        };
        match kind {
            "Patch" => patch(&name, ty, inner),
            "Option" if field.has(Word::Argument) => option(name, ty, inner),
            "Option" => {
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

impl<'a> Written<'a> {
    fn parts(&self) -> (&str, &[&'a Type]) {
        (&self.name, &self.arguments)
    }

    fn is_string(ty: &Type) -> bool {
        Written::of(ty).is_some_and(|ty| matches!(ty.parts(), ("String", [])))
    }
}

/// The type in a `Box`, if it is one.
fn boxed(ty: &Type) -> Option<&Type> {
    match Written::of(ty)?.parts() {
        ("Box", [inner]) => Some(*inner),
        _ => None,
    }
}

fn patch(name: &TokenStream, ty: &Type, inner: &Type) -> Argument {
    match boxed(inner) {
        Some(inner) => {
            let ty = quote!(::trophy_runtime::Patch<#inner>);
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

fn option(name: TokenStream, ty: &Type, inner: &Type) -> Argument {
    match boxed(inner) {
        Some(inner) => Argument {
            ty: quote_spanned!(here()=> ::core::option::Option<#inner>),
            value: quote_spanned!(here()=> #name.map(::std::boxed::Box::new)),
        },
        None => same(name, ty),
    }
}

fn plain(name: TokenStream, ty: &Type, becomes: bool) -> Argument {
    if becomes {
        return into(&name, ty);
    }
    let written = Written::of(ty);
    match written.as_ref().map(Written::parts) {
        Some(("String" | "Value" | "FilePart", [])) => into(&name, ty),
        Some(("Vec", [item])) => list(&name, item),
        Some(("BTreeMap", [key, value])) if Written::is_string(key) => map(&name, value),
        Some(("Box", [inner])) => {
            let Argument { ty, value } = plain(name, inner, false);
            Argument {
                ty,
                value: quote_spanned!(here()=> ::std::boxed::Box::new(#value)),
            }
        }
        _ => same(name, ty),
    }
}

fn same(name: TokenStream, ty: &Type) -> Argument {
    Argument {
        ty: quote!(#ty),
        value: name,
    }
}

fn into(name: &TokenStream, ty: &Type) -> Argument {
    Argument {
        ty: quote_spanned!(here()=> impl ::core::convert::Into<#ty>),
        value: quote_spanned!(here()=> #name.into()),
    }
}

fn list(name: &TokenStream, item: &Type) -> Argument {
    if Written::is_string(item) {
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

fn map(name: &TokenStream, value: &Type) -> Argument {
    let (ty, converted) = if Written::is_string(value) {
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
