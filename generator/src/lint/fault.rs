//! The faults of an example, for those who correct it.

use crate::document::{JsonPointer, LinkedDocument};
use crate::validate::{Violation, ViolationKind};

/// A fault of an example. Pointers are those of the document, except for those from the root of the example.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExampleFault {
    /// A required property is missing.
    Missing {
        /// JSON pointer from the root of the example to the object.
        object: String,
        /// JSON pointer to the schema of the object.
        schema: String,
        /// The name of the property.
        name: String,
    },
    /// A value is where the schema allows none.
    NotAllowed {
        /// JSON pointer from the root of the example to the value.
        at: String,
    },
    /// A value is not valid for its schema.
    Invalid {
        /// JSON pointer from the root of the example to the value.
        at: String,
        /// JSON pointer to the schema of the value.
        schema: String,
        /// JSON pointer to the keyword that the value violates.
        rule: String,
    },
}

impl ExampleFault {
    pub(super) fn new(violation: &Violation, document: &LinkedDocument<'_>) -> Self {
        let at = violation.at.clone();
        let schema = document.origin(&violation.schema);
        match &violation.kind {
            ViolationKind::Missing(name) | ViolationKind::MissingBeside { name, .. } => {
                Self::Missing {
                    object: at,
                    schema,
                    name: name.clone(),
                }
            }
            ViolationKind::Undeclared(name) | ViolationKind::PropertyName(name) => {
                Self::NotAllowed {
                    at: JsonPointer::Start(&at).name(name).to_string(),
                }
            }
            ViolationKind::Forbidden => Self::NotAllowed { at },
            ViolationKind::Null
            | ViolationKind::Type { .. }
            | ViolationKind::NotListed
            | ViolationKind::Format(_)
            | ViolationKind::Bound(_)
            | ViolationKind::Pattern
            | ViolationKind::NoAlternative
            | ViolationKind::SeveralAlternatives => Self::Invalid {
                at,
                schema,
                rule: document.origin(&violation.rule),
            },
        }
    }

    /// JSON pointer from the root of the example to the value, or to the object that lacks a property.
    #[must_use]
    pub fn at(&self) -> &str {
        match self {
            Self::Missing { object: at, .. }
            | Self::NotAllowed { at }
            | Self::Invalid { at, .. } => at,
        }
    }
}
