//! What holds for every input, sound or not: no panic, an end in good time, findings that name their place,
//! and files that are Rust.

use std::time::{Duration, Instant};

use apicrate::diagnostic::{Diagnostic, Diagnostics, Severity};
use apicrate::lint::{lint, relax};
use apicrate::render::Gate;
use apicrate::{GenerateError, Generation, Options, Overlay, RawDocument, generate_from};

/// How long one input may take: far more than any of them needs on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Takes a document, and an overlay for it, all the way. Panics if a promise is broken.
pub(crate) fn holds(document: &str, overlay: Option<&str>) {
    let start = Instant::now();
    if let Err(findings) = travels(document, overlay) {
        assert!(findings.has_errors(), "refused without an error");
        findings.iter().for_each(is_placed);
    }
    let taken = start.elapsed();
    assert!(taken < PATIENCE, "this took {taken:?}");
}

fn travels(document: &str, overlay: Option<&str>) -> Result<(), Diagnostics> {
    let overlay = overlay.map(|text| Overlay::parse("overlay.yaml", text));
    let written = RawDocument::parse("document.yaml", document)?;
    let written = match overlay {
        Some(overlay) => written.with_overlays(&[overlay?])?,
        None => written,
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
