//! The facts of a document for the manifest of a new crate.

use std::collections::BTreeSet;

/// The facts of a document for the manifest of a new crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageInfo {
    /// `info.summary`.
    pub summary: Option<String>,
    /// `info.license` as an SPDX expression.
    pub license: Option<String>,
    /// The source repository that `externalDocs` or `info.contact` names.
    pub repository: Option<String>,
    /// The web site that `externalDocs` or `info.contact` names.
    pub homepage: Option<String>,
    /// The features of the runtime that the types of formats need.
    pub runtime_features: BTreeSet<&'static str>,
}
