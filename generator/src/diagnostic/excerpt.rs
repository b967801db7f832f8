//! The source line of a diagnostic, with a caret below the position. Of a long line, such as a minified document of a
//! few megabytes, only the part around the position is shown.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use crate::one_line::is_escaped;

/// The maximum number of characters that are shown of a line.
const MAX_CHARS: usize = 100;

/// A source line from which several excerpts are taken. The characters before a column are counted only once, so the
/// time for all excerpts of a long line is proportional to its length.
#[derive(Debug)]
pub(crate) struct ExcerptLine<'t> {
    /// The line without the first `skipped` characters.
    rest: &'t str,
    skipped: usize,
}

impl<'t> ExcerptLine<'t> {
    pub(crate) const fn new(line: &'t str) -> Self {
        Self {
            rest: line,
            skipped: 0,
        }
    }

    /// Returns the excerpt around a column, which is not before the columns of earlier calls.
    pub(crate) fn excerpt(&mut self, column: usize) -> Option<Excerpt> {
        // An excerpt does not depend on characters that are further away from its column.
        let start = column.saturating_sub(2 * MAX_CHARS);
        if let Some(more) = start.checked_sub(self.skipped) {
            let offset = self.rest.char_indices().nth(more);
            let offset = offset.map_or(self.rest.len(), |(offset, _)| offset);
            self.rest = self.rest.get(offset..).unwrap_or_default();
            self.skipped = start;
        }
        Excerpt::new(self.rest, column.saturating_sub(self.skipped))
    }
}

/// A part of a source line with a caret below one of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    /// The white space before the caret, as wide as the text above it.
    padding: String,
}

impl Excerpt {
    /// Creates an excerpt of the line around a column, which counts characters from 1. Returns `None` if that part
    /// of the line is blank.
    #[must_use]
    pub fn new(line: &str, column: usize) -> Option<Self> {
        let caret = column.saturating_sub(1);
        let start = if caret < MAX_CHARS {
            0
        } else {
            caret - MAX_CHARS / 2
        };
        let mut rest = line.chars();
        if let Some(last) = start.checked_sub(1) {
            rest.nth(last);
        }
        let shown: String = rest.by_ref().take(MAX_CHARS).map(visible).collect();
        if shown.trim().is_empty() {
            return None;
        }
        let before = if start > 0 { "… " } else { "" };
        let after = if rest.next().is_some() { " …" } else { "" };
        let left = before.chars().chain(shown.chars());
        let padding = left.take(before.chars().count() + caret - start);
        Some(Self {
            padding: padding.map(blank).collect(),
            text: format!("{before}{}{after}", shown.trim_end()),
        })
    }
}

/// Replaces control characters, which a terminal could execute, and characters that change the direction of a text.
fn visible(character: char) -> char {
    if is_escaped(character) && character != '\t' {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
}

/// White space of the same width as a character. A tab stays a tab, because its width depends on the terminal.
fn blank(character: char) -> &'static str {
    match (character, character.width()) {
        ('\t', _) => "\t",
        (_, Some(0)) => "",
        (_, Some(2)) => "  ",
        _ => " ",
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, padding } = self;
        write!(formatter, "   | {text}\n   | {padding}^")
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    fn shown(line: &str, column: usize) -> Option<String> {
        Excerpt::new(line, column).map(|excerpt| excerpt.to_string())
    }

    #[test]
    fn caret_is_below_the_character() {
        let expected = "   | type: strin\n   |       ^".to_owned();
        assert_eq!(shown("type: strin", 7), Some(expected));
    }

    #[test]
    fn tabs_are_kept_and_wide_characters_are_two_columns() {
        let expected = "   | \t\"名前\": e\u{301}x\n   | \t         ^".to_owned();
        assert_eq!(shown("\t\"名前\": e\u{301}x", 10), Some(expected));
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let line = format!("{}x{}", "a".repeat(1_000_000), "b".repeat(1_000_000));
        let (a, b) = ("a".repeat(50), "b".repeat(49));
        let expected = format!("   | … {a}x{b} …\n   | {}^", " ".repeat(52));
        assert_eq!(shown(&line, 1_000_001), Some(expected));
    }

    #[test]
    fn caret_after_the_end_is_one_column_after_the_text() {
        assert_eq!(shown("a:", 3), Some("   | a:\n   |   ^".to_owned()));
        assert_eq!(shown("a:", 9), Some("   | a:\n   |   ^".to_owned()));
    }

    #[test]
    fn control_characters_are_replaced() {
        let expected = "   | \u{fffd}[31mred\n   |      ^".to_owned();
        assert_eq!(shown("\u{1b}[31mred", 6), Some(expected));
    }

    #[test]
    fn blank_lines_have_no_excerpt() {
        assert_eq!(shown("  ", 1), None);
    }
}
