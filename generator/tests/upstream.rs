//! The documents that this generator was made for, in all the versions that have been kept: each of them
//! becomes code. They stand beside the project and not in it, so without them there is nothing to check.

#[path = "support/shared.rs"]
mod shared;

use std::path::PathBuf;

use apicrate::{Options, generate};
use shared::shared;

/// Documents that refer to schemas which they do not have.
const BROKEN: [&str; 1] = ["50-2025-10-16-1.0.4-895108e.yaml"];

#[test]
fn every_document_becomes_code() {
    let mut refused = Vec::new();
    let known = |document: &PathBuf| BROKEN.iter().any(|broken| document.ends_with(broken));
    let documents = ["combined", "application", "admin"]
        .into_iter()
        .flat_map(documents);
    for document in documents.filter(|document| !known(document)) {
        if let Err(errors) = generate(&document, &[], &Options::default()) {
            refused.push(format!("{}\n{errors}", document.display()));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
}

#[test]
fn a_broken_document_is_refused() {
    for document in BROKEN.iter().filter_map(|&name| {
        documents("combined")
            .into_iter()
            .find(|path| path.ends_with(name))
    }) {
        let errors = generate(&document, &[], &Options::default()).expect_err("it is broken");
        assert!(
            errors.to_string().contains("error[dangling-reference]"),
            "{errors}"
        );
    }
}

#[test]
fn the_newest_documents_give_the_same_bytes_twice() {
    for document in ["application", "admin"]
        .into_iter()
        .filter_map(|kind| documents(kind).pop())
    {
        let files = || generate(&document, &[], &Options::default()).map(|made| made.files);
        let (one, other) = (
            files().expect("it becomes code"),
            files().expect("it becomes code"),
        );
        assert!(one == other, "{}: two runs differ", document.display());
    }
}

/// The documents of a kind, from the oldest to the newest.
fn documents(kind: &str) -> Vec<PathBuf> {
    shared(&format!("upstream/{kind}"))
}
