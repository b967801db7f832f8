//! What a new version of a document does to the Rust API, told from two [`Api`] values before any code is
//! written: each change with its Rust path before and after, its bump, and what callers have to do.
//!
//! The bump is that of the code that the renderer writes, and not that of the wire format. Structs and
//! enums are `#[non_exhaustive]`, so that a new field, variant or optional parameter breaks nobody; a
//! required one is an argument of a constructor, and does. What changes on the wire alone is listed
//! apart.
//!
//! ```
//! use apicrate::diff::{Bump, diff};
//! use apicrate::{Document, resolve};
//!
//! let pets = |ty: &str| {
//!     let text = format!("
//! openapi: 3.1.0
//! info: {{ title: Pets, version: 1.0.0 }}
//! paths: {{}}
//! components: {{ schemas: {{ Pet: {{ type: object, properties: {{ age: {{ type: {ty} }} }} }} }} }}
//! ");
//!     resolve(&Document::parse("pets.yaml", text)?).map(|(api, _)| api)
//! };
//! let changes = diff(&pets("integer")?, &pets("number")?);
//! assert_eq!(changes.bump(), Some(Bump::Major));
//! let change = &changes.api[0];
//! assert_eq!(change.after.as_deref(), Some("models::Pet::age"));
//! assert_eq!(change.note, "is `Option<f64>`, was `Option<i64>`: follow the type");
//! # Ok::<(), apicrate::Diagnostics>(())
//! ```

mod access;
mod arguments;
mod content;
mod group;
mod input;
mod operation;
mod output;
mod pairs;
mod spelling;
mod structure;
mod types;
mod webhook;

use std::cmp::Reverse;
use std::fmt;

use serde::Serialize;

use self::pairs::Pairs;
use self::spelling::Speller;
use crate::model::Api;

/// Everything that a new version of an API changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// What changes in Rust, the heaviest first.
    pub api: Vec<ApiChange>,
    /// What changes on the wire while the Rust API stays the same.
    pub wire: Vec<WireChange>,
}

/// One change of the Rust API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiChange {
    /// What it means for those who use the crate.
    pub bump: Bump,
    /// What sort of change it is.
    pub kind: ChangeKind,
    /// The Rust path below the generated module, for example `models::User::email`. `None` if it is new.
    pub before: Option<String>,
    /// The Rust path afterwards. `None` if it is gone.
    pub after: Option<String>,
    /// JSON pointer to the cause: in the new document, or in the old one if it is gone from the new.
    pub pointer: String,
    /// What is different and what a caller has to do about it, in one line.
    pub note: String,
}

/// One change that the Rust API does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WireChange {
    /// The Rust path of what it is about.
    pub path: String,
    /// JSON pointer to the cause: in the new document, or in the old one if it is gone from the new.
    pub pointer: String,
    /// What is different, in one line.
    pub note: String,
}

/// What a change means for those who use the crate, as semantic versions count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nobody's code notices.
    Patch,
    /// There is more than before.
    Minor,
    /// Code stops compiling, or compiles and does something else.
    Major,
}

/// The sorts of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It was not there before.
    Added,
    /// It is gone.
    Removed,
    /// It is the same under another path.
    Renamed,
    /// It has another type, or is another kind of thing.
    Retyped,
    /// A function takes other arguments.
    Arguments,
    /// A function takes arguments of the same types as before, which mean something else: code that is
    /// not changed compiles.
    Reordered,
    /// A type implements another set of traits.
    Traits,
    /// It is deprecated now, or no longer.
    Deprecated,
    /// Its documentation reads differently.
    Docs,
}

impl ApiChange {
    /// Whether code that uses what is changed does not compile any more.
    #[must_use]
    pub fn stops_compiling(&self) -> bool {
        self.bump == Bump::Major && self.kind != ChangeKind::Reordered
    }
}

impl Changes {
    /// The bump of all changes together. `None` if there are none.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        let wire = self.wire.first().map(|_| Bump::Patch);
        self.api.iter().map(|change| change.bump).chain(wire).max()
    }

    /// Whether there is code that compiles before and not after.
    #[must_use]
    pub fn stop_compiling(&self) -> bool {
        self.api.iter().any(ApiChange::stops_compiling)
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Retyped => "retyped",
            Self::Arguments => "arguments",
            Self::Reordered => "reordered",
            Self::Traits => "traits",
            Self::Deprecated => "deprecated",
            Self::Docs => "docs",
        })
    }
}

/// Compares two versions of an API.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Changes {
    let mut comparison = Comparison {
        old,
        new,
        pairs: Pairs::of(old, new),
        changes: Changes::default(),
    };
    comparison.front_page();
    comparison.reach();
    comparison.services();
    comparison.operations();
    comparison.types();
    comparison.webhooks();
    let mut changes = comparison.changes;
    changes.api.sort_by_key(|change| Reverse(change.bump));
    changes
}

