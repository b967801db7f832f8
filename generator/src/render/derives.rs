//! The derives of a type: those of its kind, and the configured ones.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::ident;
use super::scope::Scope;
use crate::model::TypeDef;
use crate::standard_derives::STANDARD_DERIVES;

/// The attribute `#[derive(..)]` of a type. `own` contains the derives of the standard library that its kind has, and `macros`
/// those of the runtime.
pub(super) fn attribute(
    definition: &TypeDef,
    own: &[&str],
    macros: &[&str],
    scope: &Scope<'_>,
) -> TokenStream {
    let has = |name: &str| own.contains(&name) || definition.derives.iter().any(|it| it == name);
    let standard = STANDARD_DERIVES.into_iter().filter(|name| has(name));
    let standard = standard.map(ident);
    let macros = macros.iter().map(|name| scope.item(name));
    let paths = definition.derives.iter().filter(|it| it.contains("::"));
    let paths = paths.map(|path| path.parse::<TokenStream>().unwrap_or_default());
    quote!(#[derive(#(#standard,)* #(#macros,)* #(#paths,)*)])
}
