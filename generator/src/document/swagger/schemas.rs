//! Schemas, which are converted in place.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::grammar::field;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::grammar::ObjectKind;
use crate::document::pointer::JsonPointer;

/// The extensions for schemas that allow `null`.
const NULLABLE: [&str; 2] = ["x-nullable", "x-isnullable"];

/// Converts the keywords of a schema. `reported` contains the pointers of keywords that need no other finding.
pub(super) fn convert(
    schema: &mut Map<String, Value>,
    at: &JsonPointer<'_>,
    reported: &HashSet<String>,
    findings: &mut Diagnostics,
) {
    let extension = NULLABLE.iter().find(|name| schema.contains_key(**name));
    let is_nullable = extension.is_some_and(|name| is_true(schema.get(*name)));
    for name in schema.keys() {
        let is_later = field(ObjectKind::Schema, name).is_none()
            && ObjectKind::Schema.field(name).is_some()
            && !(is_nullable && name == "nullable");
        if is_later {
            let message = format!(
                "`{name}` is not a field of a Schema Object in Swagger 2.0; used as in OpenAPI 3"
            );
            let at = at.name(name).to_string();
            if !reported.contains(&at) {
                findings.push(Diagnostic::warning("unknown-field", at, message));
            }
        }
    }
    if is_nullable {
        schema.entry("nullable").or_insert(Value::Bool(true));
    }
    if let Some(property @ Value::String(_)) = schema.get_mut("discriminator") {
        *property = json!({ "propertyName": property.take() });
    }
    if is_file(schema) {
        let message = "`type: file` is allowed only for form parameters and responses; treated as a binary string";
        let at = at.name("type");
        findings.push(Diagnostic::warning("unknown-type", &at, message));
        make_binary(schema);
    }
}

/// Returns true for the schema of a file.
pub(super) fn is_file(schema: &Map<String, Value>) -> bool {
    let ty = schema.get("type").and_then(Value::as_str);
    ty.is_some_and(|ty| ty.eq_ignore_ascii_case("file"))
}

/// Converts the schema of a file.
pub(super) fn make_binary(schema: &mut Map<String, Value>) {
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("format".to_owned(), json!("binary"));
}

fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}
