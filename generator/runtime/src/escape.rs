//! Escaping of texts for messages on one line.

use std::fmt::{self, Write};

/// The largest number of characters of one text of a server that a message quotes.
const EXCERPT: usize = 200;

/// Formats a text on one line, from left to right. Control characters, line separators and the marks that change the
/// direction of writing are escaped as in Rust (`\n`, `\u{202e}`). Otherwise a text of a server could forge a line of a log,
/// control a terminal, or change the order in which a line is shown.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'t>(pub &'t str);

impl Escaped<'_> {
    /// Returns whether the text contains a character that is escaped.
    pub(crate) fn is_needed(self) -> bool {
        self.0.chars().any(is_escaped)
    }
}

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

/// The first [`EXCERPT`] characters of a text, [escaped](Escaped).
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", Escaped(text.get(..end).unwrap_or_default())),
        None => Escaped(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_control_and_direction_characters() {
        let text = "a\r\n\t\0\u{1b}[31m\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}é\\n😀";
        let escaped = Escaped(text).to_string();
        assert_eq!(
            escaped,
            "a\\r\\n\\t\\u{0}\\u{1b}[31m\\u{7f}\\u{85}\\u{9b}\\u{2028}\\u{2029}\\u{61c}\\u{200e}\\u{200f}\\u{202a}\
             \\u{202e}\\u{2066}\\u{2069}é\\n😀"
        );
        assert!(!Escaped(&escaped).is_needed());
    }

    #[test]
    fn excerpts_are_short() {
        let long = "é".repeat(EXCERPT);
        assert_eq!(excerpt(&long), long);
        assert_eq!(excerpt(&format!("{long}x")), format!("{long}…"));
    }
}
