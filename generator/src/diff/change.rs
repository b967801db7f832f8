//! The result of a comparison.

use std::fmt;

use serde::Serialize;

/// All changes between two versions of an API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The changes of the Rust API, major ones first.
    pub api: Vec<ApiChange>,
    /// The changes of the wire format that the Rust API does not show.
    pub wire: Vec<WireChange>,
}

/// One change of the Rust API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiChange {
    /// The version bump that it requires.
    pub bump: Bump,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The Rust path below the generated module, for example `models::User::email`. `None` if it is new.
    pub before: Option<String>,
    /// The Rust path afterwards. `None` if it was removed.
    pub after: Option<String>,
    /// JSON pointer to the cause: in the new document, or for something removed, in the old one.
    pub pointer: String,
    /// The difference and the migration note, in one line that continues "`path` …".
    pub note: String,
}

/// One change of the wire format that the Rust API does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WireChange {
    /// The Rust path of the changed item.
    pub path: String,
    /// JSON pointer to the cause: in the new document, or for something removed, in the old one.
    pub pointer: String,
    /// The difference, in one line.
    pub note: String,
}

/// A version bump, in the terms of semantic versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// No code is affected.
    Patch,
    /// The API has additions.
    Minor,
    /// Code no longer compiles, or compiles with another meaning.
    Major,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// The item is new.
    Added,
    /// The item was removed.
    Removed,
    /// The item has another path.
    Renamed,
    /// The item has another type, or is another kind of item.
    Retyped,
    /// A function has other arguments.
    Arguments,
    /// A function has the same argument types with another meaning, so that unchanged code still compiles.
    Reordered,
    /// A type implements other traits.
    Traits,
    /// The item is now deprecated, or is not deprecated any more.
    Deprecated,
    /// The item has different documentation.
    Docs,
}

impl ApiChange {
    /// Returns whether code that uses the changed item no longer compiles.
    #[must_use]
    pub fn stops_compiling(&self) -> bool {
        self.bump == Bump::Major && self.kind != ChangeKind::Reordered
    }
}

impl Changes {
    /// The largest bump of all changes. `None` if there are no changes.
    #[must_use]
    pub fn bump(&self) -> Option<Bump> {
        let wire = self.wire.first().map(|_| Bump::Patch);
        self.api.iter().map(|change| change.bump).chain(wire).max()
    }

    /// Returns whether code that compiled with the old version may not compile with the new one.
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
