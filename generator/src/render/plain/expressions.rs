//! Statements and expressions.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, contents, has_comma};
use super::lines::{INDENT, Lines, WIDTH};

/// The maximum length of a name that stays on a line with the first call of a chain.
const SHORT: usize = 4;

/// The maximum length of a value that is on a line with its fields.
const SHORT_FIELDS: usize = 34;

impl Lines {
    pub(super) fn statement(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.begin();
        if cursor.take_word("let") {
            self.push("let ");
            self.push_token(cursor.ident()?)?;
            cursor.take('=').then_some(())?;
            self.push(" = ");
            self.value(cursor, 1)?;
            return self.semicolon(cursor);
        }
        self.value(cursor, 0)?;
        if !cursor.is_empty() {
            return self.semicolon(cursor);
        }
        self.end()
    }

    /// An expression on one line, a call with a line for each argument, or a chain with a line for each call. `after` is the
    /// length of the text that follows.
    pub(super) fn value(&mut self, cursor: &mut Cursor<'_>, after: usize) -> Option<()> {
        let (start, tokens) = (self.text.len(), cursor.0);
        let line = self.start;
        self.expression(cursor)?;
        if self.start != line || self.text.len() + after - self.start <= WIDTH {
            return Some(());
        }
        self.text.truncate(start);
        cursor.0 = tokens;
        self.path(cursor, true)?;
        if cursor.at('.') {
            return (self.text.len() - start > SHORT)
                .then(|| self.chain(cursor))
                .flatten();
        }
        let end = self.text.len();
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        if cursor.at('.') {
            self.arguments(&arguments)?;
            return self.chain(cursor);
        }
        self.text.truncate(end);
        self.push("(");
        self.lines(&arguments, Self::expression)?;
        self.push(")");
        (cursor.is_empty() || cursor.at(';')).then_some(())
    }

    /// The calls of a chain, each on its own line.
    fn chain(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.indent += INDENT;
        while cursor.at('.') {
            self.end()?;
            self.begin();
            self.call(cursor)?;
        }
        self.indent -= INDENT;
        (self.fits() && (cursor.is_empty() || cursor.at(';'))).then_some(())
    }

    /// The call of a method.
    fn call(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take('.').then_some(())?;
        self.push(".");
        self.method(cursor)?;
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        self.arguments(&arguments)
    }

    /// The name of a method, and its generic arguments.
    fn method(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        if cursor.take_colons() {
            self.push("::");
            self.generic_arguments(cursor)?;
        }
        Some(())
    }

    fn arguments(&mut self, tokens: &[TokenTree]) -> Option<()> {
        self.push("(");
        let line = self.start;
        self.separated(&mut Cursor(tokens), Self::expression)?;
        self.push(")");
        // Only a single argument begins on the line of the call if it has several lines.
        (self.start == line || !has_comma(tokens)).then_some(())
    }

    /// An expression on one line, except for fields.
    pub(super) fn expression(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        while cursor.take('&') {
            self.push("&");
            self.mutability(cursor);
        }
        match cursor.0.first()? {
            TokenTree::Literal(literal) => {
                cursor.next();
                self.push_literal(literal)?;
            }
            TokenTree::Ident(_) => {
                let start = self.text.len();
                self.path(cursor, true)?;
                if let Some(fields) = cursor.group(Delimiter::Brace) {
                    return self.fields(&fields, start);
                }
            }
            TokenTree::Punct(_) if cursor.take('|') => {
                self.push("|");
                self.push_token(cursor.ident()?)?;
                cursor.take('|').then_some(())?;
                self.push("| ");
                return self.expression(cursor);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                cursor.next();
                self.push("[");
                self.separated(&mut Cursor(&contents(group)), Self::expression)?;
                self.push("]");
            }
            _ => return None,
        }
        loop {
            if cursor.take('?') {
                self.push("?");
            } else if let Some(arguments) = cursor.group(Delimiter::Parenthesis) {
                self.arguments(&arguments)?;
            } else if cursor.take('.') {
                self.push(".");
                self.method(cursor)?;
            } else {
                return Some(());
            }
        }
    }

    /// The fields of a value whose path begins at `start`: on one line if it is short.
    fn fields(&mut self, fields: &[TokenTree], start: usize) -> Option<()> {
        if fields.is_empty() {
            return None;
        }
        let (end, line) = (self.text.len(), self.start);
        self.push(" { ");
        self.separated(&mut Cursor(fields), Self::field_value)?;
        self.push(" ");
        if self.start == line && self.text.len() - start <= SHORT_FIELDS {
            self.push("}");
            return Some(());
        }
        (self.start == line).then_some(())?;
        self.text.truncate(end);
        self.push(" {");
        self.lines(fields, Self::field_value)?;
        self.push("}");
        Some(())
    }

    fn field_value(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        if cursor.take(':') {
            self.push(": ");
            self.expression(cursor)?;
        }
        Some(())
    }
}
