//! Groups of operations.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::context::{Resolver, renamed_warning};
use super::json_pointer::JsonPointer;
use super::limits::MAX_NAME;
use super::names::{self, NameScope};
use super::order::path_rank;
use super::path_operation::PathOperation;
use super::tags::MAX_WORDS;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::model::{Api, Group, Operation, plain};

/// A group under construction. It has no module name yet.
pub(super) struct PendingGroup<'a> {
    /// The words that name the group in the document.
    pub(super) words: Vec<&'a str>,
    /// The words that name the module.
    module: String,
    /// The first operation of the group.
    first: JsonPointer,
    group: Group,
    /// The methods of the handle.
    pub(super) methods: NameScope,
    /// The entries of the configuration with the names of methods, by the keys of these names.
    pub(super) stated: HashMap<String, String>,
    /// The published names of methods, by the pointers of their operations.
    pub(super) published: HashMap<String, String>,
    /// The types of the operations in the file of the group. Their suffixes differ from those of handles and traits.
    pub(super) types: NameScope,
}

impl PendingGroup<'_> {
    pub(super) const fn group(&self) -> &Group {
        &self.group
    }

    pub(super) fn operations(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.group.operations.iter_mut()
    }
}

impl<'a> Resolver<'a> {
    /// The groups of all operations, in the canonical order.
    pub(super) fn groups(&mut self) -> Vec<PendingGroup<'a>> {
        self.set_grouping();
        let mut groups = self.named_groups();
        let indices = groups.iter().enumerate();
        let indices = indices.map(|(index, group)| (group.words.clone(), index));
        let indices: HashMap<Vec<&str>, usize> = indices.collect();
        self.take_stated_methods(&mut groups, &indices);
        self.take_published_methods(&mut groups, &indices);
        for found in self.operations() {
            let words = self.group_words(&found);
            let pointer = found.pointer();
            if words.len() > MAX_WORDS {
                let message = format!("a group is nested in more than {MAX_WORDS} names");
                let field = Self::group_field(found.source);
                self.error("too-deep", &pointer.child(field), message);
                continue;
            }
            if !self.may_name_operation(&found, &words, &pointer) {
                continue;
            }
            let index = indices.get(&words);
            let Some(group) = index.and_then(|index| groups.get_mut(*index)) else {
                continue;
            };
            let operations = self.operation(&found, &pointer, group);
            group.group.operations.extend(operations);
        }
        groups.retain(|group| !group.group.operations.is_empty());
        groups
    }

    /// Reserves the configured names of methods.
    fn take_stated_methods(
        &mut self,
        groups: &mut [PendingGroup<'a>],
        indices: &HashMap<Vec<&str>, usize>,
    ) {
        for found in self.operations() {
            let Some(stated) = self.stated.of_operation(&found) else {
                continue;
            };
            let (name, label) = (stated.name.clone(), stated.label());
            let index = indices.get(&self.group_words(&found));
            let Some(group) = index.and_then(|index| groups.get_mut(*index)) else {
                continue;
            };
            let key = names::collision_key(&name);
            if group.methods.take(name).1 {
                let other = group.stated.get(&key).cloned();
                let item = "another method of the group";
                self.report_stated_clash(&label, other.as_deref(), item);
            } else {
                group.stated.insert(key, label);
            }
        }
    }

    /// Reserves the published names of methods.
    fn take_published_methods(
        &mut self,
        groups: &mut [PendingGroup<'a>],
        indices: &HashMap<Vec<&str>, usize>,
    ) {
        if self
            .published
            .names()
            .is_none_or(|names| names.methods.is_empty())
        {
            return;
        }
        for found in self.operations() {
            let name = self.published.method(&found.position.method, found.path);
            let name = name.filter(|_| self.stated.of_operation(&found).is_none());
            let index = indices.get(&self.group_words(&found));
            if let Some(name) = name
                && let Some(group) = index.and_then(|index| groups.get_mut(*index))
                && group.methods.is_free(name)
            {
                group.methods.reserve(name);
                group
                    .published
                    .insert(found.pointer().into(), name.to_owned());
            }
        }
    }

    /// All groups without their operations. Their names do not depend on the names of operations.
    fn named_groups(&mut self) -> Vec<PendingGroup<'a>> {
        let mut found_groups = Vec::new();
        let mut known = HashSet::new();
        let mut handles = std::mem::take(&mut self.root_names);
        let mut paths = NameScope::default();
        for found in self.operations() {
            let words = self.group_words(&found);
            let are_short = words.iter().all(|word| word.len() <= MAX_NAME);
            if words.len() <= MAX_WORDS && are_short && known.insert(words.clone()) {
                found_groups.push((words, found.pointer()));
            }
        }
        // Groups with configured names are named first.
        let is_derived = |words: &[&str]| words.iter().all(|it| self.stated.of_group(it).is_none());
        found_groups.sort_by_cached_key(|(words, _)| is_derived(words));
        let mut stated = HashMap::new();
        let mut groups = Vec::with_capacity(found_groups.len());
        for (words, first) in found_groups {
            let scopes = (&mut handles, &mut paths, &mut stated);
            groups.push(self.named_group(words, first, scopes));
        }
        self.name_ancestors(&mut groups, &mut handles);
        self.root_names = handles;
        reserve_children(&mut groups);
        groups
    }

    fn named_group(
        &mut self,
        words: Vec<&'a str>,
        first: JsonPointer,
        (handles, paths, stated_paths): (
            &mut NameScope,
            &mut NameScope,
            &mut HashMap<String, String>,
        ),
    ) -> PendingGroup<'a> {
        let own = self.own_words(&words);
        let stated: Vec<_> = own.iter().map(|word| self.stated.of_group(word)).collect();
        let label = stated.iter().flatten().next().map(|stated| stated.label());
        let named = own.iter().zip(stated).map(|(word, stated)| match stated {
            Some(stated) => plain(&stated.name).to_owned(),
            None => (*word).to_owned(),
        });
        let named: Vec<String> = named.collect();
        let module = named.join(" ");
        let stem = self.take_handle(&names::type_name(&module), &first, handles);
        let docs = self.tags.docs(if own.len() == 1 { own } else { &words });
        // Two tags may have the same name in Rust. Each still has its own path.
        let wanted: Vec<String> = named.iter().map(|word| names::value_name(word)).collect();
        let wanted = wanted.join(".");
        let accessors = named.iter().map(|word| names::accessor_name(word));
        let (path, _) = paths.take(accessors.collect::<Vec<_>>().join("."));
        let other = stated_paths.get(&wanted).cloned();
        match (path == wanted, &label, other) {
            (true, ..) => {}
            (_, Some(label), other) => {
                self.report_stated_clash(label, other.as_deref(), "another group");
            }
            (_, None, Some(stated)) => {
                self.report_clash(&stated, &format!("the group `{}`", words.join(" ")));
            }
            (_, None, None) => self.warn_renamed("accessor", &wanted, &path, &first),
        }
        stated_paths.extend(label.map(|label| (path.clone(), label)));
        let group = Group {
            stem,
            module: String::new(),
            feature: String::new(),
            path: path.split('.').map(str::to_owned).collect(),
            ancestors: Vec::new(),
            docs,
            operations: Vec::new(),
        };
        PendingGroup {
            words,
            module,
            first,
            group,
            methods: NameScope::of_handle(),
            stated: HashMap::new(),
            published: HashMap::new(),
            types: NameScope::default(),
        }
    }

    /// Names the types on the way to nested groups: a handle, or a type that only has the groups below it.
    fn name_ancestors(&mut self, groups: &mut [PendingGroup<'a>], handles: &mut NameScope) {
        let names = groups
            .iter()
            .map(|it| (it.group.path.clone(), it.group.stem.clone()));
        let mut stems: HashMap<Vec<String>, String> = names.collect();
        for PendingGroup { group, first, .. } in groups {
            let mut above = String::new();
            for (index, word) in group.path.iter().enumerate() {
                let path = group.path.iter().take(index + 1).cloned().collect();
                if index + 1 == group.path.len() {
                    break;
                }
                let stem = match stems.entry(path) {
                    Entry::Occupied(known) => known.get().clone(),
                    Entry::Vacant(unknown) => {
                        let wanted = names::type_stem(&format!("{above} {}", plain(word)));
                        let stem = self.take_handle(&wanted, first, handles);
                        unknown.insert(stem).clone()
                    }
                };
                above.clone_from(&stem);
                group.ancestors.push(stem);
            }
        }
    }

    /// Reserves the names of a handle and its trait, and returns their first part.
    fn take_handle(
        &mut self,
        wanted: &str,
        first: &JsonPointer,
        handles: &mut NameScope,
    ) -> String {
        let (stem, renamed) = handles.take_family(wanted.to_owned(), Group::type_names_of);
        if renamed {
            let [wanted, _] = Group::type_names_of(wanted);
            let [name, _] = Group::type_names_of(&stem);
            self.warn_renamed("handle", &wanted, &name, first);
        }
        stem
    }

    /// All operations in the canonical order.
    pub(super) fn operations(&self) -> impl Iterator<Item = PathOperation<'a>> + use<'a> {
        let document = self.document;
        let paths = document.openapi.paths.paths.iter();
        let items = paths.filter_map(|(path, item)| Some((path.as_str(), item.as_item()?)));
        let mut items: Vec<_> = items.collect();
        items.sort_by_key(|(path, _)| path_rank(path));
        let items = items.into_iter();
        items.flat_map(|(path, item)| {
            let operations = document.operations(item);
            operations.map(move |(position, source)| PathOperation {
                path,
                item,
                position,
                source,
            })
        })
    }
}

