//! URLs in documentation.

use std::fmt::Write;

use super::characters::visible;

/// The URL of a link, if it has a scheme that is allowed or is a fragment.
pub(super) fn allowed(url: &str) -> Option<String> {
    let url = url.trim();
    let has_scheme = |scheme: &str| {
        let start = url.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len()
    };
    // rustdoc reads an address without a dot as a link to an item.
    let is_address = has_scheme("mailto:") && url.contains('@') && url.contains('.');
    let is_allowed =
        has_scheme("https://") || has_scheme("http://") || is_address || has_scheme("#");
    is_allowed.then(|| encoded(url))
}

/// Encodes the characters that have a meaning in Markdown.
pub(super) fn encoded(url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    for c in url.chars() {
        let is_plain = visible(c) == Some(c)
            && !c.is_whitespace()
            && !matches!(c, '<' | '>' | '"' | '\\' | '`' | '|');
        if is_plain {
            text.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

/// An encoded URL between the parentheses of a link.
pub(super) fn in_parentheses(url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    for (index, c) in url.char_indices() {
        match c {
            '(' => text.push_str("%28"),
            ')' => text.push_str("%29"),
            '&' if begins_entity(url.get(index + 1..).unwrap_or_default()) => {
                text.push_str("&amp;");
            }
            c => text.push(c),
        }
    }
    text
}

/// Returns whether the text after `&` may be a character reference such as `lt;`.
pub(super) fn begins_entity(rest: &str) -> bool {
    const LONGEST: usize = 40;
    let end = rest
        .bytes()
        .take(LONGEST)
        .position(|b| !b.is_ascii_alphanumeric() && b != b'#');
    end.is_some_and(|end| end > 0 && rest.as_bytes().get(end) == Some(&b';'))
}

/// The length of a URL at the start of a text.
pub(super) fn url_length(text: &str) -> Option<usize> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let mut open = 0_i32;
    let ends = |c: char| {
        open += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        open < 0 || c.is_whitespace() || visible(c) != Some(c) || matches!(c, '<' | '>' | '"' | '`')
    };
    let end = rest.find(ends).unwrap_or(rest.len());
    let url = rest
        .get(..end)?
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
    (!url.is_empty()).then(|| text.len() - rest.len() + url.len())
}
