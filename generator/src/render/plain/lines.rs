//! Text, lines, and what both items and expressions consist of: blocks and lists.

use std::fmt::{Display, Write};

use proc_macro2::TokenTree;

use super::cursor::Cursor;

/// The maximum length of a line, the same as that of `prettyplease`.
pub(super) const WIDTH: usize = 89;

/// The indentation of a member.
pub(super) const INDENT: usize = 4;

/// The lines that are formatted.
pub(super) struct Lines {
    pub(super) text: String,
    /// The start of the last line.
    pub(super) start: usize,
    pub(super) indent: usize,
}

impl Lines {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn push_token(&mut self, token: impl Display) -> Option<()> {
        write!(self.text, "{token}").ok()
    }

    /// Adds a literal. A literal of several lines has no simple form.
    pub(super) fn push_literal(&mut self, literal: impl Display) -> Option<()> {
        let before = self.text.len();
        self.push_token(literal)?;
        (!self.text.get(before..)?.contains('\n')).then_some(())
    }

    pub(super) fn begin(&mut self) {
        for _ in 0..self.indent {
            self.text.push(' ');
        }
    }

    pub(super) fn fits(&self) -> bool {
        self.text.len() - self.start <= WIDTH
    }

    /// Ends a line.
    pub(super) fn end(&mut self) -> Option<()> {
        let fits = self.fits();
        self.break_line();
        fits.then_some(())
    }

    pub(super) fn break_line(&mut self) {
        self.text.push('\n');
        self.start = self.text.len();
    }

    pub(super) fn semicolon(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.take(';').then_some(())?;
        self.push(";");
        self.end()
    }

    /// The comma after a member. In the tokens, the last one is optional.
    pub(super) fn comma(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        (cursor.take(',') || cursor.is_empty()).then_some(())?;
        self.push(",");
        self.end()
    }

    /// Parts between commas, on one line.
    pub(super) fn separated(
        &mut self,
        cursor: &mut Cursor<'_>,
        part: impl Fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        while !cursor.is_empty() {
            part(self, cursor)?;
            if cursor.is_empty() {
                break;
            }
            cursor.take(',').then_some(())?;
            if !cursor.is_empty() {
                self.push(", ");
            }
        }
        Some(())
    }

    /// Parts between commas, each on its own line.
    pub(super) fn lines(
        &mut self,
        tokens: &[TokenTree],
        part: impl Fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        self.end()?;
        self.indent += INDENT;
        let mut cursor = Cursor(tokens);
        while !cursor.is_empty() {
            self.begin();
            part(self, &mut cursor)?;
            self.comma(&mut cursor)?;
        }
        self.indent -= INDENT;
        self.begin();
        Some(())
    }

    /// The members of an item in braces.
    pub(super) fn block(
        &mut self,
        tokens: &[TokenTree],
        member: fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        let mut cursor = Cursor(tokens);
        if cursor.is_empty() {
            self.push(" {}");
            return self.end();
        }
        self.push(" {");
        self.end()?;
        self.indent += INDENT;
        while !cursor.is_empty() {
            member(self, &mut cursor)?;
        }
        self.indent -= INDENT;
        self.begin();
        self.push("}");
        self.end()
    }
}
