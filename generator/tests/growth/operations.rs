//! Many operations, parameters, tags and names.

use serde_json::json;

use crate::documents::{array, no_body, operations};
use crate::measure::assert_linear;

#[test]
fn operations_in_one_tag() {
    assert_linear(400, |n| {
        operations(
            n,
            |i| json!({ "operationId": format!("op{i}"), "tags": ["t"], "responses": no_body() }),
        )
    });
}

#[test]
fn one_operation_id_repeated() {
    assert_linear(400, |n| {
        operations(
            n,
            |_| json!({ "operationId": "same", "tags": ["t"], "responses": no_body() }),
        )
    });
}

#[test]
fn operations_with_a_tag_each() {
    assert_linear(300, |n| {
        operations(
            n,
            |i| json!({ "operationId": "get", "tags": [format!("t{i}")], "responses": no_body() }),
        )
    });
}

#[test]
fn parameters_of_one_operation() {
    assert_linear(300, |n| {
        operations(1, |_| {
            let parameters = array(
                n,
                |i| json!({ "name": format!("p{i}"), "in": "query", "schema": { "type": "string" } }),
            );
            json!({ "operationId": "get", "parameters": parameters, "responses": no_body() })
        })
    });
}
