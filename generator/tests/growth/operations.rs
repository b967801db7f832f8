//! Many operations, parameters, tags, responses and bodies.

use serde_json::{Value, json};

use crate::documents::{
    answer, array, body, colliding, document, no_body, object, operation, operations, parameter,
    properties, reference, schemas_and, string, with,
};
use crate::measure::{
    assert_finding, assert_linear, assert_linear_model, assert_renders, assert_reported,
};

fn in_one_tag(n: usize) -> Value {
    operations(
        n,
        |i| json!({ "operationId": format!("op{i}"), "tags": ["t"], "responses": no_body() }),
    )
}

fn with_parameters(n: usize, name: fn(usize) -> String) -> Value {
    let parameters = array(n, |i| parameter(name(i)));
    operation(json!({ "operationId": "get", "parameters": parameters, "responses": no_body() }))
}

#[test]
fn operations_in_one_tag() {
    assert_linear(200, in_one_tag);
    assert_renders(|| in_one_tag(4000));
}

#[test]
fn parameters_of_one_operation() {
    assert_linear(200, |n| with_parameters(n, |i| format!("p{i}")));
    assert_renders(|| with_parameters(8000, |i| format!("p{i}")));
}

#[test]
fn parameters_with_one_rust_name() {
    assert_linear_model(300, |n| with_parameters(n, colliding));
}

#[test]
fn one_operation_id_repeated() {
    assert_linear_model(400, |n| {
        operations(
            n,
            |_| json!({ "operationId": "same", "tags": ["t"], "responses": no_body() }),
        )
    });
}

#[test]
fn operations_with_a_tag_each() {
    assert_linear(100, |n| {
        operations(
            n,
            |i| json!({ "operationId": "get", "tags": [format!("t{i}")], "responses": no_body() }),
        )
    });
}

#[test]
fn operations_in_one_path_group() {
    let responses = || json!({ "get": { "responses": no_body() } });
    let paths = |n| object(n, |i| (format!("/api/v1/shop/pets/p{i}"), responses()));
    assert_linear(200, |n| document(&paths(n), &json!({})));
}

#[test]
fn tags_with_one_rust_name() {
    assert_linear_model(300, |n| {
        operations(
            n,
            |i| json!({ "operationId": "get", "tags": [colliding(i)], "responses": no_body() }),
        )
    });
}

#[test]
fn nested_group_names() {
    assert_reported("too-deep", 100, |n| {
        let words = array(n, |i| json!(format!("w{i}")));
        operation(json!({ "x-fern-sdk-group-name": words, "responses": no_body() }))
    });
}

#[test]
fn parts_of_a_multipart_body() {
    let document = |n| {
        let file = json!({ "type": "string", "format": "binary" });
        let schema = properties(n, |i| (format!("p{i}"), file.clone()));
        let mut body = body("multipart/form-data", schema);
        body["content"]["multipart/form-data"]["encoding"] = object(n, |i| {
            (format!("p{i}"), json!({ "contentType": "image/png" }))
        });
        operation(json!({ "operationId": "get", "requestBody": body, "responses": no_body() }))
    };
    assert_linear(150, document);
    assert_renders(|| document(4000));
}

#[test]
fn security_requirements_of_the_document() {
    assert_linear_model(200, |n| {
        let mut document = in_one_tag(n);
        document["security"] = array(n, |i| json!({ format!("s{i}"): [] }));
        document["components"]["securitySchemes"] = object(n, |i| {
            let scheme = json!({ "type": "apiKey", "in": "header", "name": format!("x-{i}") });
            (format!("s{i}"), scheme)
        });
        document
    });
}

#[test]
fn variables_of_a_server() {
    assert_reported("name-too-long", 400, |n| {
        let mut document = in_one_tag(4);
        let variables = object(n, |i| (format!("v{i}"), json!({ "default": "xxxx" })));
        let url: String = (0..n).map(|i| format!("/{{v{i}}}")).collect();
        document["servers"] = json!([{ "url": url, "variables": variables }]);
        document
    });
}

#[test]
fn operations_with_a_shared_response() {
    assert_linear_model(200, |n| {
        let response = json!({ "$ref": "#/components/responses/Shared" });
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "responses": { "200": response } }),
        );
        let items = array(n, |_| string());
        document["components"]["responses"] = json!({ "Shared": {
            "description": "", "content": { "application/json": { "schema": { "allOf": items } } }
        }});
        document
    });
}

/// The model repeats the texts of a shared parameter for each operation.
#[test]
#[ignore = "takes 25 seconds; `cargo xtask ci --nightly limits` runs it"]
fn texts_of_shared_parameters() {
    let long = json!("word ".repeat(200_000));
    let examples = json!({ "long": { "value": long } });
    for (pointer, text) in [
        ("/description", &long),
        ("/example", &long),
        ("/examples", &examples),
        ("/schema/default", &long),
        ("/schema/pattern", &long),
    ] {
        assert_finding("too-large", || {
            let n = 400;
            let paths = object(n, |i| {
                let shared = json!([{ "$ref": "#/components/parameters/Shared" }]);
                let operation = json!({ "parameters": shared, "responses": no_body() });
                (format!("/p{i}"), json!({ "get": operation }))
            });
            let mut document = document(&paths, &json!({}));
            let mut shared = parameter("p".to_owned());
            match pointer.strip_prefix("/schema/") {
                Some(keyword) => shared["schema"][keyword] = text.clone(),
                None => shared[pointer.trim_start_matches('/')] = text.clone(),
            }
            document["components"]["parameters"] = json!({ "Shared": shared });
            document
        });
    }
}

