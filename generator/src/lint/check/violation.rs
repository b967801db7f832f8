//! Violations of a schema by a value.

/// One violation: its kind, its position in the value, and the violated keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Violation {
    /// JSON pointer from the root of the value.
    pub(in crate::lint) at: String,
    /// The kind of violation.
    pub(in crate::lint) kind: ViolationKind,
    /// JSON pointer to the violated keyword.
    pub(in crate::lint) rule: String,
    /// JSON pointer to the schema of the value at `at`, before references were followed; `rule` may be in a referenced
    /// schema.
    pub(in crate::lint) schema: String,
    /// The property that has the value at `at`; `None` for the root, array items and map values.
    pub(in crate::lint) property: Option<Property>,
}

/// A property, by the schema of its object and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Property {
    /// JSON pointer to the schema of the object, before references were followed.
    pub(in crate::lint) owner: String,
    /// The name.
    pub(in crate::lint) name: String,
}

/// The kinds of violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) enum ViolationKind {
    /// A required property is missing.
    Missing(String),
    /// A property is missing that is required because of another one.
    MissingBeside {
        /// The missing property.
        name: String,
        /// The other property.
        present: String,
    },
    /// The name of a property is not allowed.
    PropertyName(String),
    /// The value is `null`, which is not allowed.
    Null,
    /// The value has another type.
    Type {
        /// The allowed types.
        expected: String,
        /// The type of the value.
        found: &'static str,
    },
    /// The value is not in the enum, or not the constant.
    NotListed,
    /// The string is not valid for its format, such as `date-time`.
    Format(String),
    /// The value violates a bound, such as "is less than 1".
    Bound(String),
    /// The string does not match the pattern.
    Pattern,
    /// The object has an undeclared property, and `additionalProperties` is `false`.
    Undeclared(String),
    /// The value matches no alternative of `oneOf` or `anyOf`.
    NoAlternative,
    /// The value matches several alternatives of `oneOf`.
    SeveralAlternatives,
    /// The schema is `false` or `not` matches, so no value is allowed.
    Forbidden,
}
