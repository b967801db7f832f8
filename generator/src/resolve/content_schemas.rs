//! The `contentSchema` of strings. Only the data of server-sent events gets a type from it; the others are reported.

use std::collections::HashSet;

use openapiv3::Schema;

use super::json_pointer::JsonPointer;
use super::schema_path::SchemaPath;
use super::schema_view::{SchemaView, address};

/// The schemas with a `contentSchema`, by address.
#[derive(Debug, Default)]
pub(super) struct ContentSchemas {
    /// Those that are resolved as text, with their pointers.
    texts: Vec<(usize, JsonPointer)>,
    /// Those whose content has a type.
    typed: HashSet<usize>,
}

impl ContentSchemas {
    /// Adds a schema whose content has a type.
    pub(super) fn add_typed(&mut self, schema: &Schema) {
        self.typed.insert(address(schema));
    }

    /// Adds a schema that is resolved without its `contentSchema`, if it has one.
    pub(super) fn add_text(&mut self, view: &SchemaView<'_>, path: &SchemaPath) {
        if view.has_content_schema() {
            let pointer = path.pointer.child("contentSchema");
            self.texts.push((address(view.schema), pointer));
        }
    }

    /// The pointers to each `contentSchema` that no type is made of.
    pub(super) fn untyped(self) -> impl Iterator<Item = JsonPointer> {
        let Self { texts, mut typed } = self;
        let untyped = texts
            .into_iter()
            .filter(move |(address, _)| typed.insert(*address));
        untyped.map(|(_, pointer)| pointer)
    }
}
