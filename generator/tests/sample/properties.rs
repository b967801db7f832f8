//! A value that is made for a schema is valid.

use apicrate::RawDocument;
use apicrate::validate::{ApiDescription, Direction};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::test_runner::Config;
use serde_json::{Value, json};

use crate::valid;

/// Schemas that some value satisfies.
fn schemas() -> impl Strategy<Value = Value> {
    let integers = (-1000_i32..1000, 0_i32..50, 1_i32..9).prop_map(|(least, span, step)| {
        json!({ "type": "integer", "minimum": least, "maximum": least + span + step, "multipleOf": step })
    });
    let numbers = (-1000_i32..1000, 1_i32..50).prop_map(|(least, span)| {
        let [least, most] = [least, least + span].map(|it| f64::from(it) / 8.0);
        json!({ "type": "number", "exclusiveMinimum": least, "exclusiveMaximum": most })
    });
    let strings = (0_usize..20, 0_usize..20).prop_map(
        |(least, span)| json!({ "type": "string", "minLength": least, "maxLength": least + span }),
    );
    let patterns = "(\\^)?([a-c]|\\[A-F0-9\\]|\\\\d|\\(x\\|yz\\)){1,4}(\\+|\\*|\\{2,3\\})?"
        .prop_map(|pattern| json!({ "type": "string", "pattern": pattern }));
    let formats = prop_oneof![
        Just("date"),
        Just("date-time"),
        Just("uuid"),
        Just("email"),
        Just("uri")
    ]
    .prop_map(|format| json!({ "type": "string", "format": format }));
    let simple = prop_oneof![
        integers,
        numbers,
        strings,
        patterns,
        formats,
        Just(json!({ "type": "boolean" })),
        Just(json!({ "enum": ["a", 1, null, [2]] })),
        Just(json!({ "type": ["string", "null"] })),
        Just(json!({})),
    ];
    simple.prop_recursive(4, 24, 4, |inner| {
        let list = proptest::collection::vec(inner.clone(), 1..4);
        let arrays = (inner.clone(), 0_usize..4, 0_usize..4).prop_map(|(items, least, span)| {
            json!({ "type": "array", "items": items, "minItems": least, "maxItems": least + span })
        });
        let objects = (list.clone(), any::<[bool; 4]>(), any::<bool>()).prop_map(
            |(list, required, is_open)| {
                let names = ["a", "b/c", "d~e", "ü"];
                let properties: serde_json::Map<String, Value> = names
                    .iter()
                    .zip(list)
                    .map(|(name, schema)| ((*name).to_owned(), schema))
                    .collect();
                let required: Vec<&str> = names
                    .iter()
                    .zip(required)
                    .filter(|(name, is_required)| *is_required && properties.contains_key(**name))
                    .map(|(name, _)| *name)
                    .collect();
                json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": is_open })
            },
        );
        let maps = inner.clone().prop_map(|values| {
            json!({ "type": "object", "additionalProperties": values, "minProperties": 1 })
        });
        let any_of = list.clone().prop_map(|list| json!({ "anyOf": list }));
        // The alternatives of `oneOf` differ in a constant.
        let one_of = list.prop_map(|list| {
            let list = list.into_iter().enumerate().map(|(index, schema)| {
                json!({ "type": "object", "required": ["tag", "value"], "properties": { "tag": { "const": index }, "value": schema } })
            });
            json!({ "oneOf": list.collect::<Value>() })
        });
        let all_of = inner.prop_map(|schema| json!({ "allOf": [schema, {}] }));
        prop_oneof![arrays, objects, maps, any_of, one_of, all_of]
    })
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]
    #[test]
    fn a_made_value_is_valid(schema in schemas(), seed in any::<u32>()) {
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "Properties", "version": "1" },
            "paths": {},
            "components": { "schemas": { "Value": schema } },
        });
        let document = RawDocument::parse("document.json", document.to_string());
        let description = document.and_then(ApiDescription::from_raw);
        let description = description.unwrap_or_else(|errors| panic!("{errors}"));
        for seed in [None, Some(u64::from(seed))] {
            valid(&description, Direction::Received, seed);
        }
    }
}
