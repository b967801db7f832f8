//! Translates patterns from ECMA-262 to the dialect of `fancy-regex`. The pattern is valid ECMA-262.

use std::iter::Peekable;
use std::str::Chars;

/// The maximum depth of groups.
const MAX_DEPTH: usize = 50;

/// Returns whether groups are nested too deeply for a parser that calls itself.
pub(super) fn is_deep(pattern: &str) -> bool {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for c in pattern.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// The translation of a pattern; `None` if it has a construct without an equivalent.
pub(super) fn translated(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escape(&mut rest, &mut text, false)?,
            '[' => class(&mut rest, &mut text)?,
            '.' => text.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '$' => text.push_str(r"\z"),
            c => text.push(c),
        }
    }
    Some(text)
}

/// A character class, after its `[`.
fn class(rest: &mut Peekable<Chars<'_>>, text: &mut String) -> Option<()> {
    let is_negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        text.push_str(if is_negated { r"[\s\S]" } else { "(?!)" });
        return Some(());
    }
    text.push_str(if is_negated { "[^" } else { "[" });
    loop {
        match rest.next()? {
            ']' => break,
            '\\' => escape(rest, text, true)?,
            // These are operators in the other dialect.
            c @ ('[' | '&' | '~' | '^' | '#' | ' ') => text.extend(['\\', c]),
            '-' if rest.peek() == Some(&'-') => return None,
            c => text.push(c),
        }
    }
    text.push(']');
    Some(())
}

/// An escape sequence, after its backslash.
fn escape(rest: &mut Peekable<Chars<'_>>, text: &mut String, in_class: bool) -> Option<()> {
    let c = rest.next()?;
    let classes = match c {
        'd' => Some(("[0-9]", "0-9")),
        'D' => Some(("[^0-9]", "[^0-9]")),
        'w' => Some(("[0-9A-Za-z_]", "0-9A-Za-z_")),
        'W' => Some(("[^0-9A-Za-z_]", "[^0-9A-Za-z_]")),
        's' => Some((r"[\s\x{FEFF}]", r"\s\x{FEFF}")),
        'S' => Some((r"[^\s\x{FEFF}]", r"[^\s\x{FEFF}]")),
        _ => None,
    };
    if let Some((alone, inside)) = classes {
        text.push_str(if in_class { inside } else { alone });
        return Some(());
    }
    match c {
        'b' if in_class => text.push_str(r"\x08"),
        'b' => text
            .push_str(r"(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))"),
        'B' => text
            .push_str(r"(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))"),
        't' | 'n' | 'r' | 'f' | 'v' | 'p' | 'P' => text.extend(['\\', c]),
        '0' => text.push_str(r"\x00"),
        '1'..='9' if !in_class => text.extend(['\\', c]),
        'k' if !in_class => text.push_str(r"\k"),
        'c' => {
            // A control character, by the letter with the same last five bits.
            let letter = rest.next().filter(char::is_ascii_alphabetic)?;
            text.extend([r"\x{", &format!("{:X}", u32::from(letter) % 32), "}"]);
        }
        'x' => code(rest, 2, text)?,
        'u' if rest.peek() == Some(&'{') => {
            text.push_str(r"\x");
            text.extend(rest.by_ref().take_while(|c| *c != '}'));
            text.push('}');
        }
        'u' => code(rest, 4, text)?,
        c if c.is_ascii_alphanumeric() => return None,
        c if c.is_ascii() => text.extend(['\\', c]),
        c => text.push(c),
    }
    Some(())
}

/// A character by the digits of its code.
fn code(rest: &mut Peekable<Chars<'_>>, digits: usize, text: &mut String) -> Option<()> {
    let code: String = rest.by_ref().take(digits).collect();
    // Half of a surrogate pair has no equivalent.
    let code = u32::from_str_radix(&code, 16)
        .ok()
        .and_then(char::from_u32)?;
    text.extend([r"\x{", &format!("{:X}", u32::from(code)), "}"]);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{is_deep, translated};

    #[test]
    fn matches_like_ecma_262() {
        let patterns = [
            r"^\d+$",
            r"\w",
            r"\W",
            r"^\s*$",
            r"\S",
            ".",
            "a$",
            "[^]",
            "[]",
            r"[\w-]",
            r"[^\D]",
            "[[a]",
            "[a&&b]",
            r"[\b]",
            r"\bis\b",
            r"\B",
            r"A\x41",
            r"\u{1F600}",
            r"^[a-z]+(-[a-z]+)*$",
            "(?=a)a",
            "(?!a)b",
            "(?<=a)b",
            r"(?<n>a)\k<n>",
            r"(a)\1",
            r"\/",
            r"[\-]",
            r"[a-]",
            r"\$",
            r"a|b",
            "a{2,3}",
            r"\p{L}",
            "[ #]",
            r"\0",
            r"\cH",
            "^(?:a|b)?$",
        ];
        let texts = [
            "", "a", "b", "aa", "ab", "b]", "1", "٣", "é", "A", "_", "-", " ", "\u{feff}", "\n",
            "a\n", "is", "this is", "😀", "a-b", "\u{8}", "/", "[", "&", "$", "#", "\0",
            "\u{2028}", "aaa", "AA",
        ];
        for pattern in patterns {
            let ecma = regress::Regex::with_flags(pattern, "u");
            let other = translated(pattern).map(|text| fancy_regex::Regex::new(&text));
            assert!(
                ecma.is_ok() && matches!(other, Some(Ok(_))),
                "{pattern}: {other:?}"
            );
            let (Ok(ecma), Some(Ok(other))) = (&ecma, &other) else {
                return;
            };
            for text in texts {
                let found = other.is_match(text).ok();
                assert_eq!(Some(ecma.find(text).is_some()), found, "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn depth_counts_open_groups() {
        assert!(!is_deep(&"(a)".repeat(100)));
        assert!(is_deep(&"(a".repeat(100)));
    }
}
