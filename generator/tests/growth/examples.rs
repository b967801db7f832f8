//! Examples and patterns, which only the lint reads.

use serde_json::json;

use crate::documents::{
    answer, array, body, example, object, properties, reference, schemas, schemas_and, string, with,
};
#[cfg(feature = "patterns")]
use crate::measure::assert_lint_finding;
use crate::measure::{assert_linear_examples, assert_linear_model, assert_lint_reports};

#[test]
fn missing_required_properties() {
    assert_linear_model(300, |n| {
        let required = array(n, |i| json!(format!("p{i}")));
        let mut schema = properties(n, |i| (format!("p{i}"), string()));
        schema["required"] = required;
        example(schema, json!({}))
    });
}

/// The dangling reference ends the run before each schema inherits all properties.
#[test]
fn required_properties_of_a_base() {
    assert_lint_reports("dangling-reference", 200, |n| {
        let base = properties(n, |i| (format!("p{i}"), string()));
        let mut document = schemas(n + 1, |i| match i {
            0 => base.clone(),
            _ => json!({ "allOf": [reference(0)], "required": ["p0", "a"] }),
        });
        document["paths"]["/p"] = json!({ "get": { "responses": answer(reference(n + 1)) } });
        document
    });
}

#[test]
fn required_properties_of_required_properties() {
    assert_linear_examples(10, |n| {
        let mut document = schemas(5, |level| {
            let property = match level {
                4 => string(),
                level => reference(level + 1),
            };
            let mut schema = properties(n, |i| (format!("p{i}"), property.clone()));
            schema["required"] = array(n, |i| json!(format!("p{i}")));
            schema
        });
        let mut body = body("application/json", reference(0));
        body["required"] = true.into();
        let operation =
            json!({ "requestBody": body, "responses": { "204": { "description": "" } } });
        document["paths"]["/p"] = json!({ "post": operation });
        document
    });
}

#[test]
fn security_schemes_that_are_not_used() {
    assert_linear_model(300, |n| {
        let mut document = schemas(1, |_| string());
        document["components"]["securitySchemes"] = object(n, |i| {
            let scheme = json!({ "type": "apiKey", "in": "header", "name": format!("x-{i}") });
            (format!("s{i}"), scheme)
        });
        document
    });
}

#[test]
fn nested_alternatives() {
    assert_lint_reports("unchecked-example", 60, |n| {
        let mut document = schemas_and(json!({}), n, |i| match i {
            0 => with("a".to_owned(), json!({ "type": "integer" })),
            i => json!({ "anyOf": [reference(i - 1), { "allOf": [reference(i - 1)] }] }),
        });
        document["components"]["schemas"]["Other"] =
            json!({ "allOf": [reference(n - 1)], "example": { "a": "text" } });
        document
    });
}

#[test]
fn many_examples_of_many_alternatives() {
    assert_lint_reports("unchecked-example", 800, |n| {
        let alternative = |i| json!({ "enum": [format!("v{i}")] });
        let items = json!({ "oneOf": array(n, alternative) });
        example(
            json!({ "type": "array", "items": items }),
            array(n, |_| json!("x")),
        )
    });
}

#[test]
#[ignore = "takes 7 seconds; `cargo xtask ci --nightly limits` runs it"]
fn nested_conditions() {
    assert_lint_reports("unchecked-example", 60, |n| {
        let mut document = schemas_and(json!({}), n, |i| match i {
            0 => with("a".to_owned(), json!({ "type": "integer" })),
            i => {
                json!({ "if": reference(i - 1), "then": reference(i - 1), "else": reference(i - 1) })
            }
        });
        document["components"]["schemas"]["Other"] =
            json!({ "allOf": [reference(n - 1)], "example": { "a": "text" } });
        document
    });
}

#[test]
#[ignore = "takes 9 seconds; `cargo xtask ci --nightly limits` runs it"]
fn nested_unevaluated_properties() {
    assert_lint_reports("unchecked-example", 130, |n| {
        let mut document = schemas_and(json!({}), n, |i| match i {
            0 => with("a".to_owned(), json!({ "type": "integer" })),
            i => {
                let both = [reference(i - 1), reference(i - 1)];
                json!({ "anyOf": both, "unevaluatedProperties": false })
            }
        });
        document["components"]["schemas"]["Other"] =
            json!({ "allOf": [reference(n - 1)], "example": { "a": 1 } });
        document
    });
}

#[test]
fn many_names_and_many_patterns() {
    assert_lint_reports("unchecked-example", 600, |n| {
        let patterns = object(n, |i| (format!("^x{i}$"), json!({ "type": "string" })));
        let schema = json!({ "type": "object", "patternProperties": patterns });
        example(schema, object(n, |i| (format!("y{i}"), json!(1))))
    });
}

#[test]
fn dynamic_references_in_many_resources() {
    assert_linear_examples(100, |n| {
        schemas(n, |i| {
            json!({
                "$id": format!("https://example.com/{i}"),
                "$dynamicAnchor": "node",
                "type": "object",
                "properties": { "next": { "$dynamicRef": "#node" } },
                "example": { "next": { "next": {} } },
            })
        })
    });
}

#[cfg(feature = "patterns")]
#[test]
fn patterns_that_need_many_steps() {
    for (code, pattern) in [
        ("example-breaks-pattern", "^(a+)+$"),
        ("example-breaks-pattern", "^(a|a)*$"),
        ("example-breaks-pattern", "a*a*a*a*a*b"),
        ("unchecked-pattern", r"^(a|aa)+\1b$"),
        ("unchecked-pattern", r"^(?:(a*)*)*\1b$"),
    ] {
        let schema = json!({ "type": "string", "pattern": pattern });
        assert_lint_finding(code, || {
            example(schema, json!(format!("{}!", "a".repeat(200))))
        });
    }
}

#[cfg(feature = "patterns")]
#[test]
fn nested_patterns() {
    let pattern =
        |n| json!({ "type": "string", "pattern": format!("{}a{}", "(".repeat(n), ")".repeat(n)) });
    assert_lint_finding("unchecked-pattern", || example(pattern(1500), json!("a")));
}
