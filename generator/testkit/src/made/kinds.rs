//! Documents from which many items of one kind are generated.

use serde_json::{Map, Value, json};

/// A kind of generated item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A struct with 6 properties.
    Struct,
    /// An enum with 3 values.
    Enum,
    /// A union of 2 structs.
    Union,
    /// An operation without parameters: its request is empty.
    Method,
    /// An operation with 3 query parameters.
    Request,
}

/// Returns a document with this number of items. All items that they need in addition are few.
pub fn document(kind: Kind, count: usize) -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    if kind == Kind::Union {
        schemas.insert("Circle".to_owned(), shape("circle"));
        schemas.insert("Square".to_owned(), shape("square"));
    }
    for n in 0..count {
        match kind {
            Kind::Struct => {
                schemas.insert(format!("Thing{n}"), object(n));
            }
            Kind::Enum => {
                let values = ["new", "used", &format!("gone{n}")];
                let state = json!({ "type": "string", "enum": values, "description": "A state." });
                schemas.insert(format!("State{n}"), state);
            }
            Kind::Union => {
                schemas.insert(format!("Shape{n}"), union());
            }
            Kind::Method => {
                paths.insert(format!("/things{n}"), path(n, &json!([])));
            }
            Kind::Request => {
                let parameters = ["limit", "offset", "order"].map(|name| {
                    let schema = json!({ "type": "integer" });
                    json!({ "name": name, "in": "query", "description": "A number.", "schema": schema })
                });
                paths.insert(format!("/things{n}"), path(n, &json!(parameters)));
            }
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Made", "version": "1.0.0" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn object(n: usize) -> Value {
    json!({
        "type": "object",
        "description": format!("A thing of kind {n}."),
        "required": ["id", "name"],
        "properties": {
            "id": { "type": "string", "description": "Its own ID." },
            "name": { "type": "string" },
            "size": { "type": "integer", "minimum": 0, "description": "In millimetres." },
            "born": { "type": "string", "format": "date-time" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "next": { "$ref": format!("#/components/schemas/Thing{n}") },
        },
    })
}

fn shape(kind: &str) -> Value {
    json!({
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": { "type": "string", "enum": [kind] } },
    })
}

fn union() -> Value {
    json!({
        "oneOf": [
            { "$ref": "#/components/schemas/Circle" },
            { "$ref": "#/components/schemas/Square" },
        ],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                "circle": "#/components/schemas/Circle",
                "square": "#/components/schemas/Square",
            },
        },
    })
}

/// A path with one operation, in one of 50 groups.
fn path(n: usize, parameters: &Value) -> Value {
    let group = n % 50;
    json!({
        "get": {
            "operationId": format!("group{group}_get_thing{n}"),
            "tags": [format!("Group{group}")],
            "summary": format!("Reads a thing of kind {n}."),
            "parameters": parameters,
            "responses": { "204": { "description": "It exists." } },
        },
    })
}

#[cfg(test)]
mod tests {
    use apicrate::model::TypeKind;
    use apicrate::{Document, resolve};

    use super::{Kind, document};

    #[test]
    fn documents_contain_the_items() {
        for kind in [
            Kind::Struct,
            Kind::Enum,
            Kind::Union,
            Kind::Method,
            Kind::Request,
        ] {
            let text = document(kind, 7).to_string();
            let document = Document::parse("made.json", text);
            let document = document.unwrap_or_else(|errors| panic!("{errors}"));
            let (api, warnings) = resolve(&document).unwrap_or_else(|errors| panic!("{errors}"));
            assert!(warnings.is_empty(), "{kind:?}: {warnings}");
            let types = api.types.iter().filter(|it| match it.kind {
                TypeKind::Struct(_) => kind == Kind::Struct,
                TypeKind::Enum(_) => kind == Kind::Enum,
                TypeKind::Union(_) => kind == Kind::Union,
                _ => false,
            });
            assert_eq!(types.count() + api.operation_count(), 7, "{kind:?}");
        }
    }
}