/// Reserves the names of nested groups in the handle that returns them.
fn reserve_children(groups: &mut [PendingGroup<'_>]) {
    let mut children: HashMap<Vec<String>, Vec<String>> = HashMap::new();
    for PendingGroup { group, .. } in groups.iter() {
        for (index, word) in group.path.iter().enumerate() {
            let path = group.path.iter().take(index).cloned().collect();
            children.entry(path).or_default().push(word.clone());
        }
    }
    for PendingGroup { group, methods, .. } in groups {
        for word in children.remove(&group.path).unwrap_or_default() {
            methods.reserve(&word);
            methods.reserve(&format!("with_{}", plain(&word).trim_matches('_')));
        }
    }
}

/// Names the module of each group and sorts the groups by it. Sorts the operations of each group as in the document.
pub(super) fn with_modules(
    pending: Vec<PendingGroup<'_>>,
    api: &Api,
    document: &Document,
    findings: &mut Diagnostics,
) -> Vec<Group> {
    let paths = &document.openapi.paths.paths;
    let mut modules = NameScope::default();
    for module in reserved_modules(api) {
        modules.reserve(module);
    }
    let named = pending.into_iter().map(|mut it| {
        let wanted = names::module_name(&it.module);
        let (module, renamed) = modules.take(wanted.clone());
        if renamed {
            findings.push(renamed_warning(
                "module",
                &wanted,
                &module,
                it.first.as_str(),
            ));
        }
        let operations = &mut it.group.operations;
        operations.sort_by_cached_key(|operation| paths.get_index_of(&operation.path));
        Group { module, ..it.group }
    });
    let mut groups: Vec<Group> = named.collect();
    groups.sort_by(|one, other| one.module.cmp(&other.module));
    groups
}

/// The module names that a group cannot have. `models` and `server` are always reserved, so that adding the first
/// schema or enabling the server does not rename a group. The root file uses the crate and the primitive type.
fn reserved_modules(api: &Api) -> impl Iterator<Item = &'static str> {
    let webhooks = api.has_webhook_enum().then_some("webhooks");
    ["apicrate_runtime", "models", "server", "str"]
        .into_iter()
        .chain(webhooks)
}
