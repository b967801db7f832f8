//! The result of a merge, for the person who reviews it.

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
    /// JSON pointers to examples of our document that are invalid against the new schemas for other reasons. The text does
    /// not have them any more.
    pub removed: Vec<String>,
}
