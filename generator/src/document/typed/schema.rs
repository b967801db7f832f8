//! Schemas, one level at a time.
//!
//! `openapiv3` finds out what a schema is by reading it more than once, with all schemas that lie in it: what is
//! nested deeply would be read over and over. So those in it are taken out first, and put into what has
//! become of the outer one.

use std::mem;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Error, Map, Value};

/// Converts a schema or a reference to one.
pub(super) fn schema(value: Value) -> Result<ReferenceOr<Schema>, Error> {
    let Value::Object(mut object) = value else {
        return serde_json::from_value(value);
    };
    if object.contains_key("$ref") {
        return serde_json::from_value(Value::Object(object));
    }
    let parts = Parts::take(&mut object)?;
    let mut schema: Schema = serde_json::from_value(Value::Object(object))?;
    parts.put(&mut schema.schema_kind);
    Ok(ReferenceOr::Item(schema))
}

/// The schemas in a schema, by their keywords.
struct Parts {
    properties: Option<IndexMap<String, ReferenceOr<Box<Schema>>>>,
    additional: Option<AdditionalProperties>,
    items: Option<ReferenceOr<Box<Schema>>>,
    all_of: Option<Vec<ReferenceOr<Schema>>>,
    one_of: Option<Vec<ReferenceOr<Schema>>>,
    any_of: Option<Vec<ReferenceOr<Schema>>>,
    not: Option<Box<ReferenceOr<Schema>>>,
}

impl Parts {
    /// Leaves something empty in each place, so that the keywords are still there.
    fn take(object: &mut Map<String, Value>) -> Result<Self, Error> {
        let properties = match object.get_mut("properties") {
            Some(Value::Object(entries)) => Some(mem::take(entries)),
            _ => None,
        };
        let properties = properties.map(|entries| {
            let entries = entries.into_iter();
            entries
                .map(|(name, value)| Ok((name, boxed(schema(value)?))))
                .collect()
        });
        let additional = one(object, "additionalProperties", Value::Bool(true))?;
        let empty = || Value::Object(Map::new());
        Ok(Self {
            properties: properties.transpose()?,
            additional: additional.map(|it| AdditionalProperties::Schema(Box::new(it))),
            items: one(object, "items", empty())?.map(boxed),
            all_of: list(object, "allOf")?,
            one_of: list(object, "oneOf")?,
            any_of: list(object, "anyOf")?,
            not: one(object, "not", empty())?.map(Box::new),
        })
    }

    fn put(self, kind: &mut SchemaKind) {
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

/// Takes the schema at a keyword out, for which something else is left.
fn one(
    object: &mut Map<String, Value>,
    keyword: &str,
    left: Value,
) -> Result<Option<ReferenceOr<Schema>>, Error> {
    match object.get_mut(keyword) {
        Some(value @ Value::Object(_)) => schema(mem::replace(value, left)).map(Some),
        _ => Ok(None),
    }
}

/// Takes the schemas out of the list at a keyword.
fn list(
    object: &mut Map<String, Value>,
    keyword: &str,
) -> Result<Option<Vec<ReferenceOr<Schema>>>, Error> {
    match object.get_mut(keyword) {
        Some(Value::Array(members)) => {
            let members = mem::take(members).into_iter();
            members.map(schema).collect::<Result<_, _>>().map(Some)
        }
        _ => Ok(None),
    }
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
