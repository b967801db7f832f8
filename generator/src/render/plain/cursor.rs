//! A position in the tokens of items.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

/// The tokens that are not yet formatted.
pub(super) struct Cursor<'a>(pub(super) &'a [TokenTree]);

impl<'a> Cursor<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn next(&mut self) -> Option<&'a TokenTree> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    pub(super) fn at(&self, ch: char) -> bool {
        matches!(self.0.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == ch)
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        matches!(self.0.first(), Some(TokenTree::Ident(ident)) if ident == word)
    }

    pub(super) fn at_colons(&self) -> bool {
        self.at(':') && Cursor(self.0.get(1..).unwrap_or_default()).at(':')
    }

    pub(super) fn take(&mut self, ch: char) -> bool {
        let is_next = self.at(ch);
        if is_next {
            self.next();
        }
        is_next
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.at_word(word);
        if is_next {
            self.next();
        }
        is_next
    }

    pub(super) fn take_colons(&mut self) -> bool {
        let is_next = self.at_colons();
        if is_next {
            self.next();
            self.next();
        }
        is_next
    }

    pub(super) fn ident(&mut self) -> Option<&'a Ident> {
        match self.next()? {
            TokenTree::Ident(ident) => Some(ident),
            _ => None,
        }
    }

    /// The tokens in the next group, if it has this delimiter.
    pub(super) fn group(&mut self, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
        let Some(TokenTree::Group(group)) = self.0.first() else {
            return None;
        };
        if group.delimiter() != delimiter {
            return None;
        }
        self.next();
        Some(contents(group))
    }
}

pub(super) fn contents(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

pub(super) fn has_comma(tokens: &[TokenTree]) -> bool {
    let mut tokens = tokens.iter();
    tokens.any(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ','))
}
