//! Groups: traits, handles and accessors.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use crate::model::{Api, Group, GroupNode, plain};

impl Comparison<'_> {
    pub(super) fn groups(&mut self) {
        let (old, new) = (self.old, self.new);
        let groups = new.groups.iter();
        let groups: BTreeMap<&str, &Group> =
            groups.map(|group| (group.module.as_str(), group)).collect();
        for group in &old.groups {
            let now = self.pairs.modules.get(group.module.as_str());
            if let Some(now) = now.and_then(|module| groups.get(module)) {
                self.group_pair(group, now);
            } else {
                let note =
                    "was removed with its trait: the document has no operation of this group";
                self.removed(&group.handle_name(), pointer(group), note);
            }
        }
        let known: BTreeSet<&str> = self.pairs.modules.values().copied().collect();
        let fresh: Vec<_> = new
            .groups
            .iter()
            .filter(|it| !known.contains(it.module.as_str()))
            .collect();
        for group in fresh {
            let path: Vec<String> = group
                .path
                .iter()
                .map(|word| format!("{}()", plain(word)))
                .collect();
            let note = format!("was added: `.{}`", path.join("."));
            self.added(&group.handle_name(), pointer(group), note);
        }
        self.handles();
    }

    fn group_pair(&mut self, old: &Group, new: &Group) {
        let path = ChangePath::new(old.handle_name(), new.handle_name(), pointer(new));
        if old.stem != new.stem {
            self.renamed(&path);
        }
        if old.module != new.module {
            self.renamed(&ChangePath::new(&old.module, &new.module, pointer(new)));
        }
        if old.path != new.path {
            let accessors = |group: &Group| {
                let words = group.path.iter().map(|word| plain(word).to_owned());
                format!("{}()", words.collect::<Vec<_>>().join("()."))
            };
            self.renamed(&ChangePath::new(
                accessors(old),
                accessors(new),
                pointer(new),
            ));
        }
        self.docs(&path, &old.docs, &new.docs);
    }

    /// Compares the types of accessors. A type without operations becomes a handle when it gets operations, and has
    /// another constructor then.
    fn handles(&mut self) {
        let before = accessors(self.old);
        let after = accessors(self.new);
        for (path, (name, is_handle)) in &before {
            let Some((now, now_is_handle)) = after.get(path) else {
                continue;
            };
            let here = ChangePath::new(name, now, "/paths");
            match (is_handle, now_is_handle) {
                (false, false) if name != now => self.renamed(&here),
                (false, true) => {
                    let note =
                        "now has its own operations: create it from an implementation of its trait";
                    self.changed(Bump::Major, ChangeKind::Retyped, &here, note);
                }
                _ => {}
            }
        }
    }
}

/// The pointer to the first operation of a group: a document has no object for a group.
fn pointer(group: &Group) -> &str {
    group
        .operations
        .first()
        .map_or("/paths", |operation| &operation.pointer)
}

/// The types of all accessors, by the path of the accessor, and whether each is the handle of a group.
fn accessors(api: &Api) -> BTreeMap<Vec<String>, (String, bool)> {
    let mut accessors = BTreeMap::new();
    collect_accessors(&GroupNode::root(api), &[], &mut accessors);
    accessors
}

fn collect_accessors(
    node: &GroupNode<'_>,
    path: &[String],
    accessors: &mut BTreeMap<Vec<String>, (String, bool)>,
) {
    for child in &node.children {
        let path = [path, &[child.word.to_owned()]].concat();
        collect_accessors(child, &path, accessors);
        accessors.insert(path, (child.handle_name(), child.group.is_some()));
    }
}
