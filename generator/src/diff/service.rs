//! Services: traits, handles, and the accessors that lead to them.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;

use super::{Comparison, Kind, Path, Weight, plain};
use crate::model::{Api, Service};

impl Comparison<'_> {
    pub(super) fn services(&mut self) {
        let (old, new) = (self.old, self.new);
        for service in &old.services {
            let now = self.pairs.modules.get(service.module.as_str());
            if let Some(now) = now.and_then(|module| service_in(new, module)) {
                self.service_pair(service, now);
            } else {
                let todo = "is gone with its trait: no operation is in this group any more";
                self.removed(&service.name, pointer(service), todo);
            }
        }
        let known: BTreeSet<&str> = self.pairs.modules.values().copied().collect();
        let fresh: Vec<_> = new
            .services
            .iter()
            .filter(|it| !known.contains(it.module.as_str()))
            .collect();
        for service in fresh {
            let path: Vec<String> = service
                .path
                .iter()
                .map(|word| format!("{}()", plain(word)))
                .collect();
            let todo = format!("may be used: `.{}`", path.join("."));
            self.added(&service.name, pointer(service), todo);
        }
        self.groups();
    }

    fn service_pair(&mut self, old: &Service, new: &Service) {
        let path = Path::new(&old.name, &new.name, pointer(new));
        if old.name != new.name {
            self.renamed(&path);
        }
        if old.module != new.module {
            self.renamed(&Path::new(&old.module, &new.module, pointer(new)));
        }
        if old.path != new.path {
            let accessors = |service: &Service| {
                let words = service.path.iter().map(|word| plain(word).to_owned());
                format!("{}()", words.collect::<Vec<_>>().join("()."))
            };
            self.renamed(&Path::new(accessors(old), accessors(new), pointer(new)));
        }
        self.docs(&path, &old.docs, &new.docs);
    }

    /// A group becomes a handle when it gets operations of its own, and is made another way from then on.
    fn groups(&mut self) {
        let before = groups(self.old);
        let after = groups(self.new);
        for (path, (name, service)) in &before {
            let Some((now, now_service)) = after.get(path) else {
                continue;
            };
            let here = Path::new(name, now, "/paths");
            match (service, now_service) {
                (false, false) if name != now => self.renamed(&here),
                (false, true) => {
                    let todo = "has operations of its own now: make it from an implementation of its trait";
                    self.changed(Weight::Major, Kind::Retyped, &here, todo);
                }
                _ => {}
            }
        }
    }
}

fn service_in<'a>(api: &'a Api, module: &str) -> Option<&'a Service> {
    api.services.iter().find(|service| service.module == module)
}

/// A service has no place of its own in a document: it is where its first operation is.
fn pointer(service: &Service) -> &str {
    service
        .operations
        .first()
        .map_or("/paths", |operation| &operation.pointer)
}

/// The types on the way to services, by their accessors, and whether they are services themselves.
fn groups(api: &Api) -> BTreeMap<&[String], (String, bool)> {
    let mut groups: BTreeMap<&[String], (String, bool)> = BTreeMap::new();
    for service in &api.services {
        for length in 1..=service.path.len() {
            let Some((path, word)) = service
                .path
                .get(..length)
                .and_then(|path| Some((path, path.last()?)))
            else {
                continue;
            };
            let above = path.get(..length - 1).and_then(|above| groups.get(above));
            let name = above.map_or("", |(name, _)| name);
            let name = format!("{name}{}", plain(word).to_upper_camel_case());
            let entry = groups.entry(path).or_insert((name, false));
            if length == service.path.len() {
                *entry = (service.name.clone(), true);
            }
        }
    }
    groups
}
