//! Versions of documents: what stands in `spec/` now, what stood there in a revision of git, or any file.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use apicrate::{Api, Document, Overlay, RawDocument, resolve};

use crate::sources::{OVERLAY, SOURCES, Source};
use crate::workspace_root;

/// A text and what findings call it.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One version of this workspace's documents, or of any one document.
#[derive(Debug)]
pub(crate) enum Version {
    /// The documents of `spec/`, in the order of their sources, and the overlay beside them, if there is one.
    Spec {
        documents: Vec<Text>,
        overlays: Vec<Overlay>,
    },
    /// A document that stands alone.
    Document(Text),
}

impl Version {
    /// The version that an argument names: a file, a folder like `spec/`, or a revision of git.
    pub(crate) fn named(name: &str) -> Result<Self, Box<dyn Error>> {
        let path = Path::new(name);
        if path.is_file() {
            return Ok(Self::Document(read(path)?));
        }
        if path.is_dir() {
            return Self::in_folder(path);
        }
        Self::of_revision(name)
    }

    /// What stands in `spec/` now.
    pub(crate) fn now() -> Result<Self, Box<dyn Error>> {
        Self::in_folder(&workspace_root().join("spec"))
    }

    fn in_folder(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let documents = SOURCES
            .iter()
            .map(|source| read(&folder.join(file_name(source.document))))
            .collect::<Result<_, _>>()?;
        let overlay = folder.join(file_name(OVERLAY));
        let overlay = overlay.is_file().then_some(overlay);
        let overlays = Overlay::read_all(overlay.as_slice())?;
        Ok(Self::Spec {
            documents,
            overlays,
        })
    }

    /// What stood in `spec/` in a revision.
    pub(crate) fn of_revision(revision: &str) -> Result<Self, Box<dyn Error>> {
        let commit = git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ])
        .map_err(|_| {
            format!("`{revision}` is neither a file, nor a folder, nor a revision of git")
        })?;
        let show = |path: &str| {
            let text = git(&["show", &format!("{}:./{path}", commit.trim())])?;
            let name = format!("{revision}:{path}");
            Ok::<_, Box<dyn Error>>(Text { name, text })
        };
        let documents = SOURCES.iter().map(|source| show(source.document));
        let documents = documents.collect::<Result<_, _>>()?;
        let mut overlays = Vec::new();
        if !git(&["ls-tree", "--name-only", commit.trim(), OVERLAY])?.is_empty() {
            let Text { name, text } = show(OVERLAY)?;
            overlays.push(Overlay::parse(name, text)?);
        }
        Ok(Self::Spec {
            documents,
            overlays,
        })
    }
}

/// The API of a document, corrected by overlays.
pub(crate) fn api(document: &Text, overlays: &[Overlay]) -> Result<Api, Box<dyn Error>> {
    let written = RawDocument::parse(document.name.as_str(), document.text.as_str())?
        .with_overlays(overlays)?;
    Ok(resolve(&Document::from_raw(written)?)?.0)
}

/// The document of `spec/` whose operations another shares most of, and its source.
pub(crate) fn closest<'d>(
    documents: &'d [Text],
    other: &Text,
) -> Result<Option<(&'static Source, &'d Text)>, Box<dyn Error>> {
    let theirs: HashSet<(String, String)> = addresses(&api(other, &[])?).collect();
    let mut closest = None;
    let mut most = 0;
    for (source, document) in SOURCES.iter().zip(documents) {
        let known = api(document, &[])?;
        let shared = addresses(&known).filter(|it| theirs.contains(it)).count();
        if shared > most {
            most = shared;
            closest = Some((source, document));
        }
    }
    Ok(closest)
}

/// Method and path of each operation.
fn addresses(api: &Api) -> impl Iterator<Item = (String, String)> {
    let operations = api.groups.iter().flat_map(|service| &service.operations);
    operations.map(|it| (it.method.clone(), it.path.clone()))
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<Text, Box<dyn Error>> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    Ok(Text { name, text })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What git answers, asked in the workspace.
fn git(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(workspace_root())
        .output()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(format!(
            "git {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        )
        .into())
    }
}
