//! Types, bounds and paths.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, contents, has_comma};
use super::lines::Lines;

impl Lines {
    /// A type with its generic argument on its own line.
    pub(super) fn long_type(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let is_open =
            |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<');
        let (path, rest) = tokens.split_at_checked(tokens.iter().position(is_open)?)?;
        let [_, argument @ .., _] = rest else {
            return None;
        };
        if has_comma(argument) {
            return None;
        }
        let mut path = Cursor(path);
        self.ty(&mut path)?;
        path.is_empty().then_some(())?;
        self.push("<");
        self.lines(argument, Self::ty)?;
        self.push(">");
        Some(())
    }

    pub(super) fn mutability(&mut self, cursor: &mut Cursor<'_>) {
        if cursor.take_word("mut") {
            self.push("mut ");
        }
    }

    pub(super) fn ty(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        match cursor.0.first()? {
            TokenTree::Ident(word) if word == "impl" || word == "dyn" => {
                cursor.next();
                self.push_token(word)?;
                self.push(" ");
                self.bounds(cursor)
            }
            TokenTree::Ident(_) => self.path(cursor, false),
            TokenTree::Punct(_) if cursor.take('&') => {
                self.push("&");
                if self.lifetime(cursor)? {
                    self.push(" ");
                }
                self.mutability(cursor);
                self.ty(cursor)
            }
            TokenTree::Group(group) => {
                cursor.next();
                let tokens = contents(group);
                let mut types = Cursor(&tokens);
                match group.delimiter() {
                    Delimiter::Parenthesis => {
                        self.push("(");
                        self.separated(&mut types, Self::ty)?;
                        self.push(")");
                        // A tuple of one type has a comma.
                        (tokens.is_empty() || has_comma(&tokens)).then_some(())
                    }
                    Delimiter::Bracket => {
                        self.push("[");
                        self.ty(&mut types)?;
                        self.push("]");
                        types.is_empty().then_some(())
                    }
                    Delimiter::Brace | Delimiter::None => None,
                }
            }
            _ => None,
        }
    }

    /// A lifetime, if it is next.
    fn lifetime(&mut self, cursor: &mut Cursor<'_>) -> Option<bool> {
        let is_next = cursor.take('\'');
        if is_next {
            self.push("'");
            self.push_token(cursor.ident()?)?;
        }
        Some(is_next)
    }

    pub(super) fn bounds(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        loop {
            if !self.lifetime(cursor)? {
                self.path(cursor, false)?;
            }
            if !cursor.take('+') {
                return Some(());
            }
            self.push(" + ");
        }
    }

    /// A path. In an expression, its generic arguments begin with `::`.
    pub(super) fn path(&mut self, cursor: &mut Cursor<'_>, in_expression: bool) -> Option<()> {
        if cursor.take_colons() {
            self.push("::");
        }
        loop {
            self.push_token(cursor.ident()?)?;
            if !in_expression && cursor.at('<') {
                self.generic_arguments(cursor)?;
            }
            if !cursor.take_colons() {
                return Some(());
            }
            self.push("::");
            if in_expression && cursor.at('<') {
                self.generic_arguments(cursor)?;
                if !cursor.take_colons() {
                    return Some(());
                }
                self.push("::");
            }
        }
    }

    pub(super) fn generic_arguments(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take('<').then_some(())?;
        self.push("<");
        loop {
            if !self.lifetime(cursor)? {
                self.generic_argument(cursor)?;
            }
            if cursor.take('>') {
                self.push(">");
                return Some(());
            }
            cursor.take(',').then_some(())?;
            if !cursor.at('>') {
                self.push(", ");
            }
        }
    }

    fn generic_argument(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if let [TokenTree::Ident(name), TokenTree::Punct(punct), rest @ ..] = cursor.0
            && punct.as_char() == '='
        {
            self.push_token(name)?;
            self.push(" = ");
            cursor.0 = rest;
        }
        self.ty(cursor)
    }
}
