//! The parts of JSON Schemas that the derive `JsonSchema` puts together, and the schemas of the types of the runtime.
//!
//! A schema describes the documented values. Values that the types also accept, such as unknown values of open enums, are
//! not part of it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::{Base64, Duration};
use crate::types::date::Date;
use crate::types::patch::Patch;
use crate::types::timestamp::Timestamp;

/// The schema of an object, which is built property by property.
#[derive(Debug)]
pub struct Object<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<Value>,
    /// The schema of the other properties.
    additional: Option<Value>,
}

impl<'g> Object<'g> {
    /// Creates the schema of an object without properties.
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self {
            generator,
            properties: Map::new(),
            required: Vec::new(),
            additional: None,
        }
    }

    /// Adds a property.
    #[must_use]
    pub fn property<T: JsonSchema>(mut self, name: &str, is_required: bool, docs: &[&str]) -> Self {
        let schema = described(self.generator.subschema_for::<T>(), docs);
        self.properties.insert(name.to_owned(), schema.into());
        self.required.extend(is_required.then(|| name.into()));
        self
    }

    /// Sets the only value of a property.
    #[must_use]
    pub fn constant(mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Self {
        let Ok(value) = serde_json::to_value(value) else {
            return self;
        };
        if let Some(Value::Object(schema)) = self.properties.get_mut(name) {
            schema.insert("const".to_owned(), value);
        } else {
            let schema = json_schema!({ "const": value });
            self.properties.insert(name.to_owned(), schema.into());
        }
        self
    }

    /// Sets the schema of the other properties: that of the values of the map `T`.
    #[must_use]
    pub fn rest<T: JsonSchema>(mut self) -> Self {
        let mut map = T::json_schema(self.generator);
        self.additional = map.remove("additionalProperties");
        self
    }

    /// The schema.
    pub fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object" });
        if !self.properties.is_empty() {
            schema.insert("properties".to_owned(), self.properties.into());
        }
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), self.required.into());
        }
        if let Some(additional) = self.additional {
            schema.insert("additionalProperties".to_owned(), additional);
        }
        schema
    }
}

/// The schema of a union, which is built alternative by alternative.
#[derive(Debug)]
pub struct Union<'g> {
    generator: &'g mut SchemaGenerator,
    alternatives: Vec<Value>,
}

impl<'g> Union<'g> {
    /// Creates the schema of a union without alternatives.
    pub fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self {
            generator,
            alternatives: Vec::new(),
        }
    }

    /// Adds an alternative.
    #[must_use]
    pub fn alternative<T: JsonSchema>(mut self) -> Self {
        let schema = self.generator.subschema_for::<T>();
        self.alternatives.push(schema.into());
        self
    }

    /// Adds an alternative with these values of the tag.
    #[must_use]
    pub fn tagged<T: JsonSchema>(mut self, tag: &str, values: &[Value], is_required: bool) -> Self {
        let schema = self.generator.subschema_for::<T>();
        let mut tagged = Map::new();
        tagged.insert(tag.to_owned(), json_schema!({ "enum": values }).into());
        let mut alternative = json_schema!({ "allOf": [schema], "properties": tagged });
        if is_required {
            alternative.insert("required".to_owned(), vec![tag].into());
        }
        self.alternatives.push(alternative.into());
        self
    }

    /// The schema.
    pub fn finish(self) -> Schema {
        json_schema!({ "anyOf": self.alternatives })
    }
}

/// The schema of an enum of JSON values of this type.
pub fn values(ty: &str, values: &[Value]) -> Schema {
    json_schema!({ "type": ty, "enum": values })
}

/// Adds a description: lines of documentation.
pub fn described(mut schema: Schema, docs: &[&str]) -> Schema {
    let lines = docs
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim();
    if !text.is_empty() {
        schema.insert("description".to_owned(), text.into());
    }
    schema
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        Option::<T>::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

/// Implements `JsonSchema` for a type with this schema.
macro_rules! schema_of {
    ($type:ident, $($schema:tt)*) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($type))
            }

            fn schema_id() -> Cow<'static, str> {
                Cow::Borrowed(concat!("apicrate_runtime::", stringify!($type)))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($($schema)*)
            }
        }
    };
}

schema_of!(Timestamp, { "type": "string", "format": "date-time" });
schema_of!(Date, { "type": "string", "format": "date" });
schema_of!(Duration, { "type": "string", "format": "duration" });
schema_of!(Base64, { "type": "string", "contentEncoding": "base64" });

#[cfg(feature = "time")]
mod of_time {
    use super::{Cow, JsonSchema, Schema, SchemaGenerator, json_schema};
    use crate::formats::{CalendarDate, OffsetDateTime};

    schema_of!(OffsetDateTime, { "type": "string", "format": "date-time" });
    schema_of!(CalendarDate, { "type": "string", "format": "date" });
}

#[cfg(feature = "rust_decimal")]
mod of_decimal {
    use super::{Cow, JsonSchema, Schema, SchemaGenerator, json_schema};
    use crate::formats::DecimalNumber;

    schema_of!(DecimalNumber, { "type": "number" });
}
