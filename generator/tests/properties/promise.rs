//! The properties that hold for every input, valid or not: no panic, an end within the time limit, findings with a file
//! name, files that are valid Rust, and conditions with which every set of features compiles.

use std::time::{Duration, Instant};

use apicrate::diagnostic::{Diagnostic, Diagnostics, Severity};
use apicrate::lint::{lint, relax};
use apicrate::render::Gate;
use apicrate::{GenerateError, Generation, Options, Overlay, RawDocument, generate_from};

use super::conditions::conditions_fit;

/// The time limit for one input, much longer than needed on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Generates code for a document with an overlay. Panics if a property does not hold.
pub(crate) fn holds(document: &str, overlay: Option<&str>) {
    let start = Instant::now();
    if let Err(findings) = generate(document, overlay, false) {
        assert!(findings.has_errors(), "refused without an error");
        findings.iter().for_each(is_placed);
        if let Err(findings) = generate(document, overlay, true) {
            assert!(findings.has_errors(), "refused without an error");
            findings.iter().for_each(is_placed);
        }
    }
    let taken = start.elapsed();
    assert!(taken < TIME_LIMIT, "took {taken:?}");
}

fn generate(document: &str, overlay: Option<&str>, is_tolerant: bool) -> Result<(), Diagnostics> {
    let overlay = overlay.map(|text| Overlay::parse("overlay.yaml", text));
    let written = RawDocument::parse("document.yaml", document)?;
    let written = match overlay {
        Some(overlay) => written.with_overlays(&[overlay?])?,
        None => written,
    };
    let written = if is_tolerant {
        written.tolerant()
    } else {
        written
    };
    for finding in &lint(&written, Severity::Warning).findings {
        is_placed(finding);
    }
    relax(written.clone())?;
    let options = Options {
        server: Gate::Always,
        ..Options::default()
    };
    let generation = generate_from(written, &options).map_err(|error| match error {
        GenerateError::Document(findings) => findings,
        GenerateError::Render(error) => panic!("{error}"),
    })?;
    generation.warnings.iter().for_each(is_placed);
    is_rust(&generation);
    conditions_fit(&generation.api);
    Ok(())
}

fn is_rust(generation: &Generation) {
    for (path, text) in &generation.files {
        parses(path, text);
    }
}

fn parses(path: &str, text: &str) {
    if let Err(error) = syn::parse_file(text) {
        panic!("{path} is not Rust: {error}\n{text}");
    }
}

fn is_placed(finding: &Diagnostic) {
    assert!(!finding.file.is_empty(), "without a file: {finding}");
    assert!(!finding.message.is_empty(), "without a message: {finding}");
}
