//! Published documents of other vendors. They are not part of the repository.

use std::fs;
use std::time::{Duration, Instant};

use apicrate::diagnostic::Severity;
use apicrate::document::Document;
use openapiv3::OpenAPI;
use serde_json::Value;

use crate::Outcome;
use crate::shared::shared;

#[test]
fn reads_published_documents() {
    // Documents that are invalid or not OpenAPI, with the expected error code.
    let refused = [
        ("3.0.x/external-shared.json", "not-openapi"),
        ("3.1.x/external-shared.json", "not-openapi"),
        ("full.yaml", "mismatched-reference"),
        ("validators-circular-ref.json", "reference-cycle"),
        ("invalid/servers-array.yaml", "malformed"),
        ("invalid/servers-entry.yaml", "malformed"),
        ("50-2025-10-16-1.0.4-895108e.yaml", "dangling-reference"),
    ];
    for path in shared("corpus").into_iter().chain(shared("upstream")) {
        let expected = refused
            .iter()
            .find(|(name, _)| path.ends_with(name))
            .map(|(_, code)| *code);
        let start = Instant::now();
        let (code, findings) = match Document::read(&path) {
            Ok(document) => (None, document.warnings),
            Err(findings) => {
                let first = findings
                    .iter()
                    .find(|finding| finding.severity == Severity::Error);
                (first.map(|finding| finding.code), findings)
            }
        };
        assert_eq!(code, expected, "{}: {findings}", path.display());
        assert!(
            findings.iter().all(|finding| finding.position.is_some()),
            "{findings}"
        );
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}",
            path.display()
        );
    }
}

#[test]
fn published_documents_are_equal_in_json_and_yaml() -> Outcome {
    for path in shared("corpus/edge") {
        let text = fs::read_to_string(&path)?;
        if path
            .extension()
            .is_some_and(|extension| extension != "json")
        {
            continue;
        }
        let value: Value = serde_json::from_str(&text)?;
        let read = |text| {
            Document::parse("a", text)
                .map(|document| document.openapi)
                .ok()
        };
        let (json, yaml): (Option<OpenAPI>, _) = (read(text), read(serde_yaml::to_string(&value)?));
        assert_eq!(json, yaml, "{}", path.display());
    }
    Ok(())
}
