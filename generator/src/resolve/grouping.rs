//! The names of groups, and the names of methods, which do not repeat them.
//!
//! The group of an operation is its `x-fern-sdk-group-name`, an extension of documents that are written for SDKs, or
//! else its first tag. A document that has neither is grouped by path. The configuration can choose another way. The
//! name of an operation is its `x-fern-sdk-method-name`, or else its `operationId` without the name of the group.
//! Configured names replace both.

use openapiv3::Operation as Source;
use serde_json::Value;

use super::context::Resolver;
use super::limits::MAX_NAME;
use super::names;
use super::path_groups::{Grouping, PathGroups};
use super::path_operation::PathOperation;
use super::short::{MAX_COMPOSED, short_value_name};
use crate::document::GroupBy;
use crate::model::plain;

/// The group of operations without a tag.
const UNTAGGED: &str = "operations";

const GROUP_NAME: &str = "x-fern-sdk-group-name";

const METHOD_NAME: &str = "x-fern-sdk-method-name";

impl<'a> Resolver<'a> {
    pub(super) fn set_grouping(&mut self) {
        let is_by_path = match self.document.group_by {
            GroupBy::Path => true,
            GroupBy::None => {
                self.grouping = Grouping::Single;
                false
            }
            GroupBy::Tag => self.operations().all(|it| !is_grouped(it.source)),
        };
        if is_by_path {
            // Longer names are reported elsewhere.
            let is_short = |it: &PathOperation<'a>| it.path.len().max(it.id().len()) <= MAX_NAME;
            let operations = self.operations().filter(is_short);
            let operations = operations.map(|it| {
                let name = stated_name(it.source);
                (it, name)
            });
            let operations: Vec<_> = operations.collect();
            self.grouping = Grouping::Paths(PathGroups::new(&operations));
        }
        self.common_group = self.common_word();
        if self.stated.move_operations() {
            let groups = self.operations().map(|it| {
                let words = self.derived_group_words(&it);
                (self.accessors(&words), words)
            });
            self.groups_by_accessor = groups.collect();
        }
    }

    /// The first word of all group names, if it is the same. It names the API, not a part of it.
    fn common_word(&self) -> Option<&'a str> {
        let mut groups = self.operations().map(|it| self.derived_group_words(&it));
        let first = *groups.next()?.first()?;
        groups
            .all(|words| words.len() > 1 && words.first() == Some(&first))
            .then_some(first)
    }

    /// The words of a group without the word that all groups have in common.
    pub(super) fn own_words<'w>(&self, words: &'w [&'a str]) -> &'w [&'a str] {
        match words {
            [first, own @ ..] if !own.is_empty() && Some(*first) == self.common_group => own,
            words => words,
        }
    }

    /// The names of a group and of those that contain it.
    fn accessors(&self, words: &[&'a str]) -> Vec<String> {
        let own = self.own_words(words).iter();
        let names = own.map(|word| match self.stated.of_group(word) {
            Some(stated) => stated.name.clone(),
            None => names::accessor_name(word),
        });
        names.collect()
    }

    /// The words that name an operation's group. The configuration can name another group, or a new one.
    pub(super) fn group_words(&self, operation: &PathOperation<'a>) -> Vec<&'a str> {
        let stated = self.stated.of_operation(operation);
        let Some(stated) = stated.filter(|it| !it.group.is_empty()) else {
            return self.derived_group_words(operation);
        };
        let accessors = stated.group.iter().map(|word| names::accessor_name(word));
        let known = self.groups_by_accessor.get(&accessors.collect::<Vec<_>>());
        known.cloned().unwrap_or_else(|| {
            let common = self.common_group.into_iter();
            common.chain(stated.group.iter().copied()).collect()
        })
    }

    /// The words that name an operation's group in the document.
    fn derived_group_words(&self, operation: &PathOperation<'a>) -> Vec<&'a str> {
        let words = match &self.grouping {
            Grouping::Tags => {
                let stated = stated_group(operation.source);
                stated.or_else(|| self.tags.words(operation.source))
            }
            Grouping::Paths(paths) => paths.word(operation.path).map(|word| vec![word]),
            Grouping::Single => None,
        };
        words.unwrap_or_else(|| vec![UNTAGGED])
    }

    /// The field that names the group of an operation.
    pub(super) fn group_field(source: &Source) -> &'static str {
        if source.extensions.contains_key(GROUP_NAME) {
            GROUP_NAME
        } else {
            "tags"
        }
    }

    /// The method name of an operation in the group that `words` name. It may be taken.
    pub(super) fn method_name(&self, operation: &PathOperation<'a>, words: &[&str]) -> String {
        let source = operation.source;
        if let Some(name) = stated_name(source) {
            return name;
        }
        let name = match &self.grouping {
            Grouping::Paths(paths) => paths.method_name(operation),
            Grouping::Tags | Grouping::Single => {
                without_prefix(&operation.id(), &id_prefixes(source, words))
            }
        };
        if source.operation_id.is_none() {
            short_value_name(name, MAX_COMPOSED)
        } else {
            name
        }
    }
}

/// Returns whether the document states the group of an operation.
fn is_grouped(source: &Source) -> bool {
    stated_group(source).is_some() || !source.tags.is_empty()
}

/// The words of the group that an extension states.
fn stated_group(source: &Source) -> Option<Vec<&str>> {
    let words: Vec<&str> = match source.extensions.get(GROUP_NAME)? {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    };
    (!words.is_empty()).then_some(words)
}

/// The method name that an extension states.
fn stated_name(source: &Source) -> Option<String> {
    let name = source.extensions.get(METHOD_NAME)?.as_str()?;
    Some(names::value_name(name))
}

/// The names that are removed from the beginning of an operation's id: that of its group, and of its tag.
fn id_prefixes(source: &Source, words: &[&str]) -> Vec<String> {
    let mut prefixes: Vec<String> = words
        .first()
        .map(|it| (*it).to_owned())
        .into_iter()
        .collect();
    if words.len() > 1 && !source.extensions.contains_key(GROUP_NAME) {
        prefixes.insert(0, words.join(" "));
        prefixes.extend(words.last().map(|it| (*it).to_owned()));
    }
    prefixes
}

/// The ID without a prefix: `users_achievements` with the tag `Users` becomes `achievements`.
fn without_prefix(id: &str, prefixes: &[String]) -> String {
    let name = names::value_name(id);
    let rests = prefixes.iter().filter_map(|prefix| {
        let prefix = format!("{}_", plain(&names::value_name(prefix)));
        name.strip_prefix(&prefix)
    });
    let rest = rests
        .filter(|rest| !rest.is_empty())
        .map(names::value_name)
        .next();
    rest.unwrap_or(name)
}
