//! The path of a schema in the document, with the name of its Rust type should it need one.

use super::json_pointer::JsonPointer;
use super::names;

/// The owner of parameters.
pub(super) const PARAMETERS: &str = "parameters";

/// The position of a schema, and the name of its type if the schema becomes a named type.
#[derive(Clone, Debug)]
pub(super) struct SchemaPath {
    pub(super) pointer: JsonPointer,
    pub(super) type_name: String,
    /// The property or parameter that the schema describes, followed by the steps from there: `labels Item`
    /// for the items of `labels`. Empty for schemas outside of properties and parameters.
    pub(super) property: String,
    /// [`Self::property`] of the object that declares the property.
    pub(super) owner: String,
}

impl SchemaPath {
    /// A path outside of properties and parameters.
    pub(super) fn new(pointer: JsonPointer, type_name: String) -> Self {
        Self {
            pointer,
            type_name,
            property: String::new(),
            owner: String::new(),
        }
    }

    /// The path of a property of this object.
    pub(super) fn to_property(&self, wire: &str) -> Self {
        Self {
            pointer: self.pointer.entry("properties", wire),
            type_name: names::composed(&self.type_name, &names::type_name_part(wire)),
            property: wire.to_owned(),
            owner: self.property.clone(),
        }
    }

    /// The path of the schema of `keyword`, such as `items`. Its type name ends in `suffix`.
    pub(super) fn to_keyword(&self, keyword: &str, suffix: &str) -> Self {
        Self {
            pointer: self.pointer.child(keyword),
            type_name: names::composed(&self.type_name, suffix),
            property: self.property_with(suffix),
            owner: self.owner.clone(),
        }
    }

    /// The path of a schema in the list of `keyword`, such as `allOf`. It keeps this type name.
    pub(super) fn to_member(&self, keyword: &str, index: usize) -> Self {
        Self {
            pointer: self.pointer.child(keyword).item(index),
            ..self.clone()
        }
    }

    /// The path of a schema in the list of `keyword`, such as `oneOf`. Its type name ends in `suffix`.
    pub(super) fn to_named_member(&self, keyword: &str, index: usize, suffix: &str) -> Self {
        Self {
            pointer: self.pointer.child(keyword).item(index),
            ..self.to_keyword(keyword, suffix)
        }
    }

    /// True for the schema of a parameter.
    pub(super) fn is_parameter(&self) -> bool {
        self.owner == PARAMETERS
    }

    fn property_with(&self, suffix: &str) -> String {
        if self.property.is_empty() {
            String::new()
        } else {
            format!("{} {suffix}", self.property)
        }
    }
}
