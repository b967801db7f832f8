//! Escaping of texts for messages on one line.

use std::fmt::{self, Write};

/// Formats a text on one line, from left to right. Control characters, line separators and the marks that change the
/// direction of writing are escaped as in Rust (`\n`, `\u{202e}`). Otherwise a text of a server could forge a line of a log,
/// control a terminal, or change the order in which a line is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Escaped<'t>(pub(crate) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if is_escaped(character) {
                write!(f, "{}", character.escape_default())?;
            } else {
                f.write_char(character)?;
            }
        }
        Ok(())
    }
}

fn is_escaped(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}'
        )
}
