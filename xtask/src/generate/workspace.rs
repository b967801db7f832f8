//! The code of this workspace's own documents: that of the crate, of its generated tests, and the lock.

use std::collections::BTreeMap;
use std::error::Error;
use std::mem;
use std::path::{Path, PathBuf};

use apicrate::parallel;
use apicrate::render::{CallSite, agreement_tests, example_payloads, example_tests};
use apicrate::{GenerateError, Generation, Options, Overlay, RawDocument, generate_from};

use super::own_crate::server;
use super::summary::Summary;
use crate::lock::{LOCK, Lock};
use crate::sources::{OVERLAY, SOURCES, Source};
use crate::spec::{self, Text};
use crate::tree::Tree;

/// Where the code belongs, a folder for each document.
pub(crate) const GENERATED: &str = "trophy-api/src/generated";

/// Where the tests from the documents' examples belong, a file for each document.
const EXAMPLE_TESTS: &str = "trophy-api/tests/examples/generated";

/// Where the tests that client and router agree belong, a file for each document.
const AGREEMENT_TESTS: &str = "trophy-api/tests/agreement/generated";

/// Where the local Trophy has the answers that it does not work out, a file for each document.
const LOCAL_EXAMPLES: &str = "trophy-api/local/src/examples";

/// The one document whose answers it needs.
const LOCAL_EXAMPLES_OF: &str = "application";

/// All of these places, in which nothing else is, and the lock.
pub(super) const OUTPUTS: [&str; 5] = [
    GENERATED,
    EXAMPLE_TESTS,
    AGREEMENT_TESTS,
    LOCAL_EXAMPLES,
    LOCK,
];

/// The code of this workspace's own documents, and the lock of what it is made of; or what is wrong with any of
/// them.
pub(crate) fn workspace(
    documents: &[Text],
    summary: &mut Summary,
) -> Result<(Vec<Tree>, Lock), Box<dyn Error>> {
    let overlays = Overlay::read_all(&[OVERLAY])?;
    let mut trees = Vec::with_capacity(2 * SOURCES.len() + 2);
    let mut example_files = BTreeMap::new();
    let mut agreement_files = BTreeMap::new();
    let mut versions = Vec::with_capacity(SOURCES.len());
    let pairs: Vec<_> = SOURCES.iter().zip(documents).collect();
    let made = parallel::map(&pairs, |(source, document)| {
        made(source, document, &overlays)
    });
    for (source, made) in SOURCES.iter().zip(made) {
        let Some(made) = summary.keep(made)? else {
            continue;
        };
        summary.count(&made.generation);
        let file = format!("{}.rs", source.name);
        example_files.insert(file.clone(), made.example_tests);
        agreement_files.insert(file.clone(), made.agreement_tests);
        if let Some(answers) = made.answers {
            summary.files += 1;
            trees.push(Tree::new(LOCAL_EXAMPLES.into(), [(file, answers)].into()));
        }
        let folder = PathBuf::from(GENERATED).join(source.name);
        trees.push(Tree::new(folder, made.generation.files));
        versions.push(made.generation.api.version);
    }
    if summary.findings.has_errors() {
        return Err(mem::take(&mut summary.findings).into());
    }
    summary.files += example_files.len() + agreement_files.len();
    trees.push(Tree::new(EXAMPLE_TESTS.into(), example_files));
    trees.push(Tree::new(AGREEMENT_TESTS.into(), agreement_files));
    let versioned: Vec<_> = documents
        .iter()
        .zip(versions.iter().map(String::as_str))
        .collect();
    let lock = Lock::of(
        &versioned,
        &spec::read(Path::new(OVERLAY))?,
        &Lock::read(Path::new("")),
    );
    summary.files += 1;
    trees.push(lock.tree()?);
    Ok((trees, lock))
}

/// What becomes of one document of this workspace.
struct Made {
    generation: Generation,
    example_tests: String,
    agreement_tests: String,
    answers: Option<String>,
}

fn made(source: &Source, document: &Text, overlays: &[Overlay]) -> Result<Made, GenerateError> {
    let options = Options {
        source: source.document.to_owned(),
        root: source.root.to_owned(),
        call_site: Some(call_site(source)),
        server: server(),
        ..Options::default()
    };
    let written =
        RawDocument::parse(source.document, document.text.as_str())?.with_overlays(overlays)?;
    let generation = generate_from(written, &options)?;
    let api = &generation.api;
    let models = source.models();
    let cases = format!("crate::cases::{}", source.name.to_uppercase());
    let (example_tests, agreement_tests) = parallel::join(
        || example_tests(api, &models, &options),
        || agreement_tests(api, source.module, &cases, &options),
    );
    let has_answers = source.name == LOCAL_EXAMPLES_OF;
    let answers = has_answers.then(|| example_payloads(api, &options));
    Ok(Made {
        example_tests: example_tests?,
        agreement_tests: agreement_tests?,
        answers: answers.transpose()?,
        generation,
    })
}

/// How the examples in the documentation begin a call.
fn call_site(source: &Source) -> CallSite {
    CallSite {
        argument: "trophy: trophy_api::Trophy".to_owned(),
        root: source.call.to_owned(),
        models: source.models(),
    }
}
