//! References, before and after their targets are known.

use crate::document::grammar::ObjectKind;
use crate::document::load::LoadError;

/// A reference in a document.
#[derive(Debug, Clone)]
pub(in crate::document) struct Reference {
    /// The pointer of the object that contains the reference.
    pub(super) at: String,
    /// The kind of object that is required at this pointer.
    pub(super) kind: ObjectKind,
    /// The field that contains the reference.
    pub(super) field: ReferenceField,
    /// The reference as the author wrote it.
    pub(super) text: String,
}

/// The fields that contain references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReferenceField {
    Reference,
    /// `$dynamicRef` of a schema.
    DynamicReference,
    /// The value of a discriminator's `mapping` with this name. It can be a name instead of a reference.
    Mapping(String),
    /// `defaultMapping` of a discriminator. It can be a name, too.
    DefaultMapping,
}

impl Reference {
    /// The pointer of the text.
    pub(super) fn pointer(&self) -> String {
        use crate::document::pointer::escape;
        match &self.field {
            ReferenceField::Reference => format!("{}/$ref", self.at),
            ReferenceField::DynamicReference => format!("{}/$dynamicRef", self.at),
            ReferenceField::DefaultMapping => format!("{}/defaultMapping", self.at),
            ReferenceField::Mapping(name) => format!("{}/mapping/{}", self.at, escape(name)),
        }
    }
}

/// The result of looking for the target of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// The pointer of the target.
    Found(String),
    /// The target would have this pointer, but it does not exist.
    Missing(String),
    /// The file of the target is not part of the document.
    Unloaded(LoadError),
}

/// A reference whose target was looked up.
#[derive(Debug)]
pub(super) struct ResolvedReference {
    pub(super) reference: Reference,
    pub(super) target: Target,
    /// The number of references on the way from the root to the reference.
    pub(super) round: usize,
}
