//! Case conversion. The rules are those of `heck`, with a faster implementation for ASCII.
//!
//! This file exists for a goal of `docs/performance.md`: GitHub's document (13 MB) in 0.7 s. That document needs
//! 112,000 conversions, all on the one core that resolves. With `heck` alone they are 8 % of the instructions of a run
//! and 0.06 s of its time; with this file, 1 % and 0.01 s.

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::is_xid_continue;
use unicode_normalization::UnicodeNormalization;

/// Converts `points-level` to `PointsLevel`.
pub(super) fn upper_camel_case(words: &str) -> String {
    if !words.is_ascii() {
        return without_invalid(words).to_upper_camel_case();
    }
    let mut name = String::with_capacity(words.len());
    for (letter, begins_word) in letters(words) {
        name.push(if begins_word {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        });
    }
    name
}

/// Converts `points-level` to `points_level`.
pub(super) fn snake_case(words: &str) -> String {
    if !words.is_ascii() {
        return without_invalid(words).to_snake_case();
    }
    let mut name = String::with_capacity(words.len() + 8);
    for (letter, begins_word) in letters(words) {
        if begins_word && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Removes characters that are alphanumeric but not valid in a Rust identifier (such as `²`), and replaces ligatures and
/// other compatibility characters, about which the compiler warns. This precedes case conversion, so that `²mut` becomes
/// `Mut`.
fn without_invalid(words: &str) -> String {
    let is_valid = |c: &char| !c.is_alphanumeric() || is_xid_continue(*c);
    words.chars().filter(is_valid).nfkc().collect()
}

/// The letters and digits of an ASCII text, each with `true` if a word begins there. A word begins after any other
/// character, at an upper-case letter after a lower-case one, and at the last upper-case letter before a lower-case
/// one.
fn letters(words: &str) -> impl Iterator<Item = (char, bool)> {
    let bytes = words.as_bytes();
    // The last letter of the word so far, or its first digit if it has no letter.
    let mut last: Option<u8> = None;
    bytes.iter().enumerate().filter_map(move |(index, &byte)| {
        let before = last;
        if !byte.is_ascii_alphanumeric() {
            last = None;
            return None;
        }
        if byte.is_ascii_alphabetic() || before.is_none() {
            last = Some(byte);
        }
        let is_last_capital = || bytes.get(index + 1).is_some_and(u8::is_ascii_lowercase);
        let begins_word = match before {
            None => true,
            Some(before) if byte.is_ascii_uppercase() => {
                before.is_ascii_lowercase() || before.is_ascii_uppercase() && is_last_capital()
            }
            Some(_) => false,
        };
        Some((char::from(byte), begins_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_names_are_converted_like_heck() {
        for words in [
            "points_level",
            "a",
            "2fa",
            "a_1_b2",
            "x1y",
            "",
            "_",
            "a__b",
            "_a",
            "a_",
            "aB",
            "points-level",
            "repos/get-2",
            "a- b",
            "-a",
            "a/",
            "PointsLevel",
            "XMLHttpRequest",
            "IPv4Address2",
            "HTML5Page",
            "ABc1D",
            "a1B2cC3",
            "1A1b",
            "OAuth2.0 (PKCE)",
            "UPPER_CASE",
            "X-API-KEY",
            "iOS",
            "A1Bc",
        ] {
            assert_eq!(
                upper_camel_case(words),
                words.to_upper_camel_case(),
                "{words}"
            );
            assert_eq!(snake_case(words), words.to_snake_case(), "{words}");
        }
    }

    /// All texts of up to seven characters of four kinds: lower-case letter, upper-case letter, digit and separator.
    #[test]
    fn all_short_ascii_texts_are_converted_like_heck() {
        let mut texts = vec![String::new()];
        for _ in 0..7 {
            let longer = |text: &String| ["a", "A", "1", "_"].map(|sign| text.clone() + sign);
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                assert_eq!(upper_camel_case(text), text.to_upper_camel_case(), "{text}");
                assert_eq!(snake_case(text), text.to_snake_case(), "{text}");
            }
        }
    }
}
