//! The options that decide about the types of a document.

use std::collections::BTreeMap;

use super::derive::Derive;
use super::format_type::FormatType;
use super::type_path::TypePath;

/// The options that decide about the types of a document. By default, all types are generated.
///
/// ```
/// use apicrate::document::TypeOptions;
///
/// let mut options = TypeOptions::default();
/// options.types.insert("Money".to_owned(), "rust_money::Money".parse()?);
/// options.types.insert("Pet.owner".to_owned(), "crate::Owner".parse()?);
/// # Ok::<(), apicrate::document::TypePathError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeOptions {
    /// Types of the user in place of schemas, by component (`Money`) or by property of a component (`Pet.owner`).
    ///
    /// The schema generates no type, and neither do those that only it contains. The names of all others stay the same.
    pub types: BTreeMap<String, TypePath>,
    /// The types of strings and numbers with a format, such as `date-time`. A format of the standards need not occur in the
    /// document.
    pub formats: BTreeMap<String, FormatType>,
    /// Derives of generated types, by component (`Pet`), by the JSON pointer of a schema
    /// (`#/components/schemas/Pet/properties/owner`), by a pattern of components (`New*`), or for all types (`*`).
    ///
    /// A derive of the standard library, and `schemars::JsonSchema`, are also added to the types that these types contain.
    pub derives: BTreeMap<String, Vec<Derive>>,
}

impl TypeOptions {
    /// Adds the entries of other options, which replace those with the same keys.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.types.extend(other.types);
        self.formats.extend(other.formats);
        self.derives.extend(other.derives);
        self
    }
}
