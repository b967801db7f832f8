//! Items and their members.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::cursor::Cursor;
use super::lines::{Lines, WIDTH};

impl Lines {
    pub(super) fn item(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        let keyword = cursor.ident()?;
        self.push_token(keyword)?;
        if keyword == "impl" {
            self.parameters(cursor)?;
        }
        self.push(" ");
        if keyword == "use" {
            self.use_tree(cursor)?;
        } else if keyword == "mod" {
            self.push_token(cursor.ident()?)?;
        } else if keyword == "struct" {
            self.push_token(cursor.ident()?)?;
            if let Some(fields) = cursor.group(Delimiter::Brace) {
                return self.block(&fields, Self::field);
            }
            if let Some(fields) = cursor.group(Delimiter::Parenthesis) {
                self.unnamed(&fields)?;
            }
        } else if keyword == "enum" {
            self.push_token(cursor.ident()?)?;
            return self.block(&cursor.group(Delimiter::Brace)?, Self::variant);
        } else if keyword == "impl" {
            self.ty(cursor)?;
            if cursor.take_word("for") {
                self.push(" for ");
                self.ty(cursor)?;
            }
            return self.block(&cursor.group(Delimiter::Brace)?, Self::member);
        } else if keyword == "trait" {
            self.push_token(cursor.ident()?)?;
            if cursor.take(':') {
                self.push(": ");
                self.bounds(cursor)?;
            }
            return self.block(&cursor.group(Delimiter::Brace)?, Self::member);
        } else {
            return self.value_item(keyword, cursor);
        }
        self.semicolon(cursor)
    }

    fn visibility(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take_word("pub") {
            self.push("pub");
            if let Some(scope) = cursor.group(Delimiter::Parenthesis) {
                let [TokenTree::Ident(scope)] = scope.as_slice() else {
                    return None;
                };
                self.push("(");
                self.push_token(scope)?;
                self.push(")");
            }
            self.push(" ");
        }
        Some(())
    }

    fn field(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        self.push_token(cursor.ident()?)?;
        cursor.take(':').then_some(())?;
        self.push(": ");
        let (start, tokens) = (self.text.len(), cursor.0);
        self.ty(cursor)?;
        if self.text.len() + 1 - self.start > WIDTH {
            self.text.truncate(start);
            let used = tokens.len() - cursor.0.len();
            self.long_type(tokens.get(..used)?)?;
        }
        self.comma(cursor)
    }

    fn variant(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.push_token(cursor.ident()?)?;
        if let Some(fields) = cursor.group(Delimiter::Parenthesis) {
            self.unnamed(&fields)?;
        }
        if cursor.take('=') {
            self.push(" = ");
            self.expression(cursor)?;
        }
        self.comma(cursor)
    }

    fn unnamed(&mut self, fields: &[TokenTree]) -> Option<()> {
        self.push("(");
        self.separated(&mut Cursor(fields), |lines, cursor| {
            lines.visibility(cursor)?;
            lines.ty(cursor)
        })?;
        self.push(")");
        Some(())
    }

    fn alias(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        cursor.take('=').then_some(())?;
        self.push(" = ");
        self.ty(cursor)
    }

    /// A member of a trait or an implementation.
    fn member(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.attributes(cursor)?;
        self.visibility(cursor)?;
        let keyword = cursor.ident()?;
        self.push_token(keyword)?;
        self.push(" ");
        self.value_item(keyword, cursor)
    }

    /// A constant, function or alias, after its keyword.
    fn value_item(&mut self, keyword: &Ident, cursor: &mut Cursor<'_>) -> Option<()> {
        if keyword == "const" {
            self.push_token(cursor.ident()?)?;
            cursor.take(':').then_some(())?;
            self.push(": ");
            self.ty(cursor)?;
            cursor.take('=').then_some(())?;
            self.push(" = ");
            self.value(cursor, 1)?;
        } else if keyword == "type" {
            self.alias(cursor)?;
        } else if keyword == "fn" {
            self.signature(cursor)?;
            if let Some(body) = cursor.group(Delimiter::Brace) {
                return self.block(&body, Self::statement);
            }
        } else {
            return None;
        }
        self.semicolon(cursor)
    }

    /// A signature on one line, or with a line for each argument.
    fn signature(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.push_token(cursor.ident()?)?;
        self.parameters(cursor)?;
        let arguments = cursor.group(Delimiter::Parenthesis)?;
        self.push("(");
        let start = self.text.len();
        self.separated(&mut Cursor(&arguments), Self::argument)?;
        let end = self.text.len();
        self.push(")");
        if cursor.take('-') {
            cursor.take('>').then_some(())?;
            self.push(" -> ");
            self.ty(cursor)?;
        }
        let after = if cursor.at(';') { 1 } else { 2 };
        if start == end || self.text.len() + after - self.start <= WIDTH {
            return Some(());
        }
        let result = self.text.split_off(end);
        self.text.truncate(start);
        self.lines(&arguments, Self::argument)?;
        self.push(&result);
        Some(())
    }

    /// A type parameter in angle brackets, if it is next.
    fn parameters(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take('<') {
            self.push("<");
            self.push_token(cursor.ident()?)?;
            if cursor.take(':') {
                self.push(": ");
                self.bounds(cursor)?;
            }
            cursor.take('>').then_some(())?;
            self.push(">");
        }
        Some(())
    }

    fn argument(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.take('&') {
            self.push("&");
            self.mutability(cursor);
            cursor.at_word("self").then_some(())?;
        }
        self.mutability(cursor);
        let name = cursor.ident()?;
        self.push_token(name)?;
        if name == "self" {
            return Some(());
        }
        cursor.take(':').then_some(())?;
        self.push(": ");
        self.ty(cursor)
    }
}
