//! The comparison in progress: both versions, the pairs found so far, and the changes to report.

use std::fmt;

use super::change::{ApiChange, Bump, ChangeKind, Changes, WireChange};
use super::pairs::Pairs;
use super::translation::Translation;
use crate::model::{Api, RustType, plain};

/// Two versions of an API, and the changes found so far.
pub(super) struct Comparison<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) pairs: Pairs<'a>,
    pub(super) changes: Changes,
}

/// The Rust path of an item in the old and in the new version, and the JSON pointer to the cause of the
/// change.
#[derive(Clone)]
pub(super) struct ChangePath {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) pointer: String,
}

impl ChangePath {
    pub(super) fn new(before: impl Into<String>, after: impl Into<String>, pointer: &str) -> Self {
        Self {
            before: before.into(),
            after: after.into(),
            pointer: pointer.to_owned(),
        }
    }

    /// The path of a member.
    pub(super) fn join(&self, before: &str, after: &str, pointer: &str) -> Self {
        Self::new(self.old_member(before), self.new_member(after), pointer)
    }

    /// The path of a member of the old version.
    pub(super) fn old_member(&self, name: &str) -> String {
        format!("{}::{}", self.before, plain(name))
    }

    /// The path of a member of the new version.
    pub(super) fn new_member(&self, name: &str) -> String {
        format!("{}::{}", self.after, plain(name))
    }
}

impl Comparison<'_> {
    /// Translates types of the old version into terms of the new one.
    pub(super) fn old_types(&self) -> Translation<'_> {
        Translation {
            api: self.old,
            names: Some(&self.pairs.types),
            keeps_aliases: false,
        }
    }

    /// Translates types of the new version.
    pub(super) fn new_types(&self) -> Translation<'_> {
        Translation {
            api: self.new,
            names: None,
            keeps_aliases: false,
        }
    }

    /// Returns whether two types differ. A new target of an alias is a change of the alias only, and not of the types
    /// that use it.
    pub(super) fn differ(&self, old: &RustType, new: &RustType) -> bool {
        [false, true].into_iter().all(|keeps_aliases| {
            let before = Translation {
                keeps_aliases,
                ..self.old_types()
            };
            let after = Translation {
                keeps_aliases,
                ..self.new_types()
            };
            before.rust_type(old) != after.rust_type(new)
        })
    }

    pub(super) fn added(&mut self, path: &str, pointer: &str, note: impl Into<String>) {
        self.changes.api.push(ApiChange {
            bump: Bump::Minor,
            kind: ChangeKind::Added,
            before: None,
            after: Some(path.to_owned()),
            pointer: pointer.to_owned(),
            note: note.into(),
        });
    }

    pub(super) fn removed(&mut self, path: &str, pointer: &str, note: impl Into<String>) {
        self.changes.api.push(ApiChange {
            bump: Bump::Major,
            kind: ChangeKind::Removed,
            before: Some(path.to_owned()),
            after: None,
            pointer: pointer.to_owned(),
            note: note.into(),
        });
    }

    pub(super) fn renamed(&mut self, path: &ChangePath) {
        let note = format!("was renamed: use `{}`", path.after);
        self.changed(Bump::Major, ChangeKind::Renamed, path, note);
    }

    /// Reports an item that has another name. Its old name is still valid.
    pub(super) fn renamed_with_alias(&mut self, path: &ChangePath) {
        let note = format!(
            "was renamed: use `{}`; the old name is deprecated",
            path.after
        );
        self.changed(Bump::Minor, ChangeKind::Renamed, path, note);
    }

    pub(super) fn changed(
        &mut self,
        bump: Bump,
        kind: ChangeKind,
        path: &ChangePath,
        note: impl Into<String>,
    ) {
        self.changes.api.push(ApiChange {
            bump,
            kind,
            before: Some(path.before.clone()),
            after: Some(path.after.clone()),
            pointer: path.pointer.clone(),
            note: note.into(),
        });
    }

    pub(super) fn deprecated(&mut self, path: &ChangePath, before: bool, after: bool) {
        match (before, after) {
            (false, true) => {
                let note = "is now deprecated: replace it before it is removed";
                self.changed(Bump::Minor, ChangeKind::Deprecated, path, note);
            }
            (true, false) => {
                let note = "is no longer deprecated";
                self.changed(Bump::Patch, ChangeKind::Deprecated, path, note);
            }
            _ => {}
        }
    }

    pub(super) fn docs<T: PartialEq>(&mut self, path: &ChangePath, before: &T, after: &T) {
        let note = "has different documentation";
        // An item and its examples may both be different.
        let is_reported = self
            .changes
            .api
            .last()
            .is_some_and(|last| last.note == note && last.after.as_ref() == Some(&path.after));
        if before != after && !is_reported {
            self.changed(Bump::Patch, ChangeKind::Docs, path, note);
        }
    }

    pub(super) fn wire(&mut self, path: &ChangePath, note: impl Into<String>) {
        self.changes.wire.push(WireChange {
            path: path.after.clone(),
            pointer: path.pointer.clone(),
            note: note.into(),
        });
    }

    /// Reports a property of the wire format that has changed.
    pub(super) fn wire_fact<T: PartialEq + fmt::Display>(
        &mut self,
        path: &ChangePath,
        name: &str,
        before: &T,
        after: &T,
    ) {
        if before != after {
            self.wire(
                path,
                format!("{name} is now `{after}` (before: `{before}`)"),
            );
        }
    }

    /// Compares the title, version and description of the API.
    pub(super) fn front_page(&mut self) {
        let path = ChangePath::new("crate", "crate", "/info");
        if self.old.version != self.new.version {
            let note = format!(
                "the version of the API is now {} (before: {})",
                self.new.version, self.old.version
            );
            self.changed(Bump::Patch, ChangeKind::Docs, &path, note);
        }
        let (old, new) = (self.old, self.new);
        self.docs(&path, &(&old.title, &old.docs), &(&new.title, &new.docs));
    }
}
