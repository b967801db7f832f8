//! Generates code from all versions of Trophy's documents. The documents are not part of the repository; if the folder
//! `shared` next to it does not contain them, the tests are skipped.

#[path = "support/shared.rs"]
mod shared;

use std::path::PathBuf;

use apicrate::{Options, generate};
use shared::shared;

/// Documents with references to schemas that do not exist.
const INVALID: [&str; 1] = ["50-2025-10-16-1.0.4-895108e.yaml"];

#[test]
fn valid_documents_are_generated() {
    let mut failures = Vec::new();
    let known = |document: &PathBuf| INVALID.iter().any(|invalid| document.ends_with(invalid));
    let documents = ["combined", "application", "admin"]
        .into_iter()
        .flat_map(documents);
    for document in documents.filter(|document| !known(document)) {
        if let Err(errors) = generate(&document, &[], &Options::default()) {
            failures.push(format!("{}\n{errors}", document.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn dangling_references_are_errors() {
    for document in INVALID.iter().filter_map(|&name| {
        documents("combined")
            .into_iter()
            .find(|path| path.ends_with(name))
    }) {
        let errors =
            generate(&document, &[], &Options::default()).expect_err("the document is invalid");
        assert!(
            errors.to_string().contains("error[dangling-reference]"),
            "{errors}"
        );
    }
}

#[test]
fn output_is_reproducible() {
    for document in ["application", "admin"]
        .into_iter()
        .filter_map(|kind| documents(kind).pop())
    {
        let files =
            || generate(&document, &[], &Options::default()).map(|generation| generation.files);
        let (one, other) = (
            files().expect("the document is valid"),
            files().expect("the document is valid"),
        );
        assert!(one == other, "{}: two runs differ", document.display());
    }
}

/// The versions of a document, from the oldest to the newest.
fn documents(kind: &str) -> Vec<PathBuf> {
    shared(&format!("upstream/{kind}"))
}
