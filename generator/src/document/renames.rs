//! Configured names, which replace those that follow from the document.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Names of Rust by the names in the document. They change the code, and nothing that is sent.
///
/// ```
/// use apicrate::document::Renames;
///
/// let renames = Renames::default()
///     .rename_type("Pet", "Animal")
///     .rename_type("#/components/schemas/Pet/properties/owner", "Keeper")
///     .rename_field("Pet.petName", "name")
///     .rename_variant("Rhythm.24h", "Daily")
///     .rename_operation("pets_get", "fetch")
///     .rename_operation("GET /toys", "pets.toys")
///     .rename_group("Pet store", "store");
/// assert_eq!(renames.types["Pet"], "Animal");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Renames {
    /// The names of types, by the name of the component among the schemas, or by the JSON pointer of a schema, such as
    /// `#/components/schemas/Pet/properties/owner`.
    pub types: BTreeMap<String, String>,
    /// The names of fields, by component and property, such as `Pet.petName`, or by the JSON pointer of the property.
    pub fields: BTreeMap<String, String>,
    /// The names of the variants of enums, by schema and value, such as `Rhythm.24h`. The schema is a component, or the JSON
    /// pointer of a schema.
    pub variants: BTreeMap<String, String>,
    /// The names of methods, by `operationId`, or by method and path, such as `GET /pets/{id}`. A name such as
    /// `animals.fetch` moves the operation to another group.
    pub operations: BTreeMap<String, String>,
    /// The names of groups, by tag, group name or path segment.
    pub groups: BTreeMap<String, String>,
}

impl Renames {
    /// Names a type.
    #[must_use]
    pub fn rename_type(mut self, schema: impl Into<String>, name: impl Into<String>) -> Self {
        self.types.insert(schema.into(), name.into());
        self
    }

    /// Names a field.
    #[must_use]
    pub fn rename_field(mut self, property: impl Into<String>, name: impl Into<String>) -> Self {
        self.fields.insert(property.into(), name.into());
        self
    }

    /// Names the variant of an enum.
    #[must_use]
    pub fn rename_variant(mut self, value: impl Into<String>, name: impl Into<String>) -> Self {
        self.variants.insert(value.into(), name.into());
        self
    }

    /// Names the method of an operation.
    #[must_use]
    pub fn rename_operation(
        mut self,
        operation: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        self.operations.insert(operation.into(), name.into());
        self
    }

    /// Names a group.
    #[must_use]
    pub fn rename_group(mut self, group: impl Into<String>, name: impl Into<String>) -> Self {
        self.groups.insert(group.into(), name.into());
        self
    }

    /// Adds other names, which replace those with the same key.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.types.extend(other.types);
        self.fields.extend(other.fields);
        self.variants.extend(other.variants);
        self.operations.extend(other.operations);
        self.groups.extend(other.groups);
        self
    }
}
