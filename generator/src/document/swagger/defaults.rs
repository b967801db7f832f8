//! The fields of the main document that apply to all operations.

use serde_json::Value;

use super::address::Address;
use super::media_types::MediaTypes;

/// The values that operations inherit.
#[derive(Debug)]
pub(in crate::document) struct Defaults {
    pub(super) consumes: MediaTypes,
    pub(super) produces: MediaTypes,
    pub(super) address: Address,
}

impl Defaults {
    /// Reads the values from a document that is not converted yet.
    pub(in crate::document) fn new(document: &Value) -> Self {
        Self {
            consumes: MediaTypes::inherited(document, "consumes"),
            produces: MediaTypes::inherited(document, "produces"),
            address: Address::new(document),
        }
    }
}
