//! The trees of `use` items.

use proc_macro2::{Delimiter, TokenTree};

use super::cursor::Cursor;
use super::lines::{INDENT, Lines, WIDTH};

impl Lines {
    pub(super) fn use_tree(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        loop {
            if let Some(names) = cursor.group(Delimiter::Brace) {
                return self.use_group(&names);
            }
            if cursor.take('*') {
                self.push("*");
                return Some(());
            }
            self.push_token(cursor.ident()?)?;
            if cursor.take_word("as") {
                self.push(" as ");
                return self.push_token(cursor.ident()?);
            }
            if !cursor.take_colons() {
                return Some(());
            }
            self.push("::");
        }
    }

    /// Names in braces, on one line or on as few lines as possible.
    fn use_group(&mut self, names: &[TokenTree]) -> Option<()> {
        // A group with one name is printed without braces.
        if names.len() < 3 || names.iter().any(|name| matches!(name, TokenTree::Group(_))) {
            return None;
        }
        let start = self.text.len();
        self.push("{");
        self.separated(&mut Cursor(names), Self::use_tree)?;
        self.push("}");
        if self.text.len() + 1 - self.start <= WIDTH {
            return Some(());
        }
        let names = self.text.split_off(start);
        let names = names.strip_prefix('{')?.strip_suffix('}')?;
        self.push("{");
        self.end()?;
        self.indent += INDENT;
        self.begin();
        let names: Vec<&str> = names.split(", ").collect();
        for (index, name) in names.iter().enumerate() {
            let is_last = index + 1 == names.len();
            // The comma after the last name does not count.
            let size = name.len() + usize::from(!is_last);
            if index > 0 && self.text.len() - self.start + 1 + size > WIDTH {
                self.break_line();
                self.begin();
            } else if index > 0 {
                self.push(" ");
            }
            self.push(name);
            self.push(",");
        }
        self.break_line();
        self.indent -= INDENT;
        self.begin();
        self.push("}");
        Some(())
    }
}
