//! The published names of an API, which a later version of the document keeps.

use std::collections::BTreeMap;

/// The Rust names of an API: those of types, enum variants and methods.
///
/// A names lock stores them. See [`RawDocument::keep_names`](super::RawDocument::keep_names).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The names of types by their places, such as `/components/schemas/Pet/properties/status`. A place is a JSON pointer
    /// without the members of `allOf`, and with the names of parameters instead of their indices.
    pub types: BTreeMap<String, String>,
    /// A hash of the structure of each inline type, by its name.
    pub shapes: BTreeMap<String, String>,
    /// The names of variants by type, and by value, event or type of the variant.
    pub variants: BTreeMap<String, BTreeMap<String, String>>,
    /// The names of methods by HTTP method and path, such as `GET /pets/{id}`.
    pub methods: BTreeMap<String, String>,
}

impl Names {
    /// Returns whether there are no names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.methods.is_empty()
    }

    /// Adds other names, which replace those with the same key.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.types.extend(other.types);
        self.shapes.extend(other.shapes);
        self.variants.extend(other.variants);
        self.methods.extend(other.methods);
        self
    }
}
