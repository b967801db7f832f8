//! The condition under which an item is compiled, such as `#[cfg(feature = "server")]`.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::options::Gate;

/// The condition for items of one or several optional parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition<'a> {
    /// The items are not written.
    Never,
    /// The items are always compiled.
    Always,
    /// The items are compiled if one of these features is enabled.
    AnyOf(Vec<&'a str>),
}

impl<'a> Condition<'a> {
    /// The condition of one part.
    pub(super) fn of(gate: &'a Gate) -> Self {
        match gate {
            Gate::Never => Self::Never,
            Gate::Always => Self::Always,
            Gate::Feature(feature) => Self::AnyOf(vec![feature]),
        }
    }

    /// The condition of items that two parts need.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, condition) | (condition, Self::Never) => condition,
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::AnyOf(mut features), Self::AnyOf(others)) => {
                for feature in others {
                    if !features.contains(&feature) {
                        features.push(feature);
                    }
                }
                Self::AnyOf(features)
            }
        }
    }

    /// The attribute, unless there is no condition.
    pub(super) fn attribute(&self) -> Option<TokenStream> {
        let predicate = self.predicate()?;
        Some(quote!(#[cfg(#predicate)]))
    }

    fn predicate(&self) -> Option<TokenStream> {
        match self {
            Self::Never | Self::Always => None,
            Self::AnyOf(features) => Some(match features.as_slice() {
                [feature] => quote!(feature = #feature),
                features => quote!(any(#(feature = #features),*)),
            }),
        }
    }

    /// An attribute of an item, such as `setters(call = GetCall)`, with the condition; `None` if it is not written.
    pub(super) fn meta(&self, meta: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::Never => None,
            Self::Always => Some(quote!(#[#meta])),
            Self::AnyOf(_) => {
                let predicate = self.predicate();
                Some(quote!(#[cfg_attr(#predicate, #meta)]))
            }
        }
    }

    /// The item with the attribute, which follows its documentation; `None` if it is not written.
    pub(super) fn item(&self, item: TokenStream) -> Option<TokenStream> {
        if *self == Self::Never {
            return None;
        }
        let Some(attribute) = self.attribute() else {
            return Some(item);
        };
        let (docs, item) = split_docs(item);
        Some(quote!(#docs #attribute #item))
    }

    /// The items, each with the attribute.
    pub(super) fn items(
        &self,
        items: impl IntoIterator<Item = TokenStream>,
    ) -> impl Iterator<Item = TokenStream> {
        items.into_iter().filter_map(|item| self.item(item))
    }
}

/// Splits an item after its documentation.
fn split_docs(item: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = item.into_iter().peekable();
    let mut docs = TokenStream::new();
    while let Some(mark) = tokens.next_if(is_mark) {
        match tokens.next_if(is_doc) {
            Some(doc) => docs.extend([mark, doc]),
            None => return (docs, std::iter::once(mark).chain(tokens).collect()),
        }
    }
    (docs, tokens.collect())
}

fn is_mark(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == '#')
}

/// Returns whether a token is `[doc = "..."]`.
fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    let first = group.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}
