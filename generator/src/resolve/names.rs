//! Rust names from the names in the document. They are predictable and the same on every run.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::UnicodeNormalization;

use super::case::{snake_case, upper_camel_case};
use super::short::{MAX_COMPOSED, MAX_STATED, short_type_name, short_value_name};
use crate::file_name::{is_device, shortened};
use crate::keyword::{KEYWORDS, NEVER_RAW};
use crate::model::{call_setter_name, plain, setter_name};

/// The name that no model can have: a keyword that cannot be a raw identifier.
const OF_MODELS: &[&str] = &["Self"];

/// The names of the runtime that the root file uses beside the types of servers, whose names contain `Server`.
const OF_SERVERS: &[&str] = &["DocumentServer", "ServerUrl"];

/// Methods of every handle, and of the `Arc` in it.
const OF_HANDLES: &[&str] = &[
    "as_ref", "borrow", "clone", "default", "fallback", "into", "new", "to_owned", "try_into",
];

/// The name of a type: `points-level` becomes `PointsLevel`.
pub(super) fn type_name(words: &str) -> String {
    short_type_name(
        identifier(words, upper_camel_case(words), "Type"),
        MAX_STATED,
    )
}

/// The name of an inline type, which consists of the name of its owner and a part for itself.
pub(super) fn composed(owner: &str, part: &str) -> String {
    short_type_name([owner, part].concat(), MAX_COMPOSED)
}

/// The part of a type name for a property, parameter or status.
pub(super) fn type_name_part(words: &str) -> String {
    let part = retain_identifier(upper_camel_case(words));
    if part.is_empty() {
        retain_identifier(upper_camel_case(&spell_symbols(words)))
    } else {
        part
    }
}

/// The first part of the names of an operation's types: `3d_models` becomes `_3dModels`.
pub(super) fn type_stem(words: &str) -> String {
    let stem = identifier(words, type_name_part(words), "Operation");
    short_type_name(stem, MAX_COMPOSED - "Request".len())
}

/// The name of a variant: `freeze_consumed` becomes `FreezeConsumed`.
pub(super) fn variant_name(value: &str) -> String {
    let named = if value.is_empty() {
        "Empty".to_owned()
    } else {
        let name = identifier(value, upper_camel_case(&spell_symbols(value)), "Value");
        short_type_name(name, MAX_STATED)
    };
    if is_reserved_variant(&named) {
        named + "_"
    } else {
        named
    }
}

/// Returns whether a name cannot be a variant: a keyword, or the variant of all other values.
pub(super) fn is_reserved_variant(name: &str) -> bool {
    matches!(name, "Self" | "Unknown")
}

/// Returns whether a variant has a trailing `_` because of its name without it.
pub(super) fn is_marked_variant(name: &str) -> bool {
    name.strip_suffix('_').is_some_and(is_reserved_variant)
}

/// The name of a field, parameter or method: `badgeUrl` becomes `badge_url`, `type` becomes `r#type`.
pub(super) fn value_name(words: &str) -> String {
    let name = identifier(words, snake_case(words), "value");
    let name = short_value_name(name, MAX_STATED);
    if KEYWORDS.binary_search(&name.as_str()).is_ok() {
        format!("r#{name}")
    } else if NEVER_RAW.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// Returns whether a file of models uses a name.
pub(super) fn is_of_models(name: &str) -> bool {
    OF_MODELS.contains(&name)
}

/// Returns whether a text is the name of a type: an identifier that does not begin with a small letter.
pub(super) fn is_type_name(name: &str) -> bool {
    let is_start = |c: char| (c == '_' || is_xid_start(c)) && !c.is_lowercase();
    name.starts_with(is_start)
        && name.chars().all(is_xid_continue)
        && !matches!(name, "_" | "Self")
        && name.nfc().eq(name.chars())
}

/// A configured name of a type, as it is. `None` if it is not an identifier in `UpperCamelCase`.
pub(super) fn stated_type_name(name: &str) -> Option<String> {
    let is_valid = name.starts_with(|c: char| is_xid_start(c) && !c.is_lowercase())
        && !name.contains('_')
        && name != "Self"
        && name.chars().count() <= MAX_STATED
        && retain_identifier(name.to_owned()) == name;
    is_valid.then(|| name.to_owned())
}

/// A configured name of a field or method. A keyword becomes `r#word`. `None` if it is not an identifier in `snake_case`.
pub(super) fn stated_value_name(name: &str) -> Option<String> {
    let words = plain(name);
    let value = value_name(words);
    (plain(&value) == words).then_some(value)
}

/// A configured name of the method that returns a group. `None` if it is not an identifier in `snake_case`, or every
/// handle has a method with this name.
pub(super) fn stated_accessor_name(name: &str) -> Option<String> {
    stated_value_name(name).filter(|value| accessor_name(plain(name)) == *value)
}

/// The name of a constant: `points-level` becomes `POINTS_LEVEL`.
pub(super) fn constant_name(words: &str) -> String {
    let name = identifier(words, snake_case(words), "schema");
    short_value_name(name, MAX_STATED).to_uppercase()
}

/// The name of a module and its file: `points-level` becomes `points_level`. Rust requires ASCII file names, so
/// `größe` becomes `gr_uf6_udf_e`.
pub(super) fn module_name(words: &str) -> String {
    let words: Cow<'_, str> = if words.is_ascii() {
        words.into()
    } else {
        words.chars().map(to_ascii).collect()
    };
    let name = identifier(&words, snake_case(&words), "module");
    let is_keyword = [KEYWORDS, NEVER_RAW]
        .iter()
        .any(|words| words.contains(&name.as_str()));
    if is_keyword || is_device(&name) {
        name + "_"
    } else {
        shortened(name)
    }
}

