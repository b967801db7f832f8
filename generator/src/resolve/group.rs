//! Groups: operations that belong together become one service.
//!
//! An operation's group is its first tag. Documents made for SDKs say the group outright, in
//! `x-fern-sdk-group-name`, as a list of words that lead to it, and are taken at their word.

use openapiv3::{Operation as Source, PathItem};
use serde_json::Value;

use super::annotations::non_blank;
use super::context::Resolver;
use super::names::{self, NameScope};
use crate::model::Group;

/// The group of operations that have no tag.
const UNTAGGED: &str = "operations";

/// Modules beside those of the services.
const MODULES_IN_USE: &[&str] = &["models", "server", "apicrate_runtime", "webhooks"];

const GROUP_NAME: &str = "x-fern-sdk-group-name";

/// A service under construction.
pub(super) struct PendingGroup<'a> {
    pub(super) words: Vec<&'a str>,
    pub(super) group: Group,
    pub(super) methods: NameScope,
    pub(super) stems: NameScope,
}

impl<'a> Resolver<'a> {
    /// All operations, by tag.
    pub(super) fn groups(&mut self) -> Vec<Group> {
        let mut groups: Vec<PendingGroup<'a>> = Vec::new();
        let mut modules = NameScope::default();
        for &module in MODULES_IN_USE {
            modules.take(module.to_owned());
        }
        let mut handles = NameScope::default();
        let mut paths = NameScope::default();
        let common = self.common_word();
        for (path, item, method, source) in self.operations() {
            let words = group_words(source);
            let index = groups
                .iter()
                .position(|group| group.words == words)
                .unwrap_or_else(|| {
                    groups.push(self.group(
                        words,
                        common,
                        [&mut modules, &mut handles, &mut paths],
                    ));
                    groups.len() - 1
                });
            let Some(group) = groups.get_mut(index) else {
                continue;
            };
            let operations = self.operation(path, item, method, source, group);
            group.group.operations.extend(operations);
        }
        let mut groups: Vec<Group> = groups.into_iter().map(|group| group.group).collect();
        groups.sort_by(|one, other| one.module.cmp(&other.module));
        groups
    }

    /// Every operation with where it stands.
    fn operations(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a PathItem, &'a str, &'a Source)> + use<'a> {
        let paths = self.document.openapi.paths.paths.iter();
        let items = paths.filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
        items.flat_map(|(path, item)| {
            item.iter()
                .map(move |(method, source)| (path, item, method, source))
        })
    }

    /// The first word of all group names, if there is one: it names the API and not a part of it.
    fn common_word(&self) -> Option<&'a str> {
        let mut groups = self
            .operations()
            .map(|(_, _, _, source)| group_words(source));
        let first = *groups.next()?.first()?;
        groups
            .all(|words| words.len() > 1 && words.first() == Some(&first))
            .then_some(first)
    }

    fn group(
        &self,
        words: Vec<&'a str>,
        common: Option<&str>,
        [modules, handles, paths]: [&mut NameScope; 3],
    ) -> PendingGroup<'a> {
        let own = if words.len() > 1 && words.first().copied() == common {
            words.get(1..)
        } else {
            None
        };
        let own = own.unwrap_or(&words);
        let joined = own.join(" ");
        let (name, _) = handles.take(names::service_name(&joined));
        let (module, _) = modules.take(names::module_beside(&name, &joined));
        let tag = self
            .document
            .openapi
            .tags
            .iter()
            .find(|tag| own == [tag.name.as_str()]);
        // Two tags may be spelled alike in Rust; the way to each is its own all the same.
        let accessors: Vec<String> = own.iter().map(|word| names::method_name(word)).collect();
        let (path, _) = paths.take(accessors.join("."));
        let group = Group {
            name,
            module,
            path: path.split('.').map(str::to_owned).collect(),
            docs: tag.and_then(|tag| non_blank(tag.description.as_ref())),
            operations: Vec::new(),
        };
        PendingGroup {
            words,
            group,
            methods: NameScope::default(),
            stems: NameScope::default(),
        }
    }
}

/// The words that name an operation's group.
fn group_words(source: &Source) -> Vec<&str> {
    let stated = source.extensions.get(GROUP_NAME).map(|name| match name {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    });
    let stated: Vec<&str> = stated.unwrap_or_default();
    if stated.is_empty() {
        vec![source.tags.first().map_or(UNTAGGED, String::as_str)]
    } else {
        stated
    }
}
