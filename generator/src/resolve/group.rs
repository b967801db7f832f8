//! Groups of operations.
//!
//! The group of an operation is its `x-fern-sdk-group-name`, an extension of documents that are written for SDKs, or
//! else its first tag.

use std::collections::HashMap;

use openapiv3::{Operation as Source, PathItem, Tag};
use serde_json::Value;

use super::annotations::non_blank;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::names::{self, NameScope};
use super::order::path_rank;
use crate::document::Document;
use crate::model::{Api, Group, Operation};

/// The group of operations without a tag.
const UNTAGGED: &str = "operations";

const GROUP_NAME: &str = "x-fern-sdk-group-name";

/// The maximum number of words that name a group.
const MAX_WORDS: usize = 16;

/// A group under construction. It has no module name yet.
pub(super) struct PendingGroup<'a> {
    /// The words that name the group in the document.
    pub(super) words: Vec<&'a str>,
    /// The words that name the module.
    module: String,
    group: Group,
    pub(super) methods: NameScope,
    pub(super) stems: NameScope,
}

impl PendingGroup<'_> {
    pub(super) fn operations(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.group.operations.iter_mut()
    }
}

impl<'a> Resolver<'a> {
    /// The groups of all operations, in the canonical order.
    pub(super) fn groups(&mut self) -> Vec<PendingGroup<'a>> {
        let mut groups: Vec<PendingGroup<'a>> = Vec::new();
        let mut indices: HashMap<Vec<&str>, usize> = HashMap::new();
        let tags = self.document.openapi.tags.iter().rev();
        let tags: HashMap<&str, &Tag> = tags.map(|tag| (tag.name.as_str(), tag)).collect();
        let mut handles = NameScope::default();
        let mut paths = NameScope::default();
        let common = self.common_word();
        for (path, item, method, source) in self.operations() {
            let words = group_words(source);
            if words.len() > MAX_WORDS {
                let pointer = JsonPointer::new(&["paths", path, method, GROUP_NAME]);
                let message = format!("a group is nested in more than {MAX_WORDS} names");
                self.error("too-deep", &pointer, message);
                continue;
            }
            let pointer = JsonPointer::new(&["paths", path, method]);
            if !self.may_name_operation(path, &words, source, &pointer) {
                continue;
            }
            let index = *indices.entry(words).or_insert_with_key(|words| {
                groups.push(group(words, common, &tags, &mut handles, &mut paths));
                groups.len() - 1
            });
            let Some(group) = groups.get_mut(index) else {
                continue;
            };
            let operations = self.operation(path, item, method, source, group);
            group.group.operations.extend(operations);
        }
        groups
    }

    /// All operations with their path and method, in the canonical order.
    fn operations(
        &self,
    ) -> impl Iterator<Item = (&'a str, &'a PathItem, &'a str, &'a Source)> + use<'a> {
        let paths = self.document.openapi.paths.paths.iter();
        let items = paths.filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
        let mut items: Vec<_> = items.collect();
        items.sort_by_key(|(path, _)| path_rank(path));
        let items = items.into_iter();
        items.flat_map(|(path, item)| {
            item.iter()
                .map(move |(method, source)| (path, item, method, source))
        })
    }

    /// The first word of all group names, if it is the same. It names the API, not a part of it.
    fn common_word(&self) -> Option<&'a str> {
        let mut groups = self
            .operations()
            .map(|(_, _, _, source)| group_words(source));
        let first = *groups.next()?.first()?;
        groups
            .all(|words| words.len() > 1 && words.first() == Some(&first))
            .then_some(first)
    }
}

fn group<'a>(
    words: &[&'a str],
    common: Option<&str>,
    tags: &HashMap<&str, &Tag>,
    handles: &mut NameScope,
    paths: &mut NameScope,
) -> PendingGroup<'a> {
    let own = if words.len() > 1 && words.first().copied() == common {
        words.get(1..)
    } else {
        None
    };
    let own = own.unwrap_or(words);
    let module = own.join(" ");
    let (name, _) = handles.take(names::group_name(&module));
    let tag = match own {
        [only] => tags.get(only),
        _ => None,
    };
    // Two tags may have the same name in Rust. Each still has its own path.
    let accessors: Vec<String> = own.iter().map(|word| names::method_name(word)).collect();
    let (path, _) = paths.take(accessors.join("."));
    let group = Group {
        name,
        module: String::new(),
        path: path.split('.').map(str::to_owned).collect(),
        docs: tag.and_then(|tag| non_blank(tag.description.as_ref())),
        operations: Vec::new(),
    };
    PendingGroup {
        words: words.to_vec(),
        module,
        group,
        methods: NameScope::default(),
        stems: NameScope::default(),
    }
}

/// Names the module of each group and sorts the groups by it. Sorts the operations of each group as in the document.
pub(super) fn with_modules(
    pending: Vec<PendingGroup<'_>>,
    api: &Api,
    document: &Document,
) -> Vec<Group> {
    let paths = &document.openapi.paths.paths;
    let mut modules = NameScope::default();
    for module in reserved_modules(api) {
        modules.take(module.to_owned());
    }
    let named = pending.into_iter().map(
        |PendingGroup {
             module, mut group, ..
         }| {
            (group.module, _) = modules.take(names::module_name_for(&group.name, &module));
            let operations = &mut group.operations;
            operations.sort_by_cached_key(|operation| paths.get_index_of(&operation.path));
            group
        },
    );
    let mut groups: Vec<Group> = named.collect();
    groups.sort_by(|one, other| one.module.cmp(&other.module));
    groups
}

/// The module names that a group cannot have. `models` and `server` are always reserved, so that adding the first
/// schema or enabling the server does not rename a group. Cargo gives the files `build.rs`,
/// `lib.rs` and `main.rs` a meaning.
fn reserved_modules(api: &Api) -> impl Iterator<Item = &'static str> {
    let webhooks = api.has_webhook_enum().then_some("webhooks");
    [
        "apicrate_runtime",
        "build",
        "lib",
        "main",
        "models",
        "server",
    ]
    .into_iter()
    .chain(webhooks)
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
