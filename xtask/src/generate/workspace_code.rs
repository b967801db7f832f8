//! The generated code of this workspace, and its lock.

use std::error::Error;
use std::mem;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use apicrate::project::{Config, Lock, Output};
use apicrate::{GenerateError, Generation, generate_from};
use apicrate_cli::code::{NamesLocks, add_code, empty_lock};
use apicrate_cli::summary::Summary;
use apicrate_testkit::example_payloads;

use crate::spec::SourceFile;

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
    let previous = config.lock.as_deref().map(Lock::read).unwrap_or_default();
    let mut lock = empty_lock(config)?;
    let mut output = Output::new();
    let mut names_locks = NamesLocks::default();
    let generated = generate_all(documents);
    for ((document, text), generated) in config.documents.iter().zip(documents).zip(generated) {
        let Some(generation) = summary.keep_errors(generated)? else {
            if !document.tolerant {
                let option = format!("`tolerant = true` for `{}`", document.source());
                summary.add_tolerated(&option, text.corrected().ok());
            }
            continue;
        };
        summary.add(&generation);
        let kept = text.names.as_ref();
        if kept.is_some_and(|names| names.aliases.is_empty()) {
            names_locks.drop_aliases(document)?;
        }
        let outdated = names_locks.set(document, &generation.names)?;
        summary.findings.extend(outdated);
        if document.name() == LOCAL_EXAMPLES_OF {
            let file = format!("{LOCAL_EXAMPLES_OF}.json");
            let payloads = example_payloads(&generation.api);
            output.add_folder(Path::new(LOCAL_EXAMPLES), [(file, payloads)].into());
        }
        let version = &generation.api.version;
        lock.add(&document.source(), &text.text, version, &previous);
        add_code(&mut output, document, generation)?;
    }
    if summary.findings.has_errors() {
        return Err(mem::take(&mut summary.findings).into());
    }
    names_locks.add_to(&mut output, config);
    if let Some(path) = &config.lock {
        output.add_file(path, lock.to_json()?);
    }
    Ok((output, lock))
}

/// Generates the documents in parallel, in their order.
fn generate_all(documents: &[SourceFile]) -> Vec<Result<Generation, GenerateError>> {
    thread::scope(|scope| {
        let threads: Vec<_> = documents
            .iter()
            .map(|document| {
                let options = document.config.options();
                scope.spawn(move || generate_from(document.corrected()?, &options))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}
