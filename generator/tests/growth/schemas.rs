//! Many schemas, properties, values and alternatives.

use serde_json::{Value, json};

use crate::documents::{array, reference, schemas};
use crate::measure::{assert_linear_diff, assert_linear_model, assert_reported};

#[test]
fn a_chain_of_all_of() {
    assert_reported("too-deep", 300, |n| {
        schemas(n, |i| match i {
            0 => json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
            i => {
                json!({ "allOf": [reference(i - 1)], "properties": { "b": { "type": "string" } } })
            }
        })
    });
}

#[test]
fn values_of_one_enum() {
    assert_linear_model(400, |n| {
        schemas(
            1,
            |_| json!({ "enum": array(n, |i| json!(format!("v{i}"))) }),
        )
    });
}

fn with_descriptions(n: usize, text: &str) -> Value {
    schemas(n, |_| json!({ "type": "object", "description": text }))
}

#[test]
fn schemas_that_are_changed() {
    assert_linear_diff(
        400,
        |n| with_descriptions(n, "old"),
        |n| with_descriptions(n, "new"),
    );
}
