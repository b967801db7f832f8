//! The rules of Overlay 1.0 and 1.1: `generator/tests/fixtures/overlays/` contains one file for each, with a document,
//! an overlay, and the corrected document and the findings. A case with errors has no output.

use std::fs;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Diagnostic;
use apicrate::{Diagnostics, Overlay, RawDocument};
use serde_json::Value;

/// The cases by the names of their files.
fn cases() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/overlays");
    let files = fs::read_dir(folder).expect("the folder exists");
    let mut paths: Vec<_> = files.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the file exists");
        let case = RawDocument::parse("case.yaml", text).expect("the file is YAML");
        (path, case.value().clone())
    };
    paths.into_iter().map(read).collect()
}

/// Applies the overlay of a case. Returns the corrected document, if there is one, and the findings.
fn applied(case: &Value) -> (Option<Value>, Diagnostics) {
    let parsed = Overlay::parse("overlay.yaml", case["overlay"].to_string());
    let document = RawDocument::parse("pets.yaml", case["document"].to_string());
    let document = document.expect("the document is YAML");
    let result = parsed.and_then(|overlay| document.with_overlays(&[overlay]));
    match result {
        Ok(document) => (Some(document.value().clone()), document.warnings().clone()),
        Err(errors) => (None, errors),
    }
}

fn line(finding: &Diagnostic) -> String {
    format!(
        "{}[{}]: {}",
        finding.severity, finding.code, finding.message
    )
}

#[test]
fn overlays_change_documents_as_the_standard_defines() {
    let cases = cases();
    assert!(cases.len() > 20);
    for (path, case) in cases {
        let (output, findings) = applied(&case);
        let lines: Vec<String> = findings.iter().map(line).collect();
        let expected = case["findings"].as_array().into_iter().flatten();
        let expected: Vec<&str> = expected.filter_map(Value::as_str).collect();
        assert_eq!(lines, expected, "{}", path.display());
        assert_eq!(output.as_ref(), case.get("output"), "{}", path.display());
    }
}

#[test]
fn documents_without_a_valid_version_can_be_corrected() {
    for text in ["[1, 2]", "a", "- - b"] {
        let overlay =
            "overlay: 1.1.0\ninfo: { title: A, version: B }\nactions: [{ target: $, update: 1 }]\n";
        let overlay = Overlay::parse("overlay.yaml", overlay).expect("the overlay is valid");
        let document = RawDocument::parse("any.yaml", text).expect("the document is YAML");
        assert!(document.with_overlays(&[overlay]).is_ok(), "{text}");
    }
}
