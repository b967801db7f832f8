//! Many schemas, properties, values and alternatives.

use serde_json::{Value, json};

use crate::documents::{
    answer, array, body, colliding, document, no_body, object, properties, reference, schemas,
    schemas_and, string, with,
};
use crate::measure::{assert_linear, assert_linear_model, assert_renders, assert_reported};

#[test]
fn schemas_with_one_rust_name() {
    assert_linear_model(300, |n| {
        let schema = with("a".to_owned(), string());
        document(&json!({}), &object(n, |i| (colliding(i), schema.clone())))
    });
}

#[test]
fn values_with_one_rust_name() {
    assert_linear_model(300, |n| {
        schemas(1, |_| json!({ "enum": array(n, |i| json!(colliding(i))) }))
    });
}

#[test]
fn properties_with_one_rust_name() {
    assert_linear_model(300, |n| {
        schemas(1, |_| properties(n, |i| (colliding(i), string())))
    });
}

#[test]
fn values_of_an_enum() {
    assert_linear(400, |n| {
        schemas(
            1,
            |_| json!({ "enum": array(n, |i| json!(format!("v{i}"))) }),
        )
    });
}

#[test]
fn properties_of_an_object() {
    assert_linear(300, |n| {
        schemas(1, |_| properties(n, |i| (format!("p{i}"), string())))
    });
}

#[test]
fn repeated_inline_objects() {
    let inline = |_| with("kind".to_owned(), json!({ "enum": ["a", "b"] }));
    assert_linear_model(400, |n| {
        schemas(1, |_| properties(n, |i| (format!("p{i}"), inline(i))))
    });
}

#[test]
fn a_chain_of_all_of() {
    assert_reported("too-deep", 300, |n| {
        schemas(n, |i| match i {
            0 => with("a".to_owned(), string()),
            i => json!({ "allOf": [reference(i - 1)], "properties": { "b": string() } }),
        })
    });
}

#[test]
fn a_chain_of_references() {
    let last = |i: usize, link: Value| if i == 0 { string() } else { link };
    assert_reported("too-deep", 300, |n| {
        schemas(n, |i| {
            last(i, json!({ "allOf": [reference(i.saturating_sub(1))] }))
        })
    });
    assert_reported("too-deep", 300, |n| {
        schemas(n, |i| {
            last(i, json!({ "oneOf": [reference(i.saturating_sub(1))] }))
        })
    });
}

#[test]
#[ignore = "takes 8 seconds; `cargo xtask ci --nightly limits` runs it"]
fn an_all_of_with_itself_twice() {
    assert_reported("too-large", 40, |n| {
        schemas(n, |i| match i {
            0 => with("a".to_owned(), string()),
            i => json!({ "allOf": [reference(i - 1), reference(i - 1)] }),
        })
    });
}

#[test]
#[ignore = "takes 40 seconds; `cargo xtask ci --nightly limits` runs it"]
fn properties_inherited_by_each_schema() {
    assert_reported("too-large", 700, |n| {
        let base = properties(n, |i| (format!("p{i}"), string()));
        let base_of = json!({ "$ref": "#/components/schemas/Other" });
        schemas_and(
            base,
            n,
            |i| json!({ "allOf": [base_of, with(format!("q{i}"), string())] }),
        )
    });
}

#[test]
fn a_product_of_alternatives() {
    assert_reported("untranslated-keyword", 40, |n| {
        let choice = |i| json!({ "oneOf": [with(format!("a{i}"), string()), with(format!("b{i}"), string())] });
        schemas(1, |_| json!({ "allOf": array(n, choice) }))
    });
}

#[test]
fn alternatives_of_a_union() {
    assert_linear_model(300, |n| {
        let other = json!({ "oneOf": array(n, reference) });
        schemas_and(other, n, |i| with(format!("p{i}"), string()))
    });
}

/// Each of these unions is an alternative of the next one.
fn chain_of_unions(n: usize) -> Value {
    let first = || with("kind".to_owned(), string());
    let mut document = schemas(n, |i| match i {
        0 => first(),
        i => json!({ "oneOf": [reference(i - 1), with("other".to_owned(), string())] }),
    });
    let last = reference(n - 1);
    let open = json!({ "type": "object", "additionalProperties": true });
    document["paths"]["/p"]["post"] = json!({
        "operationId": "send",
        "parameters": [
            { "name": "one", "in": "query", "schema": last },
            { "name": "two", "in": "query", "schema": open },
        ],
        "requestBody": body("application/json", last),
        "responses": no_body(),
    });
    let discriminator = json!({ "propertyName": "kind" });
    document["components"]["schemas"][format!("S{}", n - 1)]["discriminator"] = discriminator;
    document
}

