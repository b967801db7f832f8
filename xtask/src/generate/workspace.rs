//! The code of this workspace's own documents, and the lock.

use std::error::Error;
use std::mem;
use std::path::{Path, PathBuf};

use apicrate::parallel;
use apicrate::render::CallSite;
use apicrate::{GenerateError, Generation, Options, Overlay, RawDocument, generate_from};
use apicrate_testkit::example_payloads;

use super::own_crate::server;
use super::summary::Summary;
use crate::lock::{LOCK, Lock};
use crate::sources::{OVERLAY, SOURCES, Source};
use crate::spec::{self, Text};
use crate::tree::Tree;

/// Where the code belongs, a folder for each document.
pub(crate) const GENERATED: &str = "trophy-api/src/generated";

/// Where the local Trophy has the answers that it does not work out, a file for each document.
const LOCAL_EXAMPLES: &str = "trophy-api/local/src/examples";

/// The one document whose answers it needs.
const LOCAL_EXAMPLES_OF: &str = "application";

/// All of these places, in which nothing else is, and the lock.
pub(super) const OUTPUTS: [&str; 3] = [GENERATED, LOCAL_EXAMPLES, LOCK];

/// The code of this workspace's own documents, and the lock of what it is made of; or what is wrong with any of
/// them.
pub(crate) fn workspace(
    documents: &[Text],
    summary: &mut Summary,
) -> Result<(Vec<Tree>, Lock), Box<dyn Error>> {
    let overlays = Overlay::read_all(&[OVERLAY])?;
    let mut trees = Vec::with_capacity(2 * SOURCES.len() + 2);
    let mut versions = Vec::with_capacity(SOURCES.len());
    let pairs: Vec<_> = SOURCES.iter().zip(documents).collect();
    let made = parallel::map(&pairs, |(source, document)| {
        made(source, document, &overlays)
    });
    for (source, made) in SOURCES.iter().zip(made) {
        let Some(generation) = summary.keep(made)? else {
            continue;
        };
        summary.count(&generation);
        if source.name == LOCAL_EXAMPLES_OF {
            let file = format!("{}.rs", source.name);
            let responses = example_payloads(&generation.api, source.document)?;
            summary.files += 1;
            trees.push(Tree::new(LOCAL_EXAMPLES.into(), [(file, responses)].into()));
        }
        let folder = PathBuf::from(GENERATED).join(source.name);
        trees.push(Tree::new(folder, generation.files));
        versions.push(generation.api.version);
    }
    if summary.findings.has_errors() {
        return Err(mem::take(&mut summary.findings).into());
    }
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

fn made(
    source: &Source,
    document: &Text,
    overlays: &[Overlay],
) -> Result<Generation, GenerateError> {
    let options = Options {
        source: source.document.to_owned(),
        root: source.root.to_owned(),
        call_site: Some(call_site(source)),
        server: server(),
        ..Options::default()
    };
    let written =
        RawDocument::parse(source.document, document.text.as_str())?.with_overlays(overlays)?;
    generate_from(written, &options)
}

/// How the examples in the documentation begin a call.
fn call_site(source: &Source) -> CallSite {
    CallSite {
        argument: "trophy: trophy_api::Trophy".to_owned(),
        root: source.call.to_owned(),
        models: source.models(),
    }
}
