//! Texts of a document in one line of a message: its characters cannot start a line or change the order of the others.

/// Returns whether a character is not displayed as itself: control characters, line breaks and characters that change
/// the direction of a text.
pub(crate) fn is_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text in one line: control characters, line breaks and characters that change the direction of a text are escaped
/// as in Rust.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_escaped(c) {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