#[test]
fn patterns_of_properties() {
    assert_finding("too-large", || {
        let n = 400;
        let other = json!({ "type": "string", "pattern": "a".repeat(1_000_000) });
        let reference = json!({ "$ref": "#/components/schemas/Other" });
        schemas_and(other, n, |_| with("p".to_owned(), reference.clone()))
    });
}

#[test]
fn descriptions_of_security_schemes() {
    assert_finding("too-large", || {
        let n = 400;
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "security": [{ "key": [format!("s{i}")] }], "responses": no_body() }),
        );
        let scheme =
            json!({ "type": "http", "scheme": "bearer", "description": "word ".repeat(200_000) });
        document["components"]["securitySchemes"] = json!({ "key": scheme });
        document
    });
}

#[test]
fn headers_of_a_shared_response() {
    assert_finding("too-large", || {
        let n = 400;
        let response = json!({ "$ref": "#/components/responses/Shared" });
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "responses": { "204": response } }),
        );
        let headers = object(10_000, |i| {
            (format!("x-{i}"), json!({ "schema": string() }))
        });
        document["components"]["responses"] =
            json!({ "Shared": { "description": "", "headers": headers } });
        document
    });
}

#[test]
#[ignore = "takes 9 seconds; `cargo xtask ci --nightly limits` runs it"]
fn encodings_of_a_shared_body() {
    assert_finding("too-large", || {
        let n = 300;
        with_shared_properties(n, 4000, |schema| {
            let media_type = "application/x-www-form-urlencoded";
            let mut body = body(media_type, schema);
            body["content"][media_type]["encoding"] = object(4000, |i| {
                (
                    format!("p{i}"),
                    json!({ "style": "form", "explode": false }),
                )
            });
            body
        })
    });
}

#[test]
fn servers_of_operations() {
    assert_linear_model(300, |n| {
        let mut document = operations(n, |i| {
            let own = json!([{ "url": "https://own.example" }]);
            json!({ "operationId": format!("op{i}"), "servers": own, "responses": no_body() })
        });
        document["servers"] = array(
            n,
            |i| json!({ "url": format!("https://s{i}.example"), "description": format!("Region {i}") }),
        );
        document
    });
}

#[test]
fn references_in_a_shared_response() {
    assert_linear_model(200, |n| {
        let response = json!({ "$ref": "#/components/responses/Shared" });
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "responses": { "200": response } }),
        );
        let schema = properties(n, |i| (format!("p{i}"), reference(0)));
        let shared = answer(schema)["200"].clone();
        document["components"] =
            json!({ "schemas": { "S0": string() }, "responses": { "Shared": shared } });
        document
    });
}

/// The code of each operation contains the properties of `body`.
fn with_shared_properties(n: usize, count: usize, body: impl Fn(Value) -> Value) -> Value {
    let shared = json!({ "$ref": "#/components/requestBodies/Shared" });
    let mut document = operations(
        n,
        |i| json!({ "operationId": format!("op{i}"), "requestBody": shared, "responses": no_body() }),
    );
    let schema = properties(count, |i| (format!("p{i}"), string()));
    document["components"]["requestBodies"] = json!({ "Shared": body(schema) });
    document
}

#[test]
fn arguments_of_a_shared_body() {
    assert_reported("too-large", 300, |n| {
        with_shared_properties(n, 4000, |schema| {
            let mut body = body("application/json", schema);
            body["required"] = true.into();
            body
        })
    });
}

#[test]
#[ignore = "takes 13 seconds; `cargo xtask ci --nightly limits` runs it"]
fn parts_of_a_shared_body() {
    assert_reported("too-large", 300, |n| {
        with_shared_properties(n, 4000, |schema| body("multipart/form-data", schema))
    });
}

#[test]
fn maps_in_the_query() {
    assert_reported("too-large", 1200, |n| {
        let parameters = array(n, |i| {
            let map = json!({ "type": "object", "additionalProperties": string() });
            json!({ "name": format!("p{i}"), "in": "query", "schema": map })
        });
        operation(json!({ "operationId": "get", "parameters": parameters, "responses": no_body() }))
    });
}

#[test]
fn properties_in_the_query() {
    assert_reported("too-large", 300, |n| {
        let parameter = json!({ "name": "p", "in": "query", "schema": reference(0) });
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "parameters": [parameter], "responses": no_body() }),
        );
        document["components"]["schemas"]["S0"] = properties(4000, |i| (format!("p{i}"), string()));
        document
    });
}

#[test]
fn descriptions_of_shared_bodies_and_headers() {
    let long = "word ".repeat(200_000);
    assert_reported("too-large", 400, |n| {
        let mut document = with_shared_properties(n, 1, |schema| body("application/json", schema));
        document["components"]["requestBodies"]["Shared"]["description"] = long.clone().into();
        document
    });
    assert_reported("too-large", 400, |n| {
        let headers = json!({ "x-shared": { "$ref": "#/components/headers/Shared" } });
        let responses = json!({ "204": { "description": "", "headers": headers } });
        let mut document = operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "responses": responses }),
        );
        let shared = json!({ "description": long, "schema": string() });
        document["components"]["headers"] = json!({ "Shared": shared });
        document
    });
}

#[test]
fn long_names() {
    assert_reported("name-too-long", 100_000, |n| {
        operation(json!({ "operationId": "o".repeat(n), "responses": no_body() }))
    });
    assert_reported("name-too-long", 100_000, |n| {
        with_parameters(1, |_| String::new()).merged("/paths/~1p0/get/parameters/0/name", n)
    });
}

/// Replaces a value of a document with a long name.
trait Merged {
    fn merged(self, pointer: &str, length: usize) -> Self;
}

impl Merged for Value {
    fn merged(mut self, pointer: &str, length: usize) -> Self {
        if let Some(value) = self.pointer_mut(pointer) {
            *value = "n".repeat(length).into();
        }
        self
    }
}
