//! Tests of `lint`: findings about examples and constructs, and relaxations of schemas by payloads.

#![expect(clippy::panic, reason = "a failed precondition fails the test")]

mod constructs;
mod example_objects;
mod examples;
mod files;
#[cfg(feature = "patterns")]
mod json_schema;
mod own;
mod relaxations;
#[path = "../support/shared.rs"]
mod shared;
mod swagger;

use apicrate::diagnostic::Severity;
use apicrate::lint::lint;
use apicrate::{Diagnostics, RawDocument};
use serde_json::Value;

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n";

fn ok<T>(result: Result<T, Diagnostics>) -> T {
    result.unwrap_or_else(|errors| panic!("{errors}"))
}

/// A document that consists of [`HEAD`] and `rest`.
fn document(rest: &str) -> RawDocument {
    ok(RawDocument::parse("pets.yaml", format!("{HEAD}{rest}")))
}

/// A document with one operation whose response has `example`, in the dialect of `version`.
fn answering(version: &str, schemas: &str, schema: &str, example: &Value) -> RawDocument {
    let text = format!(
        "
openapi: {version}
info: {{ title: Pets, version: 1.0.0 }}
paths:
  /pet:
    get:
      operationId: pet
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema: {schema}
              example: {example}
components:
  schemas: {schemas}
"
    );
    ok(RawDocument::parse("pets.yaml", text))
}

/// The findings, one per line, without positions.
fn lines(document: &RawDocument) -> String {
    let report = lint(document, Severity::Warning);
    let lines = report.findings.iter().map(|finding| {
        let help = finding.help.iter().map(|help| format!("  {help}\n"));
        format!(
            "{}: {}\n  at {}\n{}",
            finding.code,
            finding.message,
            finding.pointer,
            help.collect::<String>()
        )
    });
    lines.collect()
}
