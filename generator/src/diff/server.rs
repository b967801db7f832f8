//! The type with which callers choose a server: its variants, the structs of variables and the enums of their values.

use super::change::{Bump, ChangeKind};
use super::comparison::{ChangePath, Comparison};
use super::pairs::Pairing;
use crate::model::{ServerChoice, ServerField, ServerType};

impl Comparison<'_> {
    pub(super) fn servers(&mut self) {
        match (&self.old.server_type, &self.new.server_type) {
            (None, None) => {}
            (Some(old), None) => {
                let note = "was removed: the document has only one server; remove its uses";
                self.removed(&old.name, "/servers", note);
            }
            (None, Some(new)) => {
                let note = "was added: the servers of the document";
                self.added(&new.name, "/servers", note);
            }
            (Some(old), Some(new)) => self.server_types(old, new),
        }
    }

    fn server_types(&mut self, old: &ServerType, new: &ServerType) {
        let path = ChangePath::new(&old.name, &new.name, "/servers");
        if old.name != new.name {
            self.renamed(&path);
        }
        match (old.only(), new.only()) {
            (Some(old), Some(new)) => self.server_structs(old, new),
            (None, None) => self.server_variants(&path, old, new),
            (Some(_), None) => {
                let note = "is now an enum of several servers (before: the variables of one): choose a variant";
                self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
            }
            (None, Some(_)) => {
                let note = "is now the struct of the variables of one server (before: an enum): construct it";
                self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
            }
        }
        let pairs = Pairing::new(&old.enums, &new.enums)
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .pairs();
        for (old_enum, new_enum) in pairs {
            match (old_enum, new_enum) {
                (Some(old), None) => {
                    self.removed(&old.name, &old.pointer, "was removed: no server uses it");
                }
                (None, Some(new)) => {
                    self.added(
                        &new.name,
                        &new.pointer,
                        "was added: the values of a variable",
                    );
                }
                _ => {}
            }
        }
        for (definition, values) in old.enums() {
            let now = new.enums().find(|(now, _)| now.name == definition.name);
            if let Some((now, values_now)) = now {
                let path = ChangePath::new(&definition.name, &now.name, &now.pointer);
                self.enums(&path, values, values_now);
                self.docs(&path, &definition.docs, &now.docs);
            }
        }
    }

    fn server_variants(&mut self, path: &ChangePath, old: &ServerType, new: &ServerType) {
        let pairs = Pairing::new(&old.choices, &new.choices)
            .by(|old| Some(&old.name), |new| Some(&new.name))
            .by(|old| Some(&old.url), |new| Some(&new.url))
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => {
                    let path = path.join(&old.name, &new.name, &new.pointer);
                    if old.name != new.name {
                        self.renamed(&path);
                    }
                    self.wire_fact(&path, "the URL", &old.url, &new.url);
                    self.docs(&path, &old.docs, &new.docs);
                    match (&old.structure, &new.structure) {
                        (None, None) => {}
                        (Some(_), Some(_)) => self.server_structs(old, new),
                        (Some(_), None) => {
                            let note = "has no variables now: remove its value";
                            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                        }
                        (None, Some(structure)) => {
                            let note = format!("now has variables: add a value of `{structure}`");
                            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
                        }
                    }
                }
                (Some(old), None) => {
                    let note = format!("was removed: the document has no server `{}`", old.url);
                    self.removed(&path.old_member(&old.name), &old.pointer, note);
                }
                (None, Some(new)) => {
                    let note = format!("was added: the server `{}`", new.url);
                    self.added(&path.new_member(&new.name), &new.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    /// Compares the variables of a server.
    fn server_structs(&mut self, old: &ServerChoice, new: &ServerChoice) {
        let (Some(before), Some(after)) = (&old.structure, &new.structure) else {
            return;
        };
        let path = ChangePath::new(before, after, &new.pointer);
        if before != after {
            self.renamed(&path);
        }
        let pairs = Pairing::new(&old.fields, &new.fields)
            .by(
                |old| Some(&old.variable.name),
                |new| Some(&new.variable.name),
            )
            .pairs();
        for (old, new) in pairs {
            match (old, new) {
                (Some(old), Some(new)) => self.server_fields(&path, old, new),
                (Some(old), None) => {
                    let note = "was removed: the server has no such variable";
                    self.removed(&path.old_member(&old.name), &path.pointer, note);
                }
                (None, Some(new)) => {
                    let note = format!("was added: `Option<{}>`", new.type_name());
                    self.added(&path.new_member(&new.name), &path.pointer, note);
                }
                (None, None) => {}
            }
        }
    }

    fn server_fields(&mut self, path: &ChangePath, old: &ServerField, new: &ServerField) {
        let path = path.join(&old.name, &new.name, &path.pointer);
        if old.name != new.name {
            self.renamed(&path);
        }
        let (before, after) = (old.type_name(), new.type_name());
        if before != after {
            let note = format!(
                "is now `Option<{after}>` (before: `Option<{before}>`): adapt to the new type"
            );
            self.changed(Bump::Major, ChangeKind::Retyped, &path, note);
        }
        let (old, new) = (&old.variable, &new.variable);
        self.wire_fact(&path, "the default", &old.default, &new.default);
        self.docs(&path, &old.docs, &new.docs);
    }
}
