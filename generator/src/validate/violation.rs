//! Violations of a schema by a value.

use serde_json::Value;

/// Maximum length of a quoted value, in characters.
const MAX_VALUE_LENGTH: usize = 40;

/// One violation: its kind, its position in the value, and the violated keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// JSON pointer from the root of the value.
    pub(crate) at: String,
    /// The kind of violation.
    pub(crate) kind: ViolationKind,
    /// JSON pointer to the violated keyword.
    pub(crate) rule: String,
    /// JSON pointer to the schema of the value at `at`, before references were followed; `rule` may be in a referenced
    /// schema.
    pub(crate) schema: String,
    /// The property that has the value at `at`; `None` for the root, array items and map values.
    pub(crate) property: Option<Property>,
}

/// A property, by the schema of its object and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// JSON pointer to the schema of the object, before references were followed.
    pub(crate) owner: String,
    /// The name.
    pub(crate) name: String,
}

/// The kinds of violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ViolationKind {
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

impl ViolationKind {
    /// The problem, as the rest of a sentence about the value.
    pub(crate) fn predicate(&self, value: &Value) -> String {
        match self {
            Self::Missing(name) => format!("does not contain the required property `{name}`"),
            Self::Null => "is `null`, which is not allowed".to_owned(),
            Self::Type { expected, found } => {
                format!("has a value of type {found} instead of {expected}")
            }
            Self::MissingBeside { name, present } => format!(
                "does not contain the property `{name}`, which is required because of `{present}`"
            ),
            Self::NotListed => {
                format!(
                    "has {}, which is not one of the allowed values",
                    shown(value)
                )
            }
            Self::Format(format) => {
                format!("has {}, which is not a valid `{format}`", shown(value))
            }
            Self::Bound(broken) => format!("has {}, which {broken}", shown(value)),
            Self::Pattern => format!("has {}, which does not match the pattern", shown(value)),
            Self::Undeclared(name) => format!("has the undeclared property `{name}`"),
            Self::PropertyName(name) => {
                format!("has the property `{name}`, whose name is not allowed")
            }
            Self::NoAlternative => "matches none of the alternatives".to_owned(),
            Self::SeveralAlternatives => "matches several alternatives of `oneOf`".to_owned(),
            Self::Forbidden => "has a value where the schema allows none".to_owned(),
        }
    }
}

/// A value, truncated for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.to_string();
            if text.chars().count() <= MAX_VALUE_LENGTH {
                return format!("the value `{text}`");
            }
            let start: String = text.chars().take(MAX_VALUE_LENGTH).collect();
            format!("the value `{start}…`")
        }
    }
}
