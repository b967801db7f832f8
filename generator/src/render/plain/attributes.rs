//! Attributes and documentation.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::{Cursor, contents};
use super::lines::Lines;

impl Lines {
    pub(super) fn attributes(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.begin();
        while cursor.take('#') {
            let tokens = cursor.group(Delimiter::Bracket)?;
            self.attribute(&mut Cursor(&tokens))?;
            self.begin();
        }
        Some(())
    }

    fn attribute(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if let [TokenTree::Ident(name), _, TokenTree::Literal(text)] = cursor.0
            && name == "doc"
        {
            return self.documentation(&text.to_string());
        }
        self.push("#[");
        self.path(cursor, false)?;
        if cursor.take('=') {
            self.push(" = ");
            let TokenTree::Literal(literal) = cursor.next()? else {
                return None;
            };
            self.push_literal(literal)?;
        } else if let Some(tokens) = cursor.group(Delimiter::Parenthesis) {
            self.push("(");
            self.meta(&tokens)?;
            self.push(")");
        }
        self.push("]");
        cursor.is_empty().then_some(())?;
        self.end()
    }

    /// A `///` line of any length, or all lines of an attribute, which are split later.
    fn documentation(&mut self, literal: &str) -> Option<()> {
        let raw = literal.strip_prefix('r').map(|raw| raw.trim_matches('#'));
        if raw.is_none() && literal.contains('\\') {
            return None;
        }
        let text = raw.unwrap_or(literal);
        let text = text.strip_prefix('"')?.strip_suffix('"')?;
        if text.starts_with('/') || text.contains('\n') {
            return None;
        }
        self.push("///");
        self.push(text.trim_end_matches(' '));
        self.break_line();
        Some(())
    }

    /// The arguments of an attribute.
    fn meta(&mut self, tokens: &[TokenTree]) -> Option<()> {
        let mut after_word = false;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Punct(punct) => {
                    let ch = punct.as_char();
                    if ch == ',' && index + 1 == tokens.len() {
                        break;
                    }
                    if after_word && ch == '=' {
                        self.push(" ");
                    }
                    self.text.push(ch);
                    if matches!(ch, '=' | ',') {
                        self.push(" ");
                    }
                    after_word = false;
                }
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace | Delimiter::None => return None,
                    };
                    self.push(open);
                    self.meta(&contents(group))?;
                    self.push(close);
                    after_word = false;
                }
                word => {
                    if after_word {
                        self.push(" ");
                    }
                    self.push_literal(word)?;
                    after_word = true;
                }
            }
        }
        Some(())
    }
}
