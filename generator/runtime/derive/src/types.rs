//! Types as written in the source. The last segment of a path and its type arguments decide which arguments
//! a setter accepts and whether a value is optional. A path into the crate itself, such as `super::String`, is another type.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use crate::input::{is, split};

/// A type.
pub(crate) struct Type {
    tokens: TokenStream,
    /// The last segment of a path; empty if the type is not a path, or a path into the crate itself without arguments.
    name: String,
    arguments: Vec<Type>,
}

impl Type {
    pub(crate) fn of(tokens: Vec<TokenTree>) -> Self {
        // A type passed through a macro is a group without delimiters.
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

    /// Returns whether the last segment of its path has this name, such as `Option`, in any module.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Returns whether a path in it contains this name.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        contains(self.tokens.clone(), name)
    }

    /// The name and the type arguments.
    pub(crate) fn parts(&self) -> (&str, &[Self]) {
        (&self.name, &self.arguments)
    }

    pub(crate) fn is_string(&self) -> bool {
        matches!(self.parts(), ("String", []))
    }

    pub(crate) fn is_string_map(&self) -> bool {
        matches!(self.parts(), ("BTreeMap", [key, _]) if key.is_string())
    }

    /// The type inside, if this is a `Box`.
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

fn contains(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => contains(group.stream(), name),
        _ => false,
    })
}

/// The segments of paths into the crate itself. Generated code has the module `models`.
const OWN: [&str; 4] = ["crate", "models", "self", "super"];

/// The last segment of a path and its type arguments; `None` if the tokens are not the path of a type whose name can have a
/// meaning.
fn path(tokens: &[TokenTree]) -> Option<(String, Vec<Type>)> {
    let start = tokens.iter().position(|token| is(token, '<'));
    let (names, arguments) = tokens.split_at(start.unwrap_or(tokens.len()));
    let mut last = None;
    let mut is_own = false;
    let mut after_name = false;
    for token in names {
        match token {
            TokenTree::Ident(name) if !after_name => {
                is_own |= OWN.iter().any(|word| name == word);
                last = Some(name);
            }
            token if is(token, ':') => {}
            _ => return None,
        }
        after_name = matches!(token, TokenTree::Ident(_));
    }
    let arguments = match arguments {
        [] if is_own => return None,
        [] => Vec::new(),
        [_, inner @ .., end] if is(end, '>') => {
            let arguments = split(inner.iter().cloned());
            arguments.into_iter().map(Type::of).collect()
        }
        _ => return None,
    };
    Some((last?.to_string(), arguments))
}
