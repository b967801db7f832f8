//! The source around a finding: the line, or the part of a long one that matters, with a caret under the
//! place. Documents on one line of a few megabytes are quoted like all others.

use std::fmt;

use unicode_width::UnicodeWidthChar;

/// How many characters of a line are shown.
const SHOWN: usize = 100;

/// A part of a line with a caret under one of its characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    /// What stands before the caret: blanks that are as wide as the text above them.
    padding: String,
}

impl Excerpt {
    /// The part of a line around a column, which counts characters from 1; `None` if nothing is there to be
    /// seen.
    #[must_use]
    pub fn new(line: &str, column: usize) -> Option<Self> {
        let caret = column.saturating_sub(1);
        let start = if caret < SHOWN { 0 } else { caret - SHOWN / 2 };
        let mut rest = line.chars();
        if let Some(last) = start.checked_sub(1) {
            rest.nth(last);
        }
        let shown: String = rest.by_ref().take(SHOWN).map(visible).collect();
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

/// Control characters would not only be invisible but could move what stands around them.
fn visible(character: char) -> char {
    if character.is_control() && character != '\t' {
        char::REPLACEMENT_CHARACTER
    } else {
        character
    }
}

/// As much empty space as a character takes. How much a tab takes is known to the reader's terminal alone.
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
    fn the_caret_stands_below_the_character() {
        let expected = "   | type: strin\n   |       ^".to_owned();
        assert_eq!(shown("type: strin", 7), Some(expected));
    }

    #[test]
    fn tabs_stay_and_wide_characters_are_two_columns() {
        let expected = "   | \t\"名前\": e\u{301}x\n   | \t         ^".to_owned();
        assert_eq!(shown("\t\"名前\": e\u{301}x", 10), Some(expected));
    }

    #[test]
    fn of_a_long_line_the_part_around_the_caret_is_shown() {
        let line = format!("{}x{}", "a".repeat(1_000_000), "b".repeat(1_000_000));
        let (a, b) = ("a".repeat(50), "b".repeat(49));
        let expected = format!("   | … {a}x{b} …\n   | {}^", " ".repeat(52));
        assert_eq!(shown(&line, 1_000_001), Some(expected));
    }

    #[test]
    fn a_place_behind_the_line_is_shown_behind_it() {
        assert_eq!(shown("a:", 3), Some("   | a:\n   |   ^".to_owned()));
        assert_eq!(shown("a:", 9), Some("   | a:\n   |   ^".to_owned()));
    }

    #[test]
    fn control_characters_are_replaced() {
        let expected = "   | \u{fffd}[31mred\n   |      ^".to_owned();
        assert_eq!(shown("\u{1b}[31mred", 6), Some(expected));
    }

    #[test]
    fn an_empty_line_is_not_shown() {
        assert_eq!(shown("  ", 1), None);
    }
}
