//! The result of a comparison.

use std::fmt;

use serde::Serialize;

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