fn to_ascii(c: char) -> String {
    if c.is_ascii() {
        c.to_string()
    } else {
        format!(" u{:x} ", u32::from(c))
    }
}

/// The name of a module that differs from the type `ty`. A name without upper-case letters is the same for both.
pub(super) fn module_name_for(ty: &str, words: &str) -> String {
    let name = module_name(words);
    if name == ty { name + "_" } else { name }
}

/// Converts `name` to an identifier: removes invalid characters, and adds `_` before a digit.
fn identifier(words: &str, name: String, fallback: &str) -> String {
    let mut name = retain_identifier(name);
    if name.is_empty() {
        let words = spell_symbols(words);
        name = retain_identifier(if fallback.starts_with(char::is_uppercase) {
            upper_camel_case(&words)
        } else {
            snake_case(&words)
        });
    }
    match name.chars().next() {
        None => fallback.to_owned(),
        Some('_') => name,
        Some(first) if is_xid_start(first) => name,
        // A type `_2` would have the same name as its module.
        Some(_) if fallback == "Type" => format!("{fallback}{name}"),
        Some(_) => format!("_{name}"),
    }
}

/// Removes invalid characters, and the separators of words that consist of them.
fn retain_identifier(mut name: String) -> String {
    let is_plain = |b: u8| b == b'_' || b.is_ascii_alphanumeric();
    if name.bytes().all(is_plain) {
        return name;
    }
    let mut previous = '_';
    name.retain(|c| {
        let is_letter = c.is_alphanumeric() && is_xid_continue(c) && !is_invisible_letter(c);
        let is_kept = is_letter || (c == '_' && previous != '_');
        if is_kept {
            previous = c;
        }
        is_kept
    });
    // The compiler composes identifiers, but rustdoc does not compose the links to them.
    name.trim_end_matches('_').nfc().collect()
}

