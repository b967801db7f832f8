//! Groups of fields.

/// Two groups of fields, or their values, one after the other: for a struct with more fields than a tuple has.
pub struct Both<A, B>(pub A, pub B);
