//! The names that code uses, for its imports.

use proc_macro2::{TokenStream, TokenTree};

/// Returns whether code contains a path that begins with a name.
pub(super) fn has_path(code: TokenStream, name: &str) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(it)) if it.as_char() == ':');
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    tokens.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Ident(ident) => {
            ident == name && is_colon(tokens.get(index + 1)) && is_colon(tokens.get(index + 2))
        }
        TokenTree::Group(group) => has_path(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
