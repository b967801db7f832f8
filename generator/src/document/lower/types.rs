//! Lists of types: several in 3.1, where 3.0 has but one.

use serde_json::{Map, Value, json};

use super::null::{allow_null, only_null};
use super::schema_object::{SchemaObject, require};
use crate::document::extension::PREFIX_ITEMS;

/// The types a value may have without being `null`; together they are any value.
const ALL: [&str; 5] = ["string", "number", "boolean", "array", "object"];

/// The keywords that only say something about values of a few types.
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
        &["items", "minItems", "maxItems", "uniqueItems", PREFIX_ITEMS],
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

/// Rewrites the types of a schema.
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
        // A schema without a type allows every value, and `null` with them.
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

/// The names in a list, each once.
fn texts(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in values.iter().filter_map(Value::as_str) {
        if !texts.iter().any(|other| other == text) {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// Makes a schema for each type, with the keywords that belong to it.
fn alternatives(schema: &mut SchemaObject, types: &[String]) {
    let values = schema.shift_remove("enum");
    let format = schema.shift_remove("format");
    let mut members: Vec<SchemaObject> = types
        .iter()
        .map(|name| Map::from_iter([("type".to_owned(), Value::String(name.clone()))]))
        .collect();
    for member in &mut members {
        belongings(schema, member);
    }
    for (owners, keywords) in KEYWORDS {
        if types.iter().any(|name| owners.contains(&name.as_str())) {
            schema.retain(|name, _| !keywords.contains(&name.as_str()));
        }
    }
    if let Some(format) = format {
        give_format(&mut members, &format);
    }
    if let Some(Value::Array(values)) = values {
        give_values(&mut members, &values);
    }
    offer(schema, members);
}

/// Copies the keywords that speak of a member's type.
fn belongings(schema: &SchemaObject, member: &mut SchemaObject) {
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

/// A format belongs to the type it is defined for; one that is not known, to strings first.
fn give_format(members: &mut [SchemaObject], format: &Value) {
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

/// Deals an enumeration out to the types of its values. A type without a value allows none.
fn give_values(members: &mut Vec<SchemaObject>, values: &[Value]) {
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

/// Puts the members in the place of the types.
fn offer(schema: &mut SchemaObject, mut members: Vec<SchemaObject>) {
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

/// Whether a value has a type.
pub(super) fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => natural_type(value) == Some(name),
    }
}

/// The narrowest type of a value; `null` has none in 3.0.
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
