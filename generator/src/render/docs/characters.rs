//! Characters that cannot be in generated source text as they are.

/// Returns whether a character is a control character, or changes the direction or the order of the text around it.
///
/// The compiler rejects some of them in comments and literals (`text_direction_codepoint_in_comment`). Others end a line
/// in some editors but not for the compiler, so that a comment would look like code.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// The character as part of a line of text: line breaks and tabs become spaces, other invisible characters are removed.
pub(super) fn visible(c: char) -> Option<char> {
    match c {
        '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    }
}

/// A value with its invisible characters as escapes, such as `\n` and `\u{202e}`.
pub(super) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        if is_invisible(c) {
            text.extend(c.escape_debug());
        } else {
            text.push(c);
        }
    }
    text
}

/// A line of code: tabs become four spaces, other invisible characters are removed.
pub(super) fn code_line(line: &str) -> String {
    let line = line.replace('\t', "    ");
    line.chars().filter_map(visible).collect()
}
