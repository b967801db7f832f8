//! Documents of Swagger 2.0.

use serde_json::{Value, json};

use crate::documents::{array, no_body, object, properties, string};
use crate::measure::{assert_linear, assert_linear_model, assert_reported, assert_tolerated};

/// A document with these paths and other fields.
fn swagger(paths: Value, fields: Value) -> Value {
    let mut document = json!({
        "swagger": "2.0",
        "info": { "title": "Growth", "version": "1.0.0" },
        "host": "growth.example",
        "paths": paths,
    });
    if let (Value::Object(document), Value::Object(fields)) = (&mut document, fields) {
        document.extend(fields);
    }
    document
}

/// A document with `n` operations that have a body or form parameter each.
fn operations(n: usize, parameter: impl Fn(usize) -> Value, fields: Value) -> Value {
    let operation = |i| {
        json!({
            "operationId": format!("op{i}"),
            "parameters": [parameter(i)],
            "responses": { "200": { "description": "", "schema": string() } },
        })
    };
    let paths = object(n, |i| (format!("/p{i}"), json!({ "post": operation(i) })));
    swagger(paths, fields)
}

fn body() -> Value {
    let schema = properties(1, |_| ("a".to_owned(), string()));
    json!({ "name": "body", "in": "body", "schema": schema })
}

#[test]
fn bodies_forms_and_parameters() {
    assert_linear(100, |n| {
        operations(
            n,
            |_| body(),
            json!({ "consumes": ["application/json", "application/x-json"] }),
        )
    });
    assert_linear(100, |n| {
        let form =
            |i: usize| json!({ "name": format!("f{i}"), "in": "formData", "type": "string" });
        operations(
            1,
            |_| form(0),
            json!({ "parameters": object(n, |i| (format!("F{i}"), form(i))) }),
        )
    });
    assert_linear(100, |n| {
        let parameter =
            |i: usize| json!({ "name": format!("p{i}"), "in": "query", "type": "string" });
        let list = array(n, |i| if i == 0 { body() } else { parameter(i) });
        let operation = json!({ "parameters": list, "responses": no_body() });
        swagger(json!({ "/p": { "post": operation } }), json!({}))
    });
}

#[test]
fn operations_that_share_bodies_forms_and_responses() {
    let shared = json!({
        "parameters": {
            "Body": body(),
            "Form": { "name": "form", "in": "formData", "type": "string" },
        },
        "responses": { "Done": { "description": "", "schema": properties(1, |_| ("b".to_owned(), string())) } },
    });
    for name in ["Body", "Form"] {
        assert_linear(100, |n| {
            operations(
                n,
                |_| json!({ "$ref": format!("#/parameters/{name}") }),
                shared.clone(),
            )
        });
    }
    assert_linear(100, |n| {
        let operation = |i| {
            json!({
                "operationId": format!("op{i}"),
                "consumes": ["application/x"],
                "produces": ["text/plain"],
                "parameters": [{ "$ref": "#/parameters/Body" }],
                "responses": { "200": { "$ref": "#/responses/Done" } },
            })
        };
        let paths = object(n, |i| (format!("/p{i}"), json!({ "post": operation(i) })));
        swagger(paths, shared.clone())
    });
}

/// Each operation gets a copy of the schema for each media type.
#[test]
#[ignore = "takes 14 seconds; `cargo xtask ci --nightly limits` runs it"]
fn many_media_types_are_limited() {
    assert_reported("too-large", 200, |n| {
        let list = array(n, |i| json!(format!("application/x-{i}")));
        let schema = properties(50, |i| (format!("a{i}"), string()));
        let body = json!({ "name": "body", "in": "body", "schema": schema });
        operations(n, |_| body.clone(), json!({ "consumes": list }))
    });
}

/// Each operation gets a copy of the form parameter.
#[test]
fn large_shared_form_parameters_are_limited() {
    assert_reported("too-large", 400, |n| {
        let values = array(n, |i| json!(format!("the value {i}")));
        let form = json!({ "name": "form", "in": "formData", "type": "string", "enum": values });
        let fields = json!({ "parameters": { "Form": form } });
        operations(n, |_| json!({ "$ref": "#/parameters/Form" }), fields)
    });
}

#[test]
fn subtypes_with_values() {
    assert_linear_model(100, |n| {
        let subtype = |i: usize| {
            let base = json!({ "$ref": "#/definitions/D0" });
            json!({ "allOf": [base], "x-discriminator-value": format!("v{i}") })
        };
        let base = json!({
            "type": "object",
            "discriminator": "kind",
            "required": ["kind"],
            "properties": { "kind": string() },
        });
        let definition = |i| if i == 0 { base.clone() } else { subtype(i) };
        swagger(
            json!({}),
            json!({ "definitions": object(n, |i| (format!("D{i}"), definition(i))) }),
        )
    });
}

#[test]
fn errors() {
    assert_tolerated(200, |n| {
        let parameter = |i: usize| json!({ "name": format!("p{i}"), "in": "query", "type": "string", "maximum": "x" });
        operations(n, parameter, json!({}))
    });
    assert_reported("ignored-parameter", 200, |n| {
        let operation = json!({ "parameters": array(n, |_| body()), "responses": no_body() });
        swagger(json!({ "/p": { "post": operation } }), json!({}))
    });
}
