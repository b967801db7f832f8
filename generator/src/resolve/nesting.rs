//! The nesting of parameter values, which decides whether a style is defined for them.

/// The nesting of the lists and objects of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nesting {
    Scalar,
    /// A list of scalars.
    List,
    /// An object whose properties are scalars.
    Object,
    /// An object, some of whose properties are lists of scalars.
    ObjectOfLists,
    /// A list of lists or objects, or an object with other objects.
    Deep,
}
