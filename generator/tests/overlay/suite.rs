//! The tests of the Overlay Specification. They are not part of this repository; without them, the tests are skipped.

use std::fs;
use std::path::{Path, PathBuf};

use apicrate::{Overlay, RawDocument};
use serde_json::json;

/// The files whose result differs from the suite, with the reason.
const DIFFERENCES: &[(&str, &str)] = &[];

/// Returns a folder of the suite, or `None`, with a message, if the suite is absent.
fn suite(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/suites/overlay")
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: there is no folder {}", path.display());
    None
}

/// The entries of a folder in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder exists");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

#[test]
fn overlays_of_the_suite_are_accepted_or_rejected() {
    let Some(folder) = suite("tests") else {
        return;
    };
    let mut count = 0;
    let mut differences = Vec::new();
    for version in entries(&folder) {
        for (result, is_valid) in [("pass", true), ("fail", false)] {
            for path in entries(&version.join(result)) {
                count += 1;
                if Overlay::read(&path).is_ok() != is_valid {
                    let name = path.strip_prefix(&folder).unwrap_or(&path);
                    differences.push(name.display().to_string());
                }
            }
        }
    }
    let known: Vec<_> = DIFFERENCES.iter().map(|(name, _)| *name).collect();
    assert_eq!(differences, known);
    assert!(count > 0);
    print_result("Overlay Specification: valid and invalid overlays", count);
}

#[test]
fn overlays_of_the_compliant_sets_have_the_documented_output() {
    let Some(folder) = suite("compliant-sets") else {
        return;
    };
    let sets = entries(&folder);
    assert!(!sets.is_empty());
    for set in &sets {
        let overlay = Overlay::read(&set.join("overlay.yaml"));
        let overlay = overlay
            .unwrap_or_else(|errors| unreachable!("{errors}"))
            .strict(true);
        let document = RawDocument::read(&set.join("openapi.yaml"));
        let document = document.and_then(|document| document.with_overlays(&[overlay]));
        let document = document.unwrap_or_else(|errors| unreachable!("{errors}"));
        let output = RawDocument::read(&set.join("output.yaml")).expect("the output is YAML");
        assert_eq!(document.value(), output.value(), "{}", set.display());
        assert!(document.warnings().is_empty(), "{}", document.warnings());
    }
    print_result("Overlay Specification: compliant sets", sets.len());
}

/// Prints the result of a suite without differences, for `cargo xtask conformance`.
fn print_result(suite: &str, passed: usize) {
    let result = json!({ "suite": suite, "passed": passed, "other": {} });
    println!("conformance {result}");
}
