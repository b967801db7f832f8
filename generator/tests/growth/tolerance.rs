//! Documents with many errors that are tolerated.

use serde_json::json;

use crate::documents::{document, no_body, object, operation, properties, reference, schemas};
use crate::measure::assert_tolerated;

#[test]
fn malformed_properties() {
    assert_tolerated(400, |n| {
        schemas(1, |_| properties(n, |i| (format!("p{i}"), json!(3))))
    });
}

#[test]
fn contradictory_schemas() {
    assert_tolerated(200, |n| {
        let property = |ty: &str| json!({ "properties": { "p": { "type": ty } } });
        schemas(
            n,
            |_| json!({ "allOf": [property("string"), property("integer")] }),
        )
    });
}

#[test]
fn references_to_schemas_with_errors() {
    assert_tolerated(400, |n| {
        let target = "#/components/schemas/S0/properties/p";
        schemas(n, |i| match i {
            0 => json!({ "required": 3, "properties": { "p": { "type": "string" } } }),
            _ => json!({ "properties": { "p": { "$ref": target } } }),
        })
    });
}

/// The last parameter has an error. Each of the others refers to the next one, and an operation to each of them.
#[test]
fn chains_of_parameters() {
    assert_tolerated(200, |n| {
        let parameter = |i: usize| match i + 1 {
            next if next == n => json!({ "name": "p", "in": "body" }),
            next => json!({ "$ref": format!("#/components/parameters/P{next}") }),
        };
        let of_operation = |i: usize| json!([{ "$ref": format!("#/components/parameters/P{i}") }]);
        let get = |i: usize| json!({ "parameters": of_operation(i), "responses": no_body() });
        let paths = object(n, |i| (format!("/p{i}"), json!({ "get": get(i) })));
        let mut document = document(&paths, &json!({}));
        document["components"]["parameters"] = object(n, |i| (format!("P{i}"), parameter(i)));
        document
    });
}

#[test]
fn responses_with_errors() {
    assert_tolerated(200, |n| {
        let status = |i: usize| (format!("{}", 300 + i), json!(3));
        let mut responses = object(n.min(300), status);
        responses["200"] = json!({ "description": "" });
        let extensions = object(n, |i| (format!("x-{i}"), reference(i)));
        operation(json!({ "operationId": "get", "responses": responses, "x-all": extensions }))
    });
}
