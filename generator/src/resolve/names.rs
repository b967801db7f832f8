//! The document's words in Rust's spelling: predictable without looking, and the same on every run.

use std::borrow::Cow;
use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Words that only fit as `r#word`, in order. Those that do not fit even so get a trailing `_`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];
const NEVER_RAW: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Names that generated code uses itself, so that no type of the document may take them.
const TYPES_IN_USE: &[&str] = &[
    "BTreeMap",
    "Box",
    "Bytes",
    "CallOptions",
    "Client",
    "Date",
    "Default",
    "Error",
    "FilePart",
    "IntoFuture",
    "IntoIterator",
    "Operation",
    "Option",
    "Patch",
    "Response",
    "Result",
    "Self",
    "Some",
    "None",
    "Ok",
    "Err",
    "String",
    "Timestamp",
    "Uuid",
    "Value",
    "Vec",
    "From",
    "Into",
    "Debug",
    "Clone",
    "PartialEq",
    "Eq",
    "Hash",
];

/// Names that the file of a service uses on top of that. `Api` is the usual name of what holds all handles.
const SERVICES_IN_USE: &[&str] = &[
    "Api",
    "Arc",
    "Call",
    "Credential",
    "Decode",
    "Encoder",
    "Implementation",
    "Items",
    "Method",
    "Multipart",
    "Pages",
    "ParameterStyle",
    "SecurityRequirements",
];

/// Methods that a handle has anyhow, or the pointer in it, on which its own are called.
const METHODS_IN_USE: &[&str] = &[
    "as_ref", "borrow", "clone", "default", "fallback", "into", "new", "to_owned", "try_into",
];

