//! The generated code of this workspace, and its lock.

use std::error::Error;
use std::mem;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use apicrate::project::{Config, DocumentConfig, Lock, Output};
use apicrate::{Diagnostics, GenerateError, Generation, Overlay, RawDocument, generate_from};
use apicrate_cli::summary::Summary;
use apicrate_testkit::example_payloads;

use crate::spec::{self, SourceFile};

/// The folder of the example payloads that the local Trophy server returns. It contains generated files only.
pub(super) const LOCAL_EXAMPLES: &str = "trophy-api/local/src/examples";

/// The document whose example payloads the local Trophy server needs.
const LOCAL_EXAMPLES_OF: &str = "application";

/// Generates the code of all documents in memory, with the lock. The error is a list of findings if a document has
/// errors.
pub(crate) fn workspace_code(
    config: &Config,
    documents: &[SourceFile],
    summary: &mut Summary,
) -> Result<(Output, Lock), Box<dyn Error>> {
    let overlays = spec::overlays(config, Path::new(""))?;
    let overlay = match &config.overlay {
        Some(path) => spec::read(Path::new(path))?.text,
        None => String::new(),
    };
    let previous = Lock::read(Path::new(config.lock.as_deref().unwrap_or_default()));
    let mut lock = Lock::new(&overlay);
    let mut output = Output::new();
    let generated = generate_all(config, documents, &overlays);
    for ((document, text), generated) in config.documents.iter().zip(documents).zip(generated) {
        let Some(generation) = summary.keep_errors(generated)? else {
            if !document.tolerant {
                let option = format!("`tolerant = true` for `{}`", document.path);
                summary.add_tolerated(&option, read(text, &overlays).ok());
            }
            continue;
        };
        summary.add(&generation);
        if document.name() == LOCAL_EXAMPLES_OF {
            let file = format!("{LOCAL_EXAMPLES_OF}.json");
            let payloads = example_payloads(&generation.api);
            output.add_folder(Path::new(LOCAL_EXAMPLES), [(file, payloads)].into());
        }
        let version = &generation.api.version;
        lock.add(&document.path, &text.text, version, &previous);
        output.add_folder(Path::new(&document.output), generation.files);
    }
    if summary.findings.has_errors() {
        return Err(mem::take(&mut summary.findings).into());
    }
    if let Some(path) = &config.lock {
        output.add_file(path, lock.to_json()?);
    }
    Ok((output, lock))
}

/// Generates the documents in parallel, in the order of the configuration.
fn generate_all(
    config: &Config,
    documents: &[SourceFile],
    overlays: &[Overlay],
) -> Vec<Result<Generation, GenerateError>> {
    thread::scope(|scope| {
        let pairs = config.documents.iter().zip(documents);
        let threads: Vec<_> = pairs
            .map(|(document, text)| scope.spawn(|| generate(document, text, overlays)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}

fn generate(
    document: &DocumentConfig,
    text: &SourceFile,
    overlays: &[Overlay],
) -> Result<Generation, GenerateError> {
    generate_from(read(text, overlays)?, &document.options())
}

fn read(text: &SourceFile, overlays: &[Overlay]) -> Result<RawDocument, Diagnostics> {
    text.document()?.with_overlays(overlays)
}