/// Two versions of an API and what has been found so far.
struct Comparison<'a> {
    old: &'a Api,
    new: &'a Api,
    pairs: Pairs<'a>,
    changes: Changes,
}

/// A path before and after, and where in the document it comes from.
#[derive(Clone)]
struct Path {
    before: String,
    after: String,
    pointer: String,
}

impl Path {
    fn new(before: impl Into<String>, after: impl Into<String>, pointer: &str) -> Self {
        Self {
            before: before.into(),
            after: after.into(),
            pointer: pointer.to_owned(),
        }
    }

    /// The same one level deeper.
    fn join(&self, before: &str, after: &str, pointer: &str) -> Self {
        Self::new(self.old_member(before), self.new_member(after), pointer)
    }

    /// The path of something in it, before.
    fn old_member(&self, name: &str) -> String {
        format!("{}::{}", self.before, plain(name))
    }

    /// The path of something in it, after.
    fn new_member(&self, name: &str) -> String {
        format!("{}::{}", self.after, plain(name))
    }
}

/// A name as it is spoken of: `type` for `r#type`.
fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}

impl Comparison<'_> {
    /// How the old version spells types, in the new one's names.
    fn old_speller(&self) -> Speller<'_> {
        Speller {
            api: self.old,
            names: Some(&self.pairs.types),
            by_name: false,
        }
    }

    fn new_speller(&self) -> Speller<'_> {
        Speller {
            api: self.new,
            names: None,
            by_name: false,
        }
    }

    /// Whether two types differ, and not just because an alias in them stands for something else, which is a
    /// change of the alias.
    fn differ(
        &self,
        old: impl Fn(Speller<'_>) -> String,
        new: impl Fn(Speller<'_>) -> String,
    ) -> bool {
        [false, true].into_iter().all(|by_name| {
            let before = Speller {
                by_name,
                ..self.old_speller()
            };
            let after = Speller {
                by_name,
                ..self.new_speller()
            };
            old(before) != new(after)
        })
    }

    fn added(&mut self, path: &str, pointer: &str, note: impl Into<String>) {
        self.changes.api.push(ApiChange {
            bump: Bump::Minor,
            kind: ChangeKind::Added,
            before: None,
            after: Some(path.to_owned()),
            pointer: pointer.to_owned(),
            note: note.into(),
        });
    }

    fn removed(&mut self, path: &str, pointer: &str, note: impl Into<String>) {
        self.changes.api.push(ApiChange {
            bump: Bump::Major,
            kind: ChangeKind::Removed,
            before: Some(path.to_owned()),
            after: None,
            pointer: pointer.to_owned(),
            note: note.into(),
        });
    }

    fn renamed(&mut self, path: &Path) {
        let note = format!("write `{}`", path.after);
        self.changed(Bump::Major, ChangeKind::Renamed, path, note);
    }

    fn changed(&mut self, bump: Bump, kind: ChangeKind, path: &Path, note: impl Into<String>) {
        self.changes.api.push(ApiChange {
            bump,
            kind,
            before: Some(path.before.clone()),
            after: Some(path.after.clone()),
            pointer: path.pointer.clone(),
            note: note.into(),
        });
    }

    fn deprecated(&mut self, path: &Path, before: bool, after: bool) {
        match (before, after) {
            (false, true) => {
                let note = "is deprecated: find another way before it is gone";
                self.changed(Bump::Minor, ChangeKind::Deprecated, path, note);
            }
            (true, false) => {
                let note = "is no longer deprecated";
                self.changed(Bump::Patch, ChangeKind::Deprecated, path, note);
            }
            _ => {}
        }
    }

    fn docs<T: PartialEq>(&mut self, path: &Path, before: &T, after: &T) {
        if before != after {
            let note = "its documentation reads differently";
            self.changed(Bump::Patch, ChangeKind::Docs, path, note);
        }
    }

    fn wire(&mut self, path: &Path, note: impl Into<String>) {
        self.changes.wire.push(WireChange {
            path: path.after.clone(),
            pointer: path.pointer.clone(),
            note: note.into(),
        });
    }

    /// A fact of the wire, if it has changed.
    fn wire_fact<T: PartialEq + fmt::Display>(
        &mut self,
        path: &Path,
        name: &str,
        before: &T,
        after: &T,
    ) {
        if before != after {
            self.wire(path, format!("{name} is `{after}`, was `{before}`"));
        }
    }

    /// What the first page of the documentation says.
    fn front_page(&mut self) {
        let path = Path::new("crate", "crate", "/info");
        if self.old.version != self.new.version {
            let note = format!(
                "the API is version {}, was {}",
                self.new.version, self.old.version
            );
            self.changed(Bump::Patch, ChangeKind::Docs, &path, note);
        }
        let (old, new) = (self.old, self.new);
        self.docs(&path, &(&old.title, &old.docs), &(&new.title, &new.docs));
    }
}
