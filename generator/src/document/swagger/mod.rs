//! Converts Swagger 2.0, which is also called OpenAPI 2.0, to OpenAPI 3.0.
//!
//! The conversion is a part of finding references (`references/discover.rs`): it is applied to the main document, and to
//! each value of another file when the first reference to it determines its kind. Each value is converted once, before
//! it is normalized, so that all later steps know OpenAPI 3 only.
//!
//! - Objects are rebuilt: servers, operations, parameters, bodies, responses, headers and security schemes. Schemas are
//!   changed in place.
//! - The text of references is not changed. Each value that gets another pointer is recorded as a [`Move`]: references
//!   find their targets through the moves, and findings get the pointers of the original document in the same way.
//! - The `in` of a parameter determines what it becomes, so that the targets of references to parameters are looked up
//!   before the conversion. Those of references to responses are looked up if the operation has its own `produces`.
//! - A body has one schema, but one media type for each entry of `consumes` or `produces`. The schema is copied, within a
//!   limit.
//! - Fields that 2.0 does not define are reported with the names of 2.0. Keywords of later versions in schemas are used.

mod address;
mod bodies;
mod converter;
mod defaults;
mod document;
mod forms;
mod grammar;
mod lists;
mod media_types;
mod operations;
mod parameters;
mod responses;
mod schemas;
mod security;
mod servers;
mod shared_parts;
mod subtypes;

use serde_json::{Map, Value};

pub(super) use self::converter::Conversion;
use self::converter::{Converter, MovedPointer};
pub(super) use self::defaults::Defaults;
#[cfg(test)]
pub(super) use self::grammar::ITEMS;
pub(super) use self::grammar::field;
pub(super) use self::shared_parts::{SharedPart, SharedParts, references_to_shared_parts};
pub(super) use self::subtypes::add_discriminator_values;
use super::grammar::ObjectKind;

/// Converts a value of this kind, at this pointer.
pub(super) fn convert(
    value: Value,
    kind: ObjectKind,
    pointer: &str,
    defaults: &Defaults,
    parts: &SharedParts,
    budget: &mut usize,
) -> Conversion {
    let mut converter = Converter::new(defaults, parts, budget);
    let at = MovedPointer::unmoved(pointer);
    let value = match value {
        Value::Object(object) if !object.contains_key("$ref") || kind == ObjectKind::PathItem => {
            Value::Object(converter.object(object, kind, &at))
        }
        value => value,
    };
    converter.finish(value, kind, pointer)
}

impl Converter<'_> {
    /// Converts an object, but not the schemas in it.
    fn object(
        &mut self,
        object: Map<String, Value>,
        kind: ObjectKind,
        at: &MovedPointer,
    ) -> Map<String, Value> {
        match kind {
            ObjectKind::Document => self.document(object),
            ObjectKind::Paths => self.paths(object, at),
            ObjectKind::PathItem => self.path_item(object, at),
            ObjectKind::Operation => self.operation(object, at, None),
            ObjectKind::Parameter => self.parameter(object, at),
            ObjectKind::RequestBody => self.shared_body(object, at),
            ObjectKind::Response => self.response(object, at, None),
            ObjectKind::Header => self.header(object, at),
            ObjectKind::SecurityScheme => self.security_scheme(object, at),
            _ => object,
        }
    }
}