/// File names that Windows keeps for devices.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// A type's name: `points-level` is `PointsLevel`.
pub(super) fn type_name(words: &str) -> String {
    let name = identifier(words, camel(words), "Type");
    if TYPES_IN_USE.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// A service's name, which is also its handle's.
pub(super) fn service_name(words: &str) -> String {
    let name = type_name(words);
    if SERVICES_IN_USE.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// A method's name, which none of those may be that a handle has anyhow.
pub(super) fn method_name(words: &str) -> String {
    let name = value_name(words);
    if METHODS_IN_USE.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// The part of a type's name that a property, parameter or status adds.
pub(super) fn type_name_part(words: &str) -> String {
    let part = keep_identifier(camel(words));
    if part.is_empty() {
        keep_identifier(camel(&spelled(words)))
    } else {
        part
    }
}

/// What the names of an operation's own types begin with: `3d_models` is `_3dModels`.
pub(super) fn type_stem(words: &str) -> String {
    identifier(words, type_name_part(words), "Operation")
}

/// A variant's name: `freeze_consumed` is `FreezeConsumed`.
pub(super) fn variant_name(value: &str) -> String {
    let named = if value.is_empty() {
        "Empty".to_owned()
    } else {
        identifier(value, camel(&spelled(value)), "Value")
    };
    if matches!(named.as_str(), "Self" | "Unknown") {
        named + "_"
    } else {
        named
    }
}

/// A field's, parameter's or method's name: `badgeUrl` is `badge_url`, `type` is `r#type`.
pub(super) fn value_name(words: &str) -> String {
    let name = identifier(words, snake(words), "value");
    if KEYWORDS.binary_search(&name.as_str()).is_ok() {
        format!("r#{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// A module's name, which is a file's name, too: Rust looks for no file of a name beyond ASCII, so that
/// `größe` is `gr_uf6_udf_e`.
pub(super) fn module_name(words: &str) -> String {
    let words: Cow<'_, str> = if words.is_ascii() {
        words.into()
    } else {
        words.chars().map(in_ascii).collect()
    };
    let name = identifier(&words, snake(&words), "module");
    let taken = [KEYWORDS, NEVER_RAW, DEVICES]
        .iter()
        .any(|words| words.contains(&name.as_str()));
    if taken { name + "_" } else { name }
}

fn in_ascii(c: char) -> String {
    if c.is_ascii() {
        c.to_string()
    } else {
        format!(" u{:x} ", u32::from(c))
    }
}

/// The name of a module beside a type, which it may not have itself: names without upper case letters are
/// spelled the same.
pub(super) fn module_beside(ty: &str, words: &str) -> String {
    let name = module_name(words);
    if name == ty { name + "_" } else { name }
}

/// `name` as an identifier: without what none may hold, and with `_` before a digit.
fn identifier(words: &str, name: String, fallback: &str) -> String {
    let mut name = keep_identifier(name);
    if name.is_empty() {
        let spelled = spelled(words);
        name = keep_identifier(if fallback.starts_with(char::is_uppercase) {
            camel(&spelled)
        } else {
            snake(&spelled)
        });
    }
    match name.chars().next() {
        None => fallback.to_owned(),
        Some('_') => name,
        Some(first) if is_xid_start(first) => name,
        // A type called `_2` would share its name with its module.
        Some(_) if fallback == "Type" => format!("{fallback}{name}"),
        Some(_) => format!("_{name}"),
    }
}

fn keep_identifier(mut name: String) -> String {
    let is_kept = |b: u8| b == b'_' || b.is_ascii_alphanumeric();
    if !name.bytes().all(is_kept) {
        name.retain(|c| c == '_' || c.is_alphanumeric() && is_xid_continue(c));
    }
    name
}

/// `points-level` as `PointsLevel`.
fn camel(words: &str) -> String {
    if !words.is_ascii() {
        return usable(words).to_upper_camel_case();
    }
    let mut name = String::with_capacity(words.len());
    for (letter, begins) in letters(words) {
        name.push(if begins {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        });
    }
    name
}

/// `points-level` as `points_level`.
fn snake(words: &str) -> String {
    if !words.is_ascii() {
        return usable(words).to_snake_case();
    }
    let mut name = String::with_capacity(words.len() + 8);
    for (letter, begins) in letters(words) {
        if begins && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Words without what counts as a letter or a digit and yet stands in no identifier. It goes before words are spelled, so
/// that `²mut` is `Mut`.
fn usable(words: &str) -> String {
    let is_usable = |c: &char| !c.is_alphanumeric() || is_xid_continue(*c);
    words.chars().filter(is_usable).collect()
}

/// Whether something is called by more than one word.
pub(super) fn has_several_words(words: &str) -> bool {
    snake(words).contains('_')
}

/// The letters and digits of ASCII text, each with whether a word begins there: after any other sign, with a
/// capital after a small letter, and with the last of several capitals before one. `heck` finds the same words,
/// but in the letters of all alphabets, which takes ten times as long.
fn letters(words: &str) -> impl Iterator<Item = (char, bool)> {
    let bytes = words.as_bytes();
    // The last letter of the word so far; a digit while it has none.
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
        let begins = match before {
            None => true,
            Some(before) if byte.is_ascii_uppercase() => {
                before.is_ascii_lowercase() || before.is_ascii_uppercase() && is_last_capital()
            }
            Some(_) => false,
        };
        Some((char::from(byte), begins))
    })
}

/// Signs that carry the meaning of a value (`+1`, `<=`) as words.
fn spelled(value: &str) -> String {
    let mut words = String::with_capacity(value.len());
    let mut before = None;
    for (index, sign) in value.char_indices() {
        let word = match sign {
            '+' => "plus",
            '-' if before.is_none_or(|b: char| !b.is_alphanumeric()) => "minus",
            '<' => "less",
            '>' => "greater",
            '=' => "equal",
            '!' => "not",
            '*' => "star",
            '%' => "percent",
            '&' => "and",
            '|' => "or",
            '@' => "at",
            '#' => "hash",
            '$' => "dollar",
            '/' if value.len() == 1 => "slash",
            '.' if value.len() == 1 => "dot",
            _ => "",
        };
        if word.is_empty() {
            words.push(sign);
        } else {
            if index > 0 {
                words.push(' ');
            }
            words.push_str(word);
            words.push(' ');
        }
        before = Some(sign);
    }
    words
}

/// Hands out each name once: the second taker of `name` gets `name2` (`name_2` where words are parted by `_`).
#[derive(Debug, Default)]
pub(super) struct NameScope {
    taken: HashSet<String>,
}

impl NameScope {
    /// A scope with room for as many names, so that it need not grow.
    pub(super) fn with_capacity(names: usize) -> Self {
        Self {
            taken: HashSet::with_capacity(names),
        }
    }

    /// The name to use, and whether it is another than the one asked for.
    pub(super) fn take(&mut self, name: String) -> (String, bool) {
        if self.taken.insert(key(&name)) {
            return (name, false);
        }
        let plain = plain(&name).trim_end_matches('_');
        let separator = if plain.starts_with(char::is_uppercase) {
            ""
        } else {
            "_"
        };
        let mut number = 2;
        loop {
            let free = format!("{plain}{separator}{number}");
            if self.taken.insert(key(&free)) {
                return (free, true);
            }
            number += 1;
        }
    }
}

/// Names for several things at once. Those whose own spelling needs no change come first, so that nothing
/// that is merely spelled alike takes a name from them.
pub(super) fn take_all<'w>(
    words: impl Iterator<Item = &'w str> + Clone,
    spelled: fn(&str) -> String,
    mut take: impl FnMut(&'w str, String) -> (String, bool),
) -> Vec<(String, bool)> {
    let spell = |words| (words, Some(spelled(words)));
    let mut wanted: Vec<(&str, Option<String>)> = words.map(spell).collect();
    let mut names = vec![(String::new(), false); wanted.len()];
    for takes_all in [false, true] {
        for ((words, name), taken) in wanted.iter_mut().zip(&mut names) {
            if let Some(name) = name.take_if(|name| takes_all || plain(name) == *words) {
                *taken = take(words, name);
            }
        }
    }
    names
}

fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// Names that differ in case alone would be one file on some machines, and `r#type` is `type`.
fn key(name: &str) -> String {
    plain(name).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_ascii_are_found_as_all_others() {
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
            assert_eq!(camel(words), words.to_upper_camel_case(), "{words}");
            assert_eq!(snake(words), words.to_snake_case(), "{words}");
        }
    }

    /// All texts of up to seven signs, of each kind that makes a difference.
    #[test]
    fn words_of_any_ascii_are_found_as_all_others() {
        let mut texts = vec![String::new()];
        for _ in 0..7 {
            let longer = |text: &String| ["a", "A", "1", "_"].map(|sign| text.clone() + sign);
            texts = texts.iter().flat_map(longer).collect();
            for text in &texts {
                assert_eq!(camel(text), text.to_upper_camel_case(), "{text}");
                assert_eq!(snake(text), text.to_snake_case(), "{text}");
            }
        }
    }

    #[test]
    fn words_are_spelled_as_rust_does() {
        assert!(KEYWORDS.is_sorted());
        assert_eq!(type_name("points-level"), "PointsLevel");
        assert_eq!(type_name("Option"), "Option_");
        assert_eq!(type_name("2fa"), "Type2fa");
        assert_eq!(type_name("m²"), "M");
        assert_eq!(type_name("²mut"), "Mut");
        assert_eq!(variant_name("²mut"), "Mut");
        assert_eq!(value_name("²mut"), "r#mut");
        assert_eq!(value_name("badgeUrl"), "badge_url");
        assert_eq!(value_name("X-API-KEY"), "x_api_key");
        assert_eq!(value_name("type"), "r#type");
        assert_eq!(value_name("self"), "self_");
        assert_eq!(value_name("3d"), "_3d");
        assert_eq!(value_name("größe"), "größe");
        assert_eq!(value_name("m²"), "m");
        assert_eq!(value_name("²"), "value");
        assert_eq!(type_stem("3.1.0"), "_310");
        assert_eq!(module_name("type"), "type_");
        assert_eq!(module_beside("_42", "42"), "_42_");
        assert_eq!(module_name("größe"), "gr_uf6_udf_e");
    }

    #[test]
    fn values_made_of_signs_have_names() {
        assert_eq!(variant_name("OR"), "Or");
        assert_eq!(variant_name(""), "Empty");
        assert_eq!(variant_name("+1"), "Plus1");
        assert_eq!(variant_name("-1"), "Minus1");
        assert_eq!(variant_name("a-1"), "A1");
        assert_eq!(variant_name("*"), "Star");
        assert_eq!(variant_name("12"), "_12");
        assert_eq!(variant_name("Unknown"), "Unknown_");
        assert_eq!(variant_name("…"), "Value");
    }

    #[test]
    fn the_second_taker_gets_a_number() {
        let mut scope = NameScope::default();
        assert_eq!(scope.take("User".into()), ("User".into(), false));
        assert_eq!(scope.take("USER".into()), ("USER2".into(), true));
        assert_eq!(scope.take("r#type".into()), ("r#type".into(), false));
        assert_eq!(scope.take("r#type".into()), ("type_2".into(), true));
    }
}
