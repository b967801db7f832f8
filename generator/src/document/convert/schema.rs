//! Converts schemas, one level at a time.
//!
//! `openapiv3` deserializes a schema, with all schemas nested in it, several times to find its kind. The time would
//! grow exponentially with the depth, so nested schemas are taken out first, converted, and put back afterwards.

use std::mem;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Error, Map, Value};

/// Converts a schema or a reference to one.
pub(super) fn convert_schema(value: Value) -> Result<ReferenceOr<Schema>, Error> {
    let Value::Object(mut object) = value else {
        return serde_json::from_value(value);
    };
    if object.keys().any(|keyword| keyword == "$ref") {
        return serde_json::from_value(Value::Object(object));
    }
    let subschemas = Subschemas::take(&mut object)?;
    let mut schema: Schema = serde_json::from_value(Value::Object(object))?;
    subschemas.put_back(&mut schema.schema_kind);
    Ok(ReferenceOr::Item(schema))
}

/// The schemas in a schema, by their keywords.
#[derive(Default)]
struct Subschemas {
    properties: Option<IndexMap<String, ReferenceOr<Box<Schema>>>>,
    additional: Option<AdditionalProperties>,
    items: Option<ReferenceOr<Box<Schema>>>,
    all_of: Option<Vec<ReferenceOr<Schema>>>,
    one_of: Option<Vec<ReferenceOr<Schema>>>,
    any_of: Option<Vec<ReferenceOr<Schema>>>,
    not: Option<Box<ReferenceOr<Schema>>>,
}

impl Subschemas {
    /// Moves the nested schemas out of `object`. Each keyword keeps an empty value, so that the kind of the schema does
    /// not change.
    fn take(object: &mut Map<String, Value>) -> Result<Self, Error> {
        let mut subschemas = Self::default();
        for (keyword, value) in object {
            match (keyword.as_str(), value) {
                ("properties", Value::Object(entries)) => {
                    let entries = mem::take(entries).into_iter();
                    let entries =
                        entries.map(|(name, value)| Ok((name, boxed(convert_schema(value)?))));
                    subschemas.properties = Some(entries.collect::<Result<_, _>>()?);
                }
                ("additionalProperties", value @ Value::Object(_)) => {
                    let values = one(value, Value::Bool(true))?;
                    subschemas.additional = Some(AdditionalProperties::Schema(Box::new(values)));
                }
                ("items", value @ Value::Object(_)) => {
                    subschemas.items = Some(boxed(one(value, Value::Object(Map::new()))?));
                }
                ("not", value @ Value::Object(_)) => {
                    subschemas.not = Some(Box::new(one(value, Value::Object(Map::new()))?));
                }
                ("allOf", Value::Array(members)) => subschemas.all_of = Some(list(members)?),
                ("oneOf", Value::Array(members)) => subschemas.one_of = Some(list(members)?),
                ("anyOf", Value::Array(members)) => subschemas.any_of = Some(list(members)?),
                _ => {}
            }
        }
        Ok(subschemas)
    }

    fn put_back(self, kind: &mut SchemaKind) {
        match kind {
            SchemaKind::Type(Type::Object(object)) => {
                put(&mut object.properties, self.properties);
                put(&mut object.additional_properties, self.additional.map(Some));
            }
            SchemaKind::Type(Type::Array(array)) => put(&mut array.items, self.items.map(Some)),
            SchemaKind::Type(_) => {}
            SchemaKind::AllOf { all_of } => put(all_of, self.all_of),
            SchemaKind::OneOf { one_of } => put(one_of, self.one_of),
            SchemaKind::AnyOf { any_of } => put(any_of, self.any_of),
            SchemaKind::Not { not } => put(not, self.not),
            SchemaKind::Any(any) => {
                put(&mut any.properties, self.properties);
                put(&mut any.additional_properties, self.additional.map(Some));
                put(&mut any.items, self.items.map(Some));
                put(&mut any.all_of, self.all_of);
                put(&mut any.one_of, self.one_of);
                put(&mut any.any_of, self.any_of);
                put(&mut any.not, self.not.map(Some));
            }
        }
    }
}

/// Takes out and converts a schema, and leaves another value in its place.
fn one(value: &mut Value, left: Value) -> Result<ReferenceOr<Schema>, Error> {
    convert_schema(mem::replace(value, left))
}

/// Takes out and converts the schemas of a list.
fn list(members: &mut Vec<Value>) -> Result<Vec<ReferenceOr<Schema>>, Error> {
    mem::take(members).into_iter().map(convert_schema).collect()
}

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
    }
}

fn put<T>(place: &mut T, part: Option<T>) {
    if let Some(part) = part {
        *place = part;
    }
}
