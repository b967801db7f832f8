//! Values that are made for schemas. Each valid one is also compared with its schema by `validate`.

#![cfg(all(feature = "patterns", feature = "sample"))]
#![expect(clippy::panic, reason = "a failed precondition fails the test")]

mod combined;
mod limits;
mod lists;
mod numbers;
mod objects;
mod properties;
mod random;
mod texts;

use apicrate::RawDocument;
use apicrate::sample::{Sample, sample};
use apicrate::validate::{ApiDescription, Direction};
use serde_json::Value;

/// The pointer of the schema in the documents of [`described`].
const SCHEMA: &str = "/components/schemas/Value";

/// A document with the schema, and with other components.
fn described(version: &str, schema: &str, components: &str) -> ApiDescription {
    let text = format!(
        "
openapi: {version}
info: {{ title: Samples, version: '1' }}
paths: {{}}
components:
  schemas:
    Value: {schema}
{components}"
    );
    let document = RawDocument::parse("samples.yaml", text);
    let description = document.and_then(ApiDescription::from_raw);
    description.unwrap_or_else(|errors| panic!("{errors}"))
}

/// The value for a schema. It must be valid.
fn valid(description: &ApiDescription, direction: Direction, seed: Option<u64>) -> Value {
    let Sample { value, is_valid } = sample(description, SCHEMA, direction, seed);
    let violations = description.violations(SCHEMA, &value, direction);
    let schema = description.value().pointer(SCHEMA);
    let schema = schema.map(ToString::to_string).unwrap_or_default();
    assert_eq!(violations.map(|it| it.len()), Some(0), "{schema}: {value}");
    assert!(is_valid, "{schema}: {value}");
    value
}

/// Compares the values that are made without a seed with the expected ones. Values with a seed must be valid.
fn assert_values(version: &str, components: &str, cases: &[(&str, &str)]) {
    let mut differences = Vec::new();
    for (schema, expected) in cases {
        let description = described(version, schema, components);
        let value = valid(&description, Direction::Received, None).to_string();
        if value != *expected {
            differences.push(format!("{schema}: {value}, expected {expected}"));
        }
        for seed in 0..3 {
            valid(&description, Direction::Received, Some(seed));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The value that is nearest to a schema for which no valid one was found.
fn invalid(schema: &str, components: &str) -> Value {
    let description = described("3.1.0", schema, components);
    let Sample { value, is_valid } = sample(&description, SCHEMA, Direction::Received, None);
    assert!(!is_valid, "{schema}: {value}");
    value
}
