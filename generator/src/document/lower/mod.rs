//! Lowers schemas of OpenAPI 3.1 to OpenAPI 3.0.
//!
//! Each rule replaces keywords by equivalent ones. If OpenAPI 3.0 has no equivalent, the lowered schema allows more
//! values, not fewer, and an extension keeps the original meaning. Nested schemas are lowered before the schema that
//! contains them.

mod example;
mod item;
mod keyword;
mod null;
mod parameter;
mod recent;
mod schema_object;
mod types;
mod union;
mod values;

use serde_json::{Value, json};

use super::extension::DEFAULT_MAPPING;
use super::grammar::{ObjectKind, REF_SIBLINGS, walk};
use super::parallel_parts;
use super::version::OpenApiVersion;

pub(crate) use self::keyword::tuple_length;
use self::schema_object::{SchemaObject, require};

/// Lowers all schemas of a document, and the media types, parameters and examples of OpenAPI 3.2.
pub(super) fn lower(document: &mut Value, version: OpenApiVersion) {
    parallel_parts::map(document, |part, kind, at| {
        walk(part, kind, at, &mut |kind, at, value| match kind {
            ObjectKind::Schema => lower_schema(value, version),
            ObjectKind::Discriminator => lower_discriminator(value),
            ObjectKind::MediaType => {
                item::lower(value, at);
                example::lower_serialized(value, at);
            }
            ObjectKind::Example => example::lower(value),
            ObjectKind::Parameter => parameter::lower(value),
            kind => recent::lower(value, kind),
        });
    });
    recent::lower_root(document);
}

fn lower_schema(value: &mut Value, version: OpenApiVersion) {
    let schema = match value {
        Value::Object(schema) => schema,
        Value::Bool(true) => return *value = json!({}),
        Value::Bool(false) => return *value = json!({ "not": {} }),
        _ => return,
    };
    if version.ignores_siblings() && schema.contains_key("$ref") {
        schema.retain(|name, _| name == "$ref" || REF_SIBLINGS.contains(&name.as_str()));
    }
    keyword::lower(schema);
    null::lower_values(schema);
    values::lower_types(schema);
    types::lower(schema);
    union::lower(schema);
    values::lower_alternatives(schema);
    lower_reference(schema);
}

/// Moves the default of a discriminator to an extension.
fn lower_discriminator(value: &mut Value) {
    if let Value::Object(discriminator) = value
        && let Some(default) = discriminator.shift_remove("defaultMapping")
    {
        discriminator.insert(DEFAULT_MAPPING.to_owned(), default);
    }
}

/// Moves a reference with other keywords next to it into `allOf`.
fn lower_reference(schema: &mut SchemaObject) {
    if schema.len() > 1
        && let Some(reference) = schema.shift_remove("$ref")
    {
        require(schema, json!({ "$ref": reference }));
    }
}
