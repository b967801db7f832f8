//! The derives of the standard library.

/// The traits of the standard library that have a derive, in the order in which they are written.
pub(crate) const STANDARD_DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
];
