//! Lowers lists of types. A schema of OpenAPI 3.0 has at most one type.

use serde_json::{Map, Value, json};

use super::null::{allow_null, only_null};
use super::schema_object::{SchemaObject, require};
use crate::document::extension::{OPEN_PREFIX_ITEMS, OTHER_ITEMS, PREFIX_ITEMS};

/// All types but `null`. `number` includes `integer`.
const ALL: [&str; 5] = ["string", "number", "boolean", "array", "object"];

/// The types to which keywords apply.
const KEYWORDS: [(&[&str], &[&str]); 4] = [
    (&["string"], &["minLength", "maxLength", "pattern"]),
    (
        &["number", "integer"],
        &[
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
        ],
    ),
    (
        &["array"],
        &[
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            PREFIX_ITEMS,
            OPEN_PREFIX_ITEMS,
            OTHER_ITEMS,
        ],
    ),
    (
        &["object"],
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
];

/// Lowers the types of a schema.
pub(super) fn lower(schema: &mut SchemaObject) {
    let mut types = match schema.get("type") {
        Some(Value::Array(types)) => texts(types),
        Some(Value::String(name)) if name == "null" => vec![name.clone()],
        _ => return,
    };
    schema.shift_remove("type");
    let count = types.len();
    types.retain(|name| name != "null");
    let nullable = types.len() < count;
    match types.as_slice() {
        [] if nullable => return only_null(schema),
        [] => {}
        [name] => {
            schema.insert("type".to_owned(), Value::String(name.clone()));
        }
        // A schema without a type allows every value, including `null`.
        _ if is_everything(&types) => return,
        _ => alternatives(schema, &types),
    }
    if nullable {
        allow_null(schema);
    }
}

fn is_everything(types: &[String]) -> bool {
    ALL.iter()
        .all(|name| types.iter().any(|other| other == name))
}

/// Returns the strings of a list without duplicates.
fn texts(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in values.iter().filter_map(Value::as_str) {
        if !texts.iter().any(|other| other == text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// Replaces several types by `anyOf` with one schema per type and the keywords that apply to it.
fn alternatives(schema: &mut SchemaObject, types: &[String]) {
    let values = schema.shift_remove("enum");
    let format = schema.shift_remove("format");
    let mut members: Vec<SchemaObject> = types
        .iter()
        .map(|name| Map::from_iter([("type".to_owned(), Value::String(name.clone()))]))
        .collect();
    for member in &mut members {
        copy_keywords(schema, member);
    }
    for (owners, keywords) in KEYWORDS {
        if types.iter().any(|name| owners.contains(&name.as_str())) {
            schema.retain(|name, _| !keywords.contains(&name.as_str()));
        }
    }
    if let Some(format) = format {
        assign_format(&mut members, &format);
    }
    if let Some(Value::Array(values)) = values {
        assign_values(&mut members, &values);
    }
    add_alternatives(schema, members);
}

/// Copies the keywords that apply to the type of a member.
fn copy_keywords(schema: &SchemaObject, member: &mut SchemaObject) {
    let name = type_of(member).unwrap_or_default().to_owned();
    for (owners, keywords) in KEYWORDS {
        if owners.contains(&name.as_str()) {
            for keyword in keywords {
                if let Some(value) = schema.get(*keyword) {
                    member.insert((*keyword).to_owned(), value.clone());
                }
            }
        }
    }
}

/// Assigns a format to the member for whose type it is defined. An unknown format is assigned to the string first.
fn assign_format(members: &mut [SchemaObject], format: &Value) {
    let owners: &[&str] = match format.as_str() {
        Some("int32" | "int64" | "uint32" | "uint64" | "int8" | "int16" | "uint8" | "uint16") => {
            &["integer", "number"]
        }
        Some("float" | "double" | "decimal") => &["number", "integer"],
        _ => &["string", "number", "integer"],
    };
    let owner = owners.iter().find_map(|owner| {
        members
            .iter()
            .position(|member| type_of(member) == Some(*owner))
    });
    if let Some(member) = owner.and_then(|owner| members.get_mut(owner)) {
        member.insert("format".to_owned(), format.clone());
    }
}

/// Assigns each value of an enumeration to the member of its type. Members without values are removed.
fn assign_values(members: &mut Vec<SchemaObject>, values: &[Value]) {
    for value in values {
        let owner = members
            .iter_mut()
            .find(|member| type_of(member).is_some_and(|name| is_of_type(value, name)));
        if let Some(Value::Array(own)) =
            owner.map(|owner| owner.entry("enum").or_insert_with(|| json!([])))
        {
            own.push(value.clone());
        }
    }
    members.retain(|member| member.contains_key("enum"));
}

/// Adds the members as alternatives of the schema. A single member is merged into the schema.
fn add_alternatives(schema: &mut SchemaObject, mut members: Vec<SchemaObject>) {
    if members.len() == 1 {
        if let Some(member) = members.pop() {
            schema.extend(member);
        }
        return;
    }
    let members = members.into_iter().map(Value::Object).collect();
    if schema.contains_key("anyOf") {
        require(schema, json!({ "anyOf": Value::Array(members) }));
    } else {
        schema.insert("anyOf".to_owned(), Value::Array(members));
    }
}

fn type_of(schema: &SchemaObject) -> Option<&str> {
    schema.get("type")?.as_str()
}

/// Returns true if a value has a type.
pub(super) fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => natural_type(value) == Some(name),
    }
}

/// Returns the narrowest type of a value, or `None` for `null`, which is not a type in OpenAPI 3.0.
pub(super) fn natural_type(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::String(_) => Some("string"),
        Value::Array(_) => Some("array"),
        Value::Object(_) => Some("object"),
    }
}
