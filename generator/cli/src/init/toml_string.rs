//! Texts of a document in a TOML file.

use std::fmt::Write;

/// A text as a basic string of TOML, in one line. Characters other than letters, digits and those of ASCII are escaped,
/// so that a text cannot end its line or change the direction of the text after it.
pub(super) fn toml_string(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => string.extend(['\\', c]),
            ' ' => string.push(c),
            c if c.is_ascii_graphic() || c.is_alphanumeric() => string.push(c),
            c => _ = write!(string, "\\U{:08X}", u32::from(c)),
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::toml_string;

    #[test]
    fn strings_are_one_line() {
        for (text, expected) in [
            ("a b", r#""a b""#),
            ("Gr\u{f6}\u{df}e 名", "\"Gr\u{f6}\u{df}e 名\""),
            (r#"a"b\c"#, r#""a\"b\\c""#),
            (
                "a\nb\u{202e}\u{85}",
                r#""a\U0000000Ab\U0000202E\U00000085""#,
            ),
        ] {
            assert_eq!(toml_string(text), expected);
        }
    }
}