#[test]
fn a_chain_of_unions() {
    assert_linear_model(300, chain_of_unions);
    assert_renders(|| chain_of_unions(4000));
}

#[test]
fn a_chain_of_subtypes() {
    assert_reported("too-large", 600, |n| {
        schemas(n, |i| match i {
            0 => {
                let mut first = with("kind".to_owned(), string());
                first["discriminator"] = json!({ "propertyName": "kind" });
                first
            }
            i => json!({ "allOf": [reference(i - 1)], "properties": { "p": string() } }),
        })
    });
}

#[test]
fn a_list_of_itself_as_a_file() {
    assert_renders(|| {
        let list = json!({ "type": "array", "items": reference(0) });
        let mut document = schemas(1, |_| list.clone());
        let body = body(
            "multipart/form-data",
            with("files".to_owned(), reference(0)),
        );
        document["paths"]["/p"]["post"] =
            json!({ "operationId": "send", "requestBody": body, "responses": no_body() });
        document
    });
}

#[test]
fn a_mapping_for_each_alternative() {
    assert_linear_model(300, |n| {
        let mapping = object(n, |i| {
            (format!("m{i}"), json!(format!("#/components/schemas/S{i}")))
        });
        let discriminator = json!({ "propertyName": "kind", "mapping": mapping });
        let other = json!({ "oneOf": array(n, reference), "discriminator": discriminator });
        schemas_and(other, n, |_| with("kind".to_owned(), string()))
    });
}

/// Each of these schemas is its own alternative, after `n` references.
#[test]
fn circular_alternatives() {
    let cases: [fn(Value) -> Value; 6] = [
        |next| json!({ "oneOf": [next] }),
        |next| json!({ "anyOf": [next] }),
        |next| json!({ "oneOf": [next, { "type": "null" }] }),
        |next| json!({ "oneOf": [next, { "type": "integer" }] }),
        |next| json!({ "oneOf": [{ "allOf": [next] }, { "type": "integer" }] }),
        |next| json!({ "oneOf": [next], "discriminator": { "propertyName": "a" } }),
    ];
    for schema in cases {
        for n in 1..5 {
            crate::measure::assert_finding("circular-union", || {
                let ring = |i: usize| (format!("S{i}"), schema(reference((i + 1) % n)));
                let get = json!({ "responses": answer(reference(0)) });
                document(&json!({ "/p": { "get": get } }), &object(n, ring))
            });
        }
    }
}

#[test]
fn a_ring_of_unions() {
    assert_reported("circular-union", 300, |n| {
        schemas(
            n,
            |i| json!({ "oneOf": [reference((i + 1) % n), with("a".to_owned(), string()), string()] }),
        )
    });
}

#[test]
fn unions_that_contain_each_other() {
    assert_reported("circular-union", 300, |n| {
        schemas(n, |i| {
            let neighbours = [
                reference(i.saturating_sub(1)),
                reference((i + 1).min(n - 1)),
            ];
            json!({ "oneOf": [neighbours[0], neighbours[1], string()] })
        })
    });
}

#[test]
fn a_ring_of_lists() {
    assert_linear_model(300, |n| {
        schemas(
            n,
            |i| json!({ "type": "array", "items": reference((i + 1) % n) }),
        )
    });
}

#[test]
fn a_ring_of_objects() {
    assert_linear_model(300, |n| {
        schemas(n, |i| with("next".to_owned(), reference((i + 1) % n)))
    });
}

#[test]
fn a_long_schema_name() {
    assert_reported("name-too-long", 1_900, |n| {
        document(
            &json!({}),
            &json!({ "A".repeat(n): with("a".to_owned(), string()) }),
        )
    });
}

#[test]
fn a_long_property_name() {
    assert_reported("name-too-long", 1_900, |n| {
        schemas(1, |_| with("a".repeat(n), string()))
    });
}
