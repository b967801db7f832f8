//! The result of a merge, for the person who reviews it.

use serde_json::Value;

/// The result of a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergedDocument {
    /// The new text of our document. Lines whose content has not changed are kept as they are.
    pub text: String,
    /// JSON pointers to new objects that upstream describes and our document does not. They need a description.
    pub undocumented: Vec<String>,
    /// JSON pointers to objects that our document describes and whose content has changed. Their descriptions need a
    /// review.
    pub stale: Vec<String>,
    /// JSON pointers to new values in examples of our document that lacked a required property. The values are made from
    /// the schemas.
    pub completed: Vec<String>,
    /// The values in examples of our document that were not valid any more.
    pub replaced: Vec<ReplacedValue>,
    /// JSON pointers to properties in examples of our document that the new schemas do not allow. The text does not have them
    /// any more.
    pub dropped: Vec<String>,
    /// JSON pointers to examples of our document that are invalid against the new schemas, and for which no valid values were
    /// found. The text does not have them any more.
    pub removed: Vec<String>,
}

/// A value in an example that was replaced by a valid one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacedValue {
    /// The JSON pointer to the value.
    pub pointer: String,
    /// The value that is not valid any more.
    pub before: Value,
    /// The new value. It was made from the schema, unless a value of an enum has a new name.
    pub after: Value,
}