/// True for the letters that are displayed as nothing: the fillers of Hangul. Two names would look the same.
fn is_invisible_letter(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

/// True if a name has more than one word.
pub(super) fn has_several_words(words: &str) -> bool {
    snake_case(words).contains('_')
}

/// Replaces symbols with words, since values like `+1` or `<=` consist of them.
fn spell_symbols(value: &str) -> String {
    let mut words = String::with_capacity(value.len());
    let mut before = None;
    for (index, symbol) in value.char_indices() {
        let word = match symbol {
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
            words.push(symbol);
        } else {
            if index > 0 {
                words.push(' ');
            }
            words.push_str(word);
            words.push(' ');
        }
        before = Some(symbol);
    }
    words
}

/// A set of unique names. The second `Name` becomes `Name2`, the second `name` becomes `name_2`. A name of generated code
/// gets a trailing `_`.
#[derive(Debug, Default)]
pub(super) struct NameScope {
    /// The names of generated code.
    reserved: &'static [&'static [&'static str]],
    taken: HashSet<String>,
    /// The next number for each repeated name. Lower numbers are taken.
    numbers: HashMap<String, usize>,
}

impl NameScope {
    /// A scope with capacity for this number of names.
    pub(super) fn with_capacity(names: usize) -> Self {
        Self {
            taken: HashSet::with_capacity(names),
            ..Self::default()
        }
    }

    /// The scope of the types of the module `models`.
    pub(super) fn of_models() -> Self {
        Self {
            reserved: &[OF_MODELS],
            ..Self::default()
        }
    }

    /// The scope of the types in the root file: handles, traits, and the types of servers.
    pub(super) fn of_root() -> Self {
        Self {
            reserved: &[OF_SERVERS],
            ..Self::default()
        }
    }

    /// The scope of the methods of a handle.
    pub(super) fn of_handle() -> Self {
        Self {
            reserved: &[OF_HANDLES],
            ..Self::default()
        }
    }

    /// Reserves a name of generated code.
    pub(super) fn reserve(&mut self, name: &str) {
        self.taken.insert(collision_key(name));
    }

    /// Reserves a name. Returns the unique name, and true if it differs from `name`.
    pub(super) fn take(&mut self, name: String) -> (String, bool) {
        self.take_family(name, |name| [name.to_owned()])
    }

    /// Reserves all names that are derived from a name. Returns the name whose family is free, and true if it differs
    /// from `name`.
    pub(super) fn take_family<const N: usize>(
        &mut self,
        name: String,
        family: impl Fn(&str) -> [String; N],
    ) -> (String, bool) {
        let members = family(&name);
        let is_reserved = members.iter().any(|member| self.is_reserved(member));
        if !is_reserved && self.take_all_of(&members) {
            return (name, false);
        }
        let words = plain(&name).trim_end_matches('_');
        if is_reserved {
            let marked = format!("{words}_");
            if self.take_all_of(&family(&marked)) {
                return (marked, true);
            }
        }
        let separator = if words.starts_with(char::is_uppercase) {
            ""
        } else {
            "_"
        };
        let stem = format!("{words}{separator}");
        let mut number = *self.numbers.entry(collision_key(&stem)).or_insert(2);
        loop {
            let free = format!("{stem}{number}");
            number += 1;
            if self.take_all_of(&family(&free)) {
                self.numbers.insert(collision_key(&stem), number);
                return (free, true);
            }
        }
    }

    /// Returns whether a name has not been taken.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.is_reserved(name) && !self.taken.contains(&collision_key(name))
    }

    fn is_reserved(&self, name: &str) -> bool {
        let mut lists = self.reserved.iter();
        lists.any(|names| names.contains(&name))
    }

    /// Reserves these names if all of them are free.
    fn take_all_of(&mut self, names: &[String]) -> bool {
        let keys = names.iter().map(|name| collision_key(name));
        let keys: Vec<String> = keys.collect();
        let are_free = !keys.iter().any(|key| self.taken.contains(key));
        if are_free {
            self.taken.extend(keys);
        }
        are_free
    }
}

/// The names that a field or a parameter has in the scope of its struct: the field, and its setters in the struct and in
/// the call.
pub(super) fn with_setters(name: &str) -> [String; 3] {
    let (setter, of_call) = (setter_name(name), call_setter_name(name));
    [
        name.to_owned(),
        format!("setter {}", plain(&setter)),
        format!("setter of the call {}", plain(&of_call)),
    ]
}

/// The name of the method that returns a group. It differs from the methods of every handle.
pub(super) fn accessor_name(words: &str) -> String {
    let name = value_name(words);
    if OF_HANDLES.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

/// Names several items at once. Items whose name needs no conversion are named first, so that a converted name cannot
/// displace an unconverted one.
pub(super) fn take_all<'w>(
    words: impl Iterator<Item = &'w str> + Clone,
    convert: fn(&str) -> String,
    mut take: impl FnMut(&'w str, String) -> (String, bool),
) -> Vec<(String, bool)> {
    let convert = |words| (words, Some(convert(words)));
    let mut wanted: Vec<(&str, Option<String>)> = words.map(convert).collect();
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

/// The key of a name in a scope. Names that differ only in case would be the same file on some systems, and `r#type`
/// is the same name as `type`. Rust and some file systems also treat a composed character as equal to its parts.
pub(super) fn collision_key(name: &str) -> String {
    let name = plain(name);
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        name.nfc().collect::<String>().to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_name::MAX_STEM;

    #[test]
    fn names_follow_rust_conventions() {
        assert!(KEYWORDS.is_sorted());
        assert_eq!(type_name("points-level"), "PointsLevel");
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
        assert_eq!(value_name("ſelf"), "self_");
        assert_eq!(type_name("ﬁle Nº"), "FileNo");
        assert_eq!(value_name("a\u{115f}b\u{1160}\u{3164}\u{ffa0}"), "ab");
        assert_eq!(value_name("\u{3164}"), "value");
        assert_eq!(value_name("a \u{3164} ² b"), "a_b");
        assert_eq!(value_name("² a \u{3164}"), "a");
        assert_eq!(value_name("\u{1100}\u{1161}"), "가");
        assert_eq!(type_stem("3.1.0"), "_310");
        assert_eq!(module_name("type"), "type_");
        assert_eq!(module_name_for("_42", "42"), "_42_");
        assert_eq!(module_name("größe"), "gr_uf6_udf_e");
        assert_eq!(module_name("COM1"), "com1_");
        assert_eq!(module_name(&"x".repeat(300)).len(), MAX_STEM);
    }

    #[test]
    fn symbols_become_words() {
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
    fn repeated_names_get_a_number() {
        let mut scope = NameScope::default();
        assert_eq!(scope.take("User".into()), ("User".into(), false));
        assert_eq!(scope.take("USER".into()), ("USER2".into(), true));
        assert_eq!(scope.take("r#type".into()), ("r#type".into(), false));
        assert_eq!(scope.take("r#type".into()), ("type_2".into(), true));
        let mut scope = NameScope::of_models();
        assert_eq!(scope.take("Option".into()), ("Option".into(), false));
        assert_eq!(scope.take("Self".into()), ("Self_".into(), true));
        assert_eq!(scope.take("Self".into()), ("Self2".into(), true));
        // The same syllable, as one character and as two.
        assert_eq!(scope.take("\u{ac00}".into()), ("\u{ac00}".into(), false));
        assert!(scope.take("\u{1100}\u{1161}".into()).1);
    }
}
