//! Translates patterns from ECMA-262 to the dialects of Rust. The pattern is valid ECMA-262.

use std::iter::Peekable;
use std::str::Chars;

/// The search for which a pattern is translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// The crate `fancy-regex`, which has look-around and back-references.
    Backtracking,
    /// The crate `regex`, which needs time proportional to the length of the text.
    Linear,
}

/// The longest pattern that a server compares with requests, in bytes.
const MAX_LENGTH: usize = 4 << 10;

/// The maximum depth of groups.
const MAX_DEPTH: usize = 50;

/// Returns whether groups are nested too deeply for a parser that calls itself.
pub(crate) fn is_deep(pattern: &str) -> bool {
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
pub(crate) fn translated(pattern: &str, engine: Engine) -> Option<String> {
    if engine == Engine::Linear && (pattern.len() > MAX_LENGTH || is_deep(pattern)) {
        return None;
    }
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => escape(&mut rest, &mut text, false, engine)?,
            '[' => class(&mut rest, &mut text, engine)?,
            '(' if engine == Engine::Linear => group(&mut rest, &mut text)?,
            '{' if !is_quantifier(&rest) => text.push_str(r"\{"),
            '.' => text.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '$' if engine == Engine::Backtracking => text.push_str(r"\z"),
            c => text.push(c),
        }
    }
    Some(text)
}

/// The start of a group without look-around, after its `(`.
fn group(rest: &mut Peekable<Chars<'_>>, text: &mut String) -> Option<()> {
    text.push('(');
    if rest.next_if_eq(&'?').is_none() {
        return Some(());
    }
    text.push('?');
    match rest.next()? {
        ':' => text.push(':'),
        '<' if !matches!(rest.peek(), Some('=' | '!')) => text.push('<'),
        _ => return None,
    }
    Some(())
}

/// Returns whether the text after a `{` is that of a quantifier such as `{2,3}`. Otherwise the brace is a character.
fn is_quantifier(rest: &Peekable<Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    let inner: String = rest.by_ref().take_while(|c| *c != '}').collect();
    let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && is_number(least) && is_number(most)
}

/// A character class, after its `[`.
fn class(rest: &mut Peekable<Chars<'_>>, text: &mut String, engine: Engine) -> Option<()> {
    let is_negated = rest.next_if_eq(&'^').is_some();
    if rest.next_if_eq(&']').is_some() {
        text.push_str(if is_negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Some(());
    }
    text.push_str(if is_negated { "[^" } else { "[" });
    let mut after_set = false;
    loop {
        let is_set = begins_set(rest);
        match rest.next()? {
            ']' => break,
            '\\' => escape(rest, text, true, engine)?,
            // These are operators in the other dialect.
            c @ ('[' | '&' | '~' | '^' | '#' | ' ') => text.extend(['\\', c]),
            '-' if rest.peek() == Some(&'-') => return None,
            // Not a range: its start or its end would be several characters.
            '-' if begins_set(rest) || after_set && rest.peek() != Some(&']') => {
                text.push_str(r"\-");
            }
            c => text.push(c),
        }
        after_set = is_set;
    }
    text.push(']');
    Some(())
}

/// Returns whether the next escape sequence is a set of characters, such as `\d`.
fn begins_set(rest: &Peekable<Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    rest.next() == Some('\\')
        && matches!(
            rest.next(),
            Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P')
        )
}

/// An escape sequence, after its backslash.
fn escape(
    rest: &mut Peekable<Chars<'_>>,
    text: &mut String,
    in_class: bool,
    engine: Engine,
) -> Option<()> {
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
        'b' if engine == Engine::Linear => text.push_str(r"(?-u:\b)"),
        'B' | '1'..='9' | 'k' if engine == Engine::Linear => return None,
        'b' => text
            .push_str(r"(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))"),
        'B' => text
            .push_str(r"(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))"),
        't' | 'n' | 'r' | 'f' | 'v' => text.extend(['\\', c]),
        'p' | 'P' => {
            text.extend(['\\', c]);
            if rest.next_if_eq(&'{').is_some() {
                text.push('{');
                text.extend(rest.by_ref().take_while(|c| *c != '}'));
                text.push('}');
            }
        }
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
        // With a backslash, these are the boundaries of words in the other dialect.
        '<' | '>' => text.push(c),
        c if c.is_ascii() => text.extend(['\\', c]),
        c => text.push(c),
    }
    Some(())
}

