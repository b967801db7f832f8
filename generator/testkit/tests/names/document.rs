//! A document whose tags, operations, schemas, properties, parameters and values have given names.

use serde_json::{Map, Value, json};

/// A document that uses each name in each role once or more. Other names of the list have the roles next to it.
pub(crate) fn document(names: &[String]) -> Value {
    let names = Names(names);
    let mut schemas = Map::new();
    let mut paths = Map::new();
    let mut webhooks = Map::new();
    for index in 0..names.0.len() {
        schemas.insert(names.at(index).to_owned(), schema(names, index));
        let (path, item) = path(names, index);
        paths.insert(path, item);
        if index.is_multiple_of(8) {
            webhooks.insert(names.at(index).to_owned(), webhook(names, index));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Names", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": paths,
        "webhooks": webhooks,
        "components": { "schemas": schemas },
    })
}

#[derive(Clone, Copy)]
struct Names<'a>(&'a [String]);

impl<'a> Names<'a> {
    /// The name at an index, from the start again after the last one.
    fn at(self, index: usize) -> &'a str {
        let name = self.0.iter().cycle().nth(index % self.0.len());
        name.map_or("", String::as_str)
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The kind of schema of an index. Every kind is an object, a union, an enum, a list or a child of an object.
const KINDS: usize = 6;

fn schema(names: Names<'_>, index: usize) -> Value {
    let last = names.0.len().saturating_sub(KINDS);
    match index % KINDS {
        _ if index >= last => object(names, index),
        0 | 1 => object(names, index),
        2 => {
            let base = reference(names.at(index - 1));
            let own = json!({ "type": "object", "properties": properties(names, index + 11) });
            json!({ "allOf": [base, own] })
        }
        3 => {
            let values: Vec<_> = (0..6).map(|offset| names.at(index + offset)).collect();
            json!({ "type": "string", "enum": values })
        }
        4 => json!({ "oneOf": [reference(names.at(index - 3)), reference(names.at(index - 2))] }),
        _ => json!({ "type": "array", "items": reference(names.at(index - 5)) }),
    }
}

fn object(names: Names<'_>, index: usize) -> Value {
    json!({
        "type": "object",
        "required": [names.at(index + 1), names.at(index + 3)],
        "properties": properties(names, index),
        "additionalProperties": { "type": "string" },
    })
}

/// Properties of four of the types that have a name in generated code.
fn properties(names: Names<'_>, index: usize) -> Value {
    let types = [
        json!({ "type": "string" }),
        reference(names.at(index + 7)),
        json!({ "type": ["string", "null"], "format": "date-time" }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        json!({}),
        json!({ "type": "array", "items": reference(names.at(index + 6)) }),
        json!({ "type": "object", "properties": { names.at(index): { "type": "string" } } }),
        json!({ "type": "string", "enum": [names.at(index + 2), names.at(index + 4)] }),
    ];
    let types = types
        .into_iter()
        .cycle()
        .skip(index % 8)
        .take(4)
        .enumerate();
    let properties = types.map(|(offset, ty)| (names.at(index + offset).to_owned(), ty));
    Value::Object(properties.collect())
}

/// A path with one operation. Its parameters and its bodies depend on the index.
fn path(names: Names<'_>, index: usize) -> (String, Value) {
    let text = json!({ "type": "string" });
    let parameter = |offset: usize, location: &str, required: bool| {
        let name = names.at(index + offset);
        json!({ "name": name, "in": location, "required": required, "schema": text })
    };
    let body = reference(names.at(index - index % KINDS));
    let json = |schema: Value| json!({ "application/json": { "schema": schema } });
    let is_even = index.is_multiple_of(2);
    let (method, mut operation) = match index % 4 {
        0 => {
            let output = json(reference(names.at(index + 3)));
            let operation = json!({
                "parameters": [parameter(1, "path", true), parameter(2, "query", false)],
                "responses": {
                    "200": { "description": "", "content": output },
                    "201": { "description": "", "content": json(text.clone()) },
                },
            });
            ("get", operation)
        }
        1 => {
            let inline = json!({
                "type": "object",
                "required": [names.at(index + 3)],
                "properties": { names.at(index + 3): text, names.at(index + 4): text },
            });
            let operation = json!({
                "parameters": [parameter(1, "path", true), parameter(2, "query", false)],
                "requestBody": { "required": true, "content": json(inline) },
                "responses": { "200": { "description": "", "content": json(body) } },
            });
            ("post", operation)
        }
        2 => {
            let binary = json!({
                "type": "object",
                "properties": { names.at(index + 2): { "type": "string", "format": "binary" } },
            });
            let operation = json!({
                "parameters": [parameter(1, "path", true), parameter(2, "header", true)],
                "requestBody": {
                    "required": index.is_multiple_of(8),
                    "content": {
                        "application/json": { "schema": body },
                        "multipart/form-data": { "schema": binary },
                    },
                },
                "responses": { "204": { "description": "" } },
            });
            ("put", operation)
        }
        _ => {
            let number = json!({ "type": "integer" });
            let page = |name| json!({ "name": name, "in": "query", "schema": number });
            let items = json!({ "type": "array", "items": { "type": "string" } });
            let operation = json!({
                "parameters": [page("limit"), page("offset"), parameter(1, "path", true), parameter(2, "query", false)],
                "responses": { "200": { "description": "", "content": json(items) } },
            });
            ("get", operation)
        }
    };
    operation["tags"] = json!([names.at(index)]);
    operation["operationId"] = json!(names.at(index + if is_even { 0 } else { 5 }));
    match index % 16 {
        5 => {
            operation["x-fern-sdk-group-name"] = json!([names.at(index), names.at(index + 1)]);
        }
        // The group that the next name has as its tag.
        7 => {
            operation["x-fern-sdk-group-name"] = json!([
                names.at(index + 1),
                names.at(index + 2),
                names.at(index + 3)
            ]);
        }
        _ => {}
    }
    (
        format!("/{index}/{{{}}}", names.at(index + 1)),
        json!({ method: operation }),
    )
}

fn webhook(names: Names<'_>, index: usize) -> Value {
    let schema = json!({
        "type": "object",
        "required": ["event"],
        "properties": {
            "event": { "type": "string", "enum": [names.at(index)] },
            names.at(index + 1): { "type": "string" },
        },
    });
    json!({ "post": {
        "requestBody": { "content": { "application/json": { "schema": schema } } },
        "responses": { "200": { "description": "" } },
    } })
}
