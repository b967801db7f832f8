//! Services: traits, handles, and the accessors that lead to them.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use crate::model::{Api, Group, GroupNode, plain};

impl Comparison<'_> {
    pub(super) fn services(&mut self) {
        let (old, new) = (self.old, self.new);
        for service in &old.groups {
            let now = self.pairs.modules.get(service.module.as_str());
            if let Some(now) = now.and_then(|module| service_in(new, module)) {
                self.service_pair(service, now);
            } else {
                let note = "is gone with its trait: no operation is in this group any more";
                self.removed(&service.name, pointer(service), note);
            }
        }
        let known: BTreeSet<&str> = self.pairs.modules.values().copied().collect();
        let fresh: Vec<_> = new
            .groups
            .iter()
            .filter(|it| !known.contains(it.module.as_str()))
            .collect();
        for service in fresh {
            let path: Vec<String> = service
                .path
                .iter()
                .map(|word| format!("{}()", plain(word)))
                .collect();
            let note = format!("may be used: `.{}`", path.join("."));
            self.added(&service.name, pointer(service), note);
        }
        self.groups();
    }

    fn service_pair(&mut self, old: &Group, new: &Group) {
        let path = ChangePath::new(&old.name, &new.name, pointer(new));
        if old.name != new.name {
            self.renamed(&path);
        }
        if old.module != new.module {
            self.renamed(&ChangePath::new(&old.module, &new.module, pointer(new)));
        }
        if old.path != new.path {
            let accessors = |service: &Group| {
                let words = service.path.iter().map(|word| plain(word).to_owned());
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

    /// A group becomes a handle when it gets operations of its own, and is made another way from then on.
    fn groups(&mut self) {
        let before = accessors(self.old);
        let after = accessors(self.new);
        for (path, (name, service)) in &before {
            let Some((now, now_service)) = after.get(path) else {
                continue;
            };
            let here = ChangePath::new(name, now, "/paths");
            match (service, now_service) {
                (false, false) if name != now => self.renamed(&here),
                (false, true) => {
                    let note = "has operations of its own now: make it from an implementation of its trait";
                    self.changed(Bump::Major, ChangeKind::Retyped, &here, note);
                }
                _ => {}
            }
        }
    }
}

fn service_in<'a>(api: &'a Api, module: &str) -> Option<&'a Group> {
    api.groups.iter().find(|service| service.module == module)
}

/// A service has no place of its own in a document: it is where its first operation is.
fn pointer(service: &Group) -> &str {
    service
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
        accessors.insert(path, (child.name.clone(), child.group.is_some()));
    }
}
