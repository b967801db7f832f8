//! Groups of operations that are named by the paths.
//!
//! A group is the first segment of a path that names a thing: not a parameter, not a version, not `api`. The segments
//! that all paths begin with name the API, and are skipped too.

use std::collections::{HashMap, HashSet};

use super::case::snake_case;
use super::names;
use super::path_operation::PathOperation;

/// Segments that name an interface and not a thing.
const INTERFACES: [&str; 3] = ["api", "apis", "rest"];

/// Words that can follow the number of a version.
const STAGES: [&str; 4] = ["alpha", "beta", "preview", "rc"];

/// The source of the names of groups.
#[derive(Default)]
pub(super) enum Grouping<'a> {
    #[default]
    Tags,
    Paths(PathGroups<'a>),
    /// All operations are in one group.
    Single,
}

/// The groups of the paths of a document.
#[derive(Default)]
pub(super) struct PathGroups<'a> {
    /// The word that names the group of each path that has one. Words with the same name in Rust are the same word.
    words: HashMap<&'a str, &'a str>,
    /// The names of methods that several operations of a group would have, with the word of the group.
    repeated: HashSet<(Option<&'a str>, String)>,
}

/// A segment that is neither a version nor the name of an interface.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Segment<'a> {
    Word(&'a str),
    Parameter,
}

impl<'a> Segment<'a> {
    const fn word(self) -> Option<&'a str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Parameter => None,
        }
    }
}

impl<'a> PathGroups<'a> {
    /// Groups operations, which are in the canonical order. `named` are their method names, if the document states them.
    pub(super) fn new(operations: &[(PathOperation<'a>, Option<String>)]) -> Self {
        let mut known = HashSet::new();
        let paths = operations.iter().map(|(operation, _)| operation.path);
        let paths = paths.filter(|path| known.insert(*path));
        let paths: Vec<(&str, Vec<Segment<'a>>)> = paths
            .map(|path| (path, named_segments(path)))
            .filter(|(_, segments)| !segments.is_empty())
            .collect();
        let mut skipped = 0;
        while is_common_beginning(&paths, skipped) {
            skipped += 1;
        }
        let mut spellings = HashMap::new();
        let words = paths.iter().filter_map(|(path, segments)| {
            let word = segments.get(skipped)?.word()?;
            Some((*path, *spellings.entry(snake_case(word)).or_insert(word)))
        });
        let words = words.collect();
        let mut groups = Self {
            words,
            repeated: HashSet::new(),
        };
        let mut taken = HashSet::new();
        for (operation, stated) in operations {
            let word = groups.word(operation.path);
            let name = stated.clone();
            let name = name.unwrap_or_else(|| groups.short_name(operation));
            if !taken.insert((word, name.clone())) {
                groups.repeated.insert((word, name));
            }
        }
        groups
    }

    /// The word that names the group of a path.
    pub(super) fn word(&self, path: &str) -> Option<&'a str> {
        self.words.get(path).copied()
    }

    /// The method name of an operation: its ID without the group, if no other operation of the group has this name.
    pub(super) fn method_name(&self, operation: &PathOperation<'a>) -> String {
        let short = self.short_name(operation);
        let key = (self.word(operation.path), short);
        if self.repeated.contains(&key) {
            names::value_name(&operation.id())
        } else {
            key.1
        }
    }

    /// The ID without the group: `GetCustomersCustomer` becomes `get_customer`.
    fn short_name(&self, operation: &PathOperation<'a>) -> String {
        let id = operation.id();
        let word = self.word(operation.path);
        let short = word.and_then(|word| without_group(&id, word, operation.path));
        names::value_name(short.as_deref().unwrap_or(&id))
    }
}

/// Returns whether the segment with this index only names the API: all paths have it, and after it another word, which
/// has paths below it.
fn is_common_beginning(paths: &[(&str, Vec<Segment<'_>>)], index: usize) -> bool {
    let name = |segments: &[Segment<'_>]| {
        let word = segments.get(index).and_then(|segment| segment.word());
        word.map(snake_case)
    };
    let Some((_, first)) = paths.first() else {
        return false;
    };
    let common = name(first);
    let is_common = |segments: &[Segment<'_>]| {
        let next = segments.get(index + 1);
        next.is_some_and(|next| next.word().is_some()) && name(segments) == common
    };
    let has_below = |(_, segments): &(&str, Vec<_>)| segments.len() > index + 2;
    paths.iter().all(|(_, segments)| is_common(segments)) && paths.iter().any(has_below)
}

/// The segments of a path from its first word on, without versions and names of interfaces.
fn named_segments(path: &str) -> Vec<Segment<'_>> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    let segments = segments.filter(|segment| !is_of_interface(segment));
    let segments = segments.map(|segment| match word_of(segment) {
        Some(word) => Segment::Word(word),
        None => Segment::Parameter,
    });
    segments
        .skip_while(|segment| *segment == Segment::Parameter)
        .collect()
}

/// The beginning of a segment that is a word: `pets` in `pets`, `pets.json`, `pets:search` and `pets-{id}`.
fn word_of(segment: &str) -> Option<&str> {
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '{' | '(');
    let segment = segment.trim_start_matches(|c| !begins(c));
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '~' | '+' | ' ' | '%'));
    let word = segment.split(ends).next()?;
    (!word.is_empty()).then_some(word)
}

