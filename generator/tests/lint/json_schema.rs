//! The test suite of JSON Schema 2020-12: the check of examples accepts and rejects the same values.
//!
//! The schema of each case becomes a component, and its values become examples of a response.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use apicrate::RawDocument;
use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use serde_json::{Map, Value, json};

use crate::shared::shared;

const SUITE: &str = "suites/json-schema-2020-12";

/// The values for which the check differs from the suite: the beginnings of their names, and the reason.
const DIFFERENCES: &[(&str, &str)] = &[
    ("defs / validate definition against metaschema", REMOTE),
    (
        "dynamicRef / $ref and $dynamicAnchor are independent of order",
        REMOTE,
    ),
    ("dynamicRef / $ref to $dynamicRef finds detached", REMOTE),
    ("dynamicRef / strict-tree schema, guards", REMOTE),
    (
        "dynamicRef / tests for implementation dynamic anchor",
        REMOTE,
    ),
    ("ref / remote ref, containing refs itself", REMOTE),
    ("refRemote / ", REMOTE),
    ("vocabulary / ", REMOTE),
    ("format / date format", TYPED),
    ("format / date-time format", TYPED),
    ("format / uuid format", TYPED),
    (
        "optional/dependencies-compatibility / ",
        "`dependencies` is a keyword of older drafts; it is reported as unknown",
    ),
    (
        "optional/unknownKeyword / ",
        "a reference makes any value a schema, so identifiers below unknown keywords count",
    ),
];

const REMOTE: &str =
    "it needs a file that is not part of the document; it is reported as an external reference";

const TYPED: &str = "the generated types parse this format, so other values are reported";

#[test]
fn agrees_with_the_json_schema_test_suite() {
    let mut checked = 0;
    let mut different = BTreeSet::new();
    for path in shared(SUITE) {
        let file = path
            .iter()
            .skip_while(|part| *part != "json-schema-2020-12");
        let file: Vec<_> = file.skip(1).map(|part| part.to_string_lossy()).collect();
        let file = file.join("/");
        let is_format = file.starts_with("optional/format");
        let Some(file) = file.strip_suffix(".json").filter(|_| !is_format) else {
            continue;
        };
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let cases: Vec<Value> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        for case in &cases {
            let values = case["tests"].as_array().map_or(&[][..], Vec::as_slice);
            let rejected = rejected(&case["schema"], values);
            for (index, value) in values.iter().enumerate() {
                checked += 1;
                if rejected.contains(&index) == (value["valid"] == true) {
                    different.insert(format!(
                        "{file} / {} / {}",
                        case["description"].as_str().unwrap_or_default(),
                        value["description"].as_str().unwrap_or_default()
                    ));
                }
            }
        }
    }
    if checked == 0 {
        return;
    }
    let is_listed = |name: &&String| DIFFERENCES.iter().any(|(start, _)| name.starts_with(start));
    let unexpected: Vec<_> = different.iter().filter(|name| !is_listed(name)).collect();
    assert!(
        unexpected.is_empty(),
        "{} of {checked}: {unexpected:#?}",
        unexpected.len()
    );
    let mut other: BTreeMap<&str, usize> = BTreeMap::new();
    for (start, reason) in DIFFERENCES {
        let names = different.iter().filter(|name| name.starts_with(start));
        let count = names.count();
        assert!(count > 0, "`{start}` agrees now, although {reason}");
        *other.entry(reason).or_default() += count;
    }
    let passed = checked - different.len();
    let result = json!({ "suite": "JSON Schema Test Suite", "passed": passed, "other": other });
    println!("conformance {result}");
}

/// Returns the indices of the values that the check rejects.
fn rejected(schema: &Value, values: &[Value]) -> BTreeSet<usize> {
    let mut schema = schema.clone();
    if let Some(keywords) = schema.as_object_mut()
        && !keywords.contains_key("$id")
    {
        // References are relative to the schema and not to the document.
        keywords.insert("$id".to_owned(), "https://example.com/case".into());
    }
    let examples = values.iter().enumerate();
    let examples: Map<String, Value> = examples
        .map(|(index, value)| (index.to_string(), json!({ "value": value["data"] })))
        .collect();
    let content =
        json!({ "schema": { "$ref": "#/components/schemas/Case" }, "examples": examples });
    let response = json!({ "description": "", "content": { "application/json": content } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "", "version": "" },
        "paths": { "/case": { "get": { "responses": { "200": response } } } },
        "components": { "schemas": { "Case": schema } },
    });
    let raw = RawDocument::parse("case.json", document.to_string());
    let raw = raw.unwrap_or_else(|errors| panic!("{errors}"));
    let report = lint(&raw, Severity::Warning);
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.code.starts_with("example-"));
    findings
        .filter_map(|finding| {
            let in_response = finding.pointer.strip_prefix("/paths/")?;
            let (_, rest) = in_response.split_once("/examples/")?;
            rest.split('/').next()?.parse().ok()
        })
        .collect()
}
