//! One way in which a value is not what a schema says.

/// What is wrong with a value, where, and which keyword says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Breach {
    /// Where in the whole value, as a JSON pointer from its root.
    pub(in crate::lint) at: String,
    /// What is wrong there.
    pub(in crate::lint) fault: Fault,
    /// The pointer of the keyword that is broken.
    pub(in crate::lint) rule: String,
    /// The pointer of the schema that the value at `at` was first held against; the broken keyword
    /// may stand in one that it refers to.
    pub(in crate::lint) schema: String,
    /// Which property of which object the value at `at` is. `None` for the whole value, items of
    /// lists and values of maps.
    pub(in crate::lint) property: Option<Property>,
}

/// A property by the schema of its object and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Property {
    /// The pointer of the schema that the object was first held against.
    pub(in crate::lint) owner: String,
    /// The name.
    pub(in crate::lint) name: String,
}

/// What may be wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) enum Fault {
    /// A required property is not there.
    Missing(String),
    /// It is `null`, which is not allowed.
    Null,
    /// It has another type.
    Type {
        /// The types that it may have.
        expected: String,
        /// The one it has.
        found: &'static str,
    },
    /// It is none of the values that are listed.
    NotListed,
    /// It is a string that does not look as its format says: `date-time`.
    Format(String),
    /// It is too small, too large, too short or too long: `is less than 1`.
    Bound(String),
    /// It is a string that a regular expression does not match.
    Pattern,
    /// It has a property that nothing declares, where that is not allowed.
    Undeclared(String),
    /// It fits none of several schemas of which one has to fit.
    NoAlternative,
    /// It fits several schemas of which only one may fit.
    SeveralAlternatives,
    /// It is there, where no value is allowed.
    Forbidden,
}
