//! From the schemas of OpenAPI 3.1 to those of 3.0.
//!
//! Each rule says the same in other words; where 3.0 has no words for something, the schema allows
//! more than before and not less, and what it meant stays in an extension. The schemas inside of a
//! schema are always rewritten before it, so that each rule finds them in their final form.

mod item;
mod keyword;
mod null;
mod schema_object;
mod types;
mod union;
mod values;

use serde_json::{Value, json};

use super::grammar::{ObjectKind, REF_SIBLINGS, walk};
use super::parallel_parts;
use super::version::OpenApiVersion;

pub(crate) use self::keyword::tuple_length;
use self::schema_object::{SchemaObject, require};

/// Rewrites all schemas of a document, and what is new in 3.2 where they stand.
pub(super) fn lower(document: &mut Value, version: OpenApiVersion) {
    parallel_parts::map(document, |part, kind, at| {
        walk(part, kind, at, &mut |kind, at, value| match kind {
            ObjectKind::Schema => lower_schema(value, version),
            ObjectKind::MediaType => item::lower(value, at),
            _ => {}
        });
    });
}

fn lower_schema(value: &mut Value, version: OpenApiVersion) {
    let schema = match value {
        Value::Object(schema) => schema,
        Value::Bool(true) => return *value = json!({}),
        Value::Bool(false) => return *value = json!({ "not": {} }),
        _ => return,
    };
    if version == OpenApiVersion::V3_0 && schema.contains_key("$ref") {
        schema.retain(|name, _| name == "$ref" || REF_SIBLINGS.contains(&name.as_str()));
    }
    if is_the_same(schema) {
        return;
    }
    keyword::lower(schema);
    null::lower_values(schema);
    values::lower_types(schema);
    types::lower(schema);
    union::lower(schema);
    values::lower_alternatives(schema);
    lower_reference(schema);
}

/// Whether a schema means in 3.0 what it does in 3.1, as most do: no rule looks at what it says. To see that takes
/// one look at each keyword, and not one at the schema for each of the many keywords that rules are about.
fn is_the_same(schema: &SchemaObject) -> bool {
    let is_alone = schema.len() == 1;
    schema.iter().all(|(name, value)| match name.as_str() {
        "$ref" => is_alone,
        "type" => value.as_str().is_some_and(|name| name != "null"),
        "title" | "description" | "default" | "example" | "deprecated" | "readOnly"
        | "writeOnly" | "nullable" | "format" | "pattern" | "minLength" | "maxLength"
        | "minimum" | "maximum" | "items" | "minItems" | "maxItems" | "properties" | "required"
        | "allOf" => true,
        _ => false,
    })
}

/// A reference that something stands beside is one of the schemas that all have to hold.
fn lower_reference(schema: &mut SchemaObject) {
    if schema.len() > 1
        && let Some(reference) = schema.shift_remove("$ref")
    {
        require(schema, json!({ "$ref": reference }));
    }
}