/// Returns whether a segment is the name of an interface or a version: `api`, `v2`, `v1beta1`, `2.0`, `2025-01-31`.
fn is_of_interface(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    if INTERFACES.contains(&segment.as_str()) {
        return true;
    }
    let number = segment.strip_prefix("version");
    let number = number.or_else(|| segment.strip_prefix('v'));
    // The number can be a parameter.
    if number.is_some_and(|number| number.starts_with('{')) {
        return true;
    }
    let number = number.unwrap_or(&segment);
    let is_digit = |c: char| c.is_ascii_digit();
    let stage = number.trim_start_matches(|c| is_digit(c) || matches!(c, '.' | '-' | '_'));
    let stage = stage.trim_end_matches(is_digit);
    number.starts_with(is_digit) && (stage.is_empty() || STAGES.contains(&stage))
}

/// The words of an ID without those of its group, which follow its first word or precede it. The words of the segments
/// before the group are removed too: `get_v1_users_by_name` becomes `get_by_name`.
fn without_group(id: &str, group: &str, path: &str) -> Option<String> {
    let (id, group) = (snake_case(id), snake_case(group));
    let names_group = |segment: &&str| word_of(segment).map(snake_case).as_ref() == Some(&group);
    let before: String = path
        .split_inclusive('/')
        .take_while(|segment| !names_group(segment))
        .collect();
    let before = snake_case(&before);
    let before: HashSet<&str> = before.split('_').collect();
    let group: Vec<&str> = group.split('_').collect();
    let words: Vec<&str> = id.split('_').collect();
    let mut rest = words.as_slice();
    let mut first = None;
    loop {
        if let Some(after) = rest.strip_prefix(group.as_slice()) {
            let kept: Vec<&str> = first.into_iter().chain(after.iter().copied()).collect();
            return (!kept.is_empty()).then(|| kept.join("_"));
        }
        let (word, after) = rest.split_first()?;
        if !before.contains(word) && first.replace(*word).is_some() {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_of_a_path_names_its_group() {
        for (path, expected) in [
            ("/pets", Some("pets")),
            ("/v1/pets/{id}/toys", Some("pets")),
            ("/api/v2beta1/pets", Some("pets")),
            ("/rest/2025-01-31/pets", Some("pets")),
            ("/2.0/{tenant}/pets", Some("pets")),
            ("/v{version}/pets", Some("pets")),
            ("/pets.json", Some("pets")),
            ("/pets.list", Some("pets")),
            ("/pets:search", Some("pets")),
            ("/pets('{id}')", Some("pets")),
            ("/pets-{id}", Some("pets-")),
            ("/$pets?kind=cat", Some("pets")),
            ("/.well-known/pets", Some("well-known")),
            ("/3d-models", Some("3d-models")),
            ("/vets", Some("vets")),
            ("/größen", Some("größen")),
            ("/{id}/{other}", None),
            ("/v1", None),
            ("/", None),
            ("//-/", None),
        ] {
            let first = named_segments(path).first().and_then(|first| first.word());
            assert_eq!(first, expected, "{path}");
        }
    }

    #[test]
    fn common_beginnings_name_the_api() {
        let skipped = |paths: &[&'static str], index| {
            let paths: Vec<_> = paths.iter().map(|it| (*it, named_segments(it))).collect();
            is_common_beginning(&paths, index)
        };
        let paths = ["/shop/a/pets", "/shop/a/pets/{id}", "/shop/a/toys"];
        assert!(skipped(&paths, 0));
        assert!(skipped(&paths, 1));
        assert!(!skipped(&paths, 2));
        // There is nothing below the next segments: they name operations.
        assert!(!skipped(&["/events/list", "/events/subscribe"], 0));
        // It is a path, or it is followed by a parameter.
        assert!(!skipped(&["/pets", "/pets/toys", "/pets/toys/{id}"], 0));
        assert!(!skipped(&["/pets/{id}", "/pets/toys/{id}"], 0));
        assert!(!skipped(&["/pets/toys/{id}", "/toys/pets/{id}"], 0));
        assert!(!skipped(&[], 0));
    }

    #[test]
    fn method_names_do_not_repeat_the_group() {
        for (id, group, path, expected) in [
            (
                "GetCustomersCustomer",
                "customers",
                "/v1/customers/{customer}",
                Some("get_customer"),
            ),
            ("users_list", "users", "/users", Some("list")),
            ("listUsers", "users", "/users", Some("list")),
            (
                "GET /api/v1/users/{id}",
                "users",
                "/api/v1/users/{id}",
                Some("get_id"),
            ),
            (
                "get_v1_users_by_name",
                "users",
                "/v1/users",
                Some("get_by_name"),
            ),
            ("shop-users-list", "users", "/shop/users", Some("list")),
            (
                "list_bank_accounts",
                "bank-accounts",
                "/bank-accounts",
                Some("list"),
            ),
            ("list_user_accounts", "accounts", "/accounts", None),
            ("get_user", "users", "/users/{id}", None),
            ("users", "users", "/users", None),
            ("", "users", "/users", None),
        ] {
            assert_eq!(without_group(id, group, path).as_deref(), expected, "{id}");
        }
    }
}