/// A character by the digits of its code.
fn code(rest: &mut Peekable<Chars<'_>>, digits: usize, text: &mut String) -> Option<()> {
    let mut code = 0;
    for _ in 0..digits {
        code = 16 * code + rest.next()?.to_digit(16)?;
    }
    // Half of a surrogate pair has no equivalent.
    let code = char::from_u32(code)?;
    text.extend([r"\x{", &format!("{:X}", u32::from(code)), "}"]);
    Some(())
}

#[cfg(test)]
#[cfg(feature = "patterns")]
mod tests {
    use super::{Engine, is_deep, translated};

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
            r"\u0041",
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
            let other = translated(pattern, Engine::Backtracking);
            let other = other.map(|text| fancy_regex::Regex::new(&text));
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
            let Some(linear) = translated(pattern, Engine::Linear) else {
                continue;
            };
            let linear = regex::Regex::new(&linear);
            assert!(linear.is_ok(), "{pattern}: {linear:?}");
            for text in texts {
                let found = linear.as_ref().is_ok_and(|linear| linear.is_match(text));
                assert_eq!(ecma.find(text).is_some(), found, "{pattern} {text:?}");
            }
        }
    }

    #[test]
    fn braces_that_are_not_quantifiers_are_characters() {
        for (pattern, text, is_match) in [
            ("^{a}$", "{a}", true),
            ("^a{,2}$", "a{,2}", true),
            ("^a{,2}$", "aa", false),
            ("^a{2,}$", "aaa", true),
            ("^a{2}$", "a", false),
            ("^a{1,b}$", "a{1,b}", true),
            ("^a{b,1}$", "a{b,1}", true),
        ] {
            let linear = translated(pattern, Engine::Linear).map(|text| regex::Regex::new(&text));
            let found = linear
                .and_then(Result::ok)
                .map(|linear| linear.is_match(text));
            assert_eq!(found, Some(is_match), "{pattern} {text}");
            let ecma = regress::Regex::new(pattern).map(|ecma| ecma.find(text).is_some());
            assert_eq!(ecma.ok(), Some(is_match), "{pattern} {text}");
        }
    }

    #[test]
    fn lenient_patterns_keep_their_meaning() {
        for (pattern, text, is_match) in [
            (r"^\<a\>$", "<a>", true),
            (r"\<", "a", false),
            (r"^[\w-z]$", "-", true),
            (r"^[\w-z]$", "`", false),
            (r"^[!-\d]$", "-", true),
            (r"^[!-\d]$", "%", false),
            (r"^[\d-x]+$", "1-x", true),
        ] {
            let ecma = regress::Regex::new(pattern).map(|ecma| ecma.find(text).is_some());
            assert_eq!(ecma.ok(), Some(is_match), "{pattern} {text}");
            let linear = translated(pattern, Engine::Linear).map(|text| regex::Regex::new(&text));
            let linear = linear.and_then(Result::ok);
            let found = linear.map(|linear| linear.is_match(text));
            assert_eq!(found, Some(is_match), "{pattern} {text}");
            let other = translated(pattern, Engine::Backtracking);
            let other = other.and_then(|text| fancy_regex::Regex::new(&text).ok());
            let found = other.and_then(|other| other.is_match(text).ok());
            assert_eq!(found, Some(is_match), "{pattern} {text}");
        }
    }

    #[test]
    fn look_around_and_references_need_backtracking() {
        for pattern in [
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<!a)",
            r"(a)\1",
            r"(?<n>a)\k<n>",
            r"\B",
        ] {
            assert!(
                translated(pattern, Engine::Backtracking).is_some(),
                "{pattern}"
            );
            assert_eq!(translated(pattern, Engine::Linear), None, "{pattern}");
        }
        assert_eq!(translated(&"a".repeat(5000), Engine::Linear), None);
    }

    #[test]
    fn escapes_without_a_meaning_have_no_equivalent() {
        for pattern in [
            r"\a", r"[\1]", r"[\k]", r"\c1", r"\uD83D", r"\x4", r"\u+041", r"\",
        ] {
            for engine in [Engine::Backtracking, Engine::Linear] {
                assert_eq!(translated(pattern, engine), None, "{pattern}");
            }
        }
    }

    #[test]
    fn depth_counts_open_groups() {
        assert!(!is_deep(&"(a)".repeat(100)));
        assert!(is_deep(&"(a".repeat(100)));
    }
}
