//! Types as they are written: what callers may give for a value, and when it can be missing, follows from
//! the last name of a path and what is in its angle brackets.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::input::{is, split};

/// A type.
pub(crate) struct Type {
    tokens: TokenStream,
    /// The last name of a path; empty for what is no path.
    name: String,
    arguments: Vec<Type>,
}

impl Type {
    pub(crate) fn of(tokens: Vec<TokenTree>) -> Self {
        // A type that a macro was given is a group without delimiters.
        if let [TokenTree::Group(group)] = tokens.as_slice()
            && group.delimiter() == Delimiter::None
        {
            return Self::of(group.stream().into_iter().collect());
        }
        let (name, arguments) = path(&tokens).unwrap_or_default();
        Self {
            tokens: tokens.into_iter().collect(),
            name,
            arguments,
        }
    }

    /// Whether it is written as one of this name: an `Option`, whatever module it comes from.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// The name, and the types in the angle brackets.
    pub(crate) fn parts(&self) -> (&str, &[Self]) {
        (&self.name, &self.arguments)
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self.parts(), ("String", []))
    }

    /// The type in a `Box`, if it is one.
    pub(crate) fn boxed(&self) -> Option<&Self> {
        match self.parts() {
            ("Box", [inner]) => Some(inner),
            _ => None,
        }
    }
}

impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

/// The last name of a path and its arguments, unless the tokens are something else.
fn path(tokens: &[TokenTree]) -> Option<(String, Vec<Type>)> {
    let start = tokens.iter().position(|token| is(token, '<'));
    let (names, arguments) = tokens.split_at(start.unwrap_or(tokens.len()));
    let mut last = None;
    let mut after_name = false;
    for token in names {
        match token {
            TokenTree::Ident(name) if !after_name => last = Some(name),
            token if is(token, ':') => {}
            _ => return None,
        }
        after_name = matches!(token, TokenTree::Ident(_));
    }
    let arguments = match arguments {
        [] => Vec::new(),
        [_, inner @ .., end] if is(end, '>') => {
            let arguments = split(inner.iter().cloned());
            arguments.into_iter().map(Type::of).collect()
        }
        _ => return None,
    };
    Some((last?.to_string(), arguments))
}
