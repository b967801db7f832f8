//! The way in which operations are grouped.

use serde::Deserialize;

/// The way in which operations are grouped. A group is a trait, a handle and a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupBy {
    /// By `x-fern-sdk-group-name`, or else by the first tag. The operations of a document that has neither are grouped by
    /// path.
    #[default]
    Tag,
    /// By the first segment of the path that is neither a parameter nor a version, nor the beginning of all paths.
    Path,
    /// All operations are in one group.
    None,
}
