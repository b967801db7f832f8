//! Comparisons of two versions.

use serde_json::{Value, json};

use crate::documents::{
    answer, array, document, no_body, object, operation, operations, parameter, properties,
    schemas, string, with,
};
use crate::measure::assert_linear_diff;

/// `assert_linear_diff!(size, |n, name| document)` compares the document of the name `old` with that of the name `new`.
macro_rules! assert_linear_diff {
    ($size:expr, |$n:ident, $name:ident| $document:expr) => {{
        fn document_of($n: usize, $name: &str) -> Value {
            $document
        }
        assert_linear_diff($size, |n| document_of(n, "old"), |n| document_of(n, "new"));
    }};
}

#[test]
fn replaced_properties() {
    assert_linear_diff!(300, |n, name| {
        schemas(1, |_| properties(n, |i| (format!("{name}{i}"), string())))
    });
}

#[test]
fn replaced_schemas() {
    assert_linear_diff!(300, |n, name| {
        let schema = |i| (format!("{name}{i}"), with(format!("p{i}"), string()));
        document(&json!({}), &object(n, schema))
    });
}

#[test]
fn renamed_schemas_of_one_shape() {
    assert_linear_diff!(300, |n, name| {
        let schema = |i| (format!("{name}{i}"), with("p".to_owned(), string()));
        document(&json!({}), &object(n, schema))
    });
}

#[test]
fn a_renamed_chain_of_schemas() {
    assert_linear_diff!(200, |n, name| {
        let next = |i| json!({ "$ref": format!("#/components/schemas/{name}{i}") });
        let schema = |i| {
            let next = if i + 1 < n { next(i + 1) } else { string() };
            (format!("{name}{i}"), with("next".to_owned(), next))
        };
        let get = json!({ "operationId": "get", "responses": answer(next(0)) });
        document(&json!({ "/p": { "get": get } }), &object(n, schema))
    });
}

#[test]
fn replaced_values() {
    assert_linear_diff!(300, |n, name| {
        schemas(
            1,
            |_| json!({ "enum": array(n, |i| json!(format!("{name}{i}"))) }),
        )
    });
}

#[test]
fn replaced_operations() {
    assert_linear_diff!(200, |n, name| {
        let paths = object(n, |i| {
            let get = json!({ "operationId": format!("{name}{i}"), "tags": ["t"], "responses": no_body() });
            (format!("/{name}{i}"), json!({ "get": get }))
        });
        document(&paths, &json!({}))
    });
}

#[test]
fn renamed_tags() {
    assert_linear_diff!(200, |n, name| {
        operations(
            n,
            |i| json!({ "operationId": "get", "tags": [format!("{name}{i}")], "responses": no_body() }),
        )
    });
}

#[test]
fn replaced_parameters() {
    assert_linear_diff!(300, |n, name| {
        let parameters = array(n, |i| parameter(format!("{name}{i}")));
        operation(json!({ "operationId": "get", "parameters": parameters, "responses": no_body() }))
    });
}
