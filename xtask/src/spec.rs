//! Versions of documents: the files in `spec/`, `spec/` in a git revision, or any single file.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use apicrate::project::Config;
use apicrate::{Api, Document, Overlay, RawDocument, resolve};

use crate::workspace;

/// A text, and its name in findings.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One version of the workspace's documents, or of one other document.
#[derive(Debug)]
pub(crate) enum Version {
    /// The configured documents, in the order of the configuration, and their overlay if it exists.
    Spec {
        documents: Vec<Text>,
        overlays: Vec<Overlay>,
    },
    /// A single document.
    Document(Text),
}

impl Version {
    /// Reads the version that a command-line argument names: a file, a folder such as `spec/`, or a git revision.
    pub(crate) fn from_argument(argument: &str, config: &Config) -> Result<Self, Box<dyn Error>> {
        let path = Path::new(argument);
        if path.is_file() {
            return Ok(Self::Document(read(path)?));
        }
        if path.is_dir() {
            return Self::from_folder(path, config);
        }
        Self::from_revision(argument, config)
    }

    /// Reads the files in `spec/`.
    pub(crate) fn from_workspace(config: &Config) -> Result<Self, Box<dyn Error>> {
        Self::from_folder(&workspace::root().join("spec"), config)
    }

    fn from_folder(folder: &Path, config: &Config) -> Result<Self, Box<dyn Error>> {
        let documents = config.documents.iter();
        let documents = documents.map(|document| read(&folder.join(file_name(&document.path))));
        let documents = documents.collect::<Result<_, _>>()?;
        let overlay = config.overlay.as_deref().map(file_name);
        let overlay = overlay.map(|name| folder.join(name));
        let overlay = overlay.filter(|path| path.is_file());
        let overlays = Overlay::read_all(overlay.as_slice())?;
        Ok(Self::Spec {
            documents,
            overlays,
        })
    }

    /// Reads the files of `spec/` in a git revision.
    pub(crate) fn from_revision(revision: &str, config: &Config) -> Result<Self, Box<dyn Error>> {
        let commit = git(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ])
        .map_err(|_| format!("`{revision}` is not a file, a folder or a git revision"))?;
        let show = |path: &str| {
            let text = git(&["show", &format!("{}:./{path}", commit.trim())])?;
            let name = format!("{revision}:{path}");
            Ok::<_, Box<dyn Error>>(Text { name, text })
        };
        let documents = config.documents.iter();
        let documents = documents.map(|document| show(&document.path));
        let documents = documents.collect::<Result<_, _>>()?;
        let mut overlays = Vec::new();
        if let Some(overlay) = &config.overlay
            && !git(&["ls-tree", "--name-only", commit.trim(), overlay])?.is_empty()
        {
            let Text { name, text } = show(overlay)?;
            overlays.push(Overlay::parse(name, text)?);
        }
        Ok(Self::Spec {
            documents,
            overlays,
        })
    }
}

/// Resolves the API of a document after applying overlays.
pub(crate) fn api(document: &Text, overlays: &[Overlay]) -> Result<Api, Box<dyn Error>> {
    let written = RawDocument::parse(document.name.as_str(), document.text.as_str())?
        .with_overlays(overlays)?;
    Ok(resolve(&Document::from_raw(written)?)?.0)
}

/// Returns the index of the document that has most operations in common with another document, if there is one.
pub(crate) fn closest(documents: &[Text], other: &Text) -> Result<Option<usize>, Box<dyn Error>> {
    let theirs: HashSet<(String, String)> = addresses(&api(other, &[])?).collect();
    let mut closest = None;
    let mut most = 0;
    for (index, document) in documents.iter().enumerate() {
        let known = api(document, &[])?;
        let shared = addresses(&known).filter(|it| theirs.contains(it)).count();
        if shared > most {
            most = shared;
            closest = Some(index);
        }
    }
    Ok(closest)
}

/// The method and path of each operation.
fn addresses(api: &Api) -> impl Iterator<Item = (String, String)> {
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    operations.map(|it| (it.method.clone(), it.path.clone()))
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Result<Text, Box<dyn Error>> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    Ok(Text { name, text })
}

/// Reads the configured documents. Their names are their paths relative to the workspace root, which must be the
/// current folder.
pub(crate) fn read_all(config: &Config) -> Result<Vec<Text>, Box<dyn Error>> {
    let documents = config.documents.iter();
    let documents = documents.map(|document| read(Path::new(&document.path)));
    documents.collect()
}

/// Returns the paths of the configured documents. They start with the workspace root, so they are valid in any current
/// folder.
pub(crate) fn document_paths(config: &Config) -> Vec<PathBuf> {
    let documents = config.documents.iter();
    let paths = documents.map(|document| workspace::root().join(&document.path));
    paths.collect()
}

/// Reads the configured overlay. The current folder does not matter.
pub(crate) fn overlays(config: &Config) -> Result<Vec<Overlay>, Box<dyn Error>> {
    let path = config.overlay.as_ref();
    let path = path.map(|path| workspace::root().join(path));
    Ok(Overlay::read_all(path.as_slice())?)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Runs git in the workspace and returns its output.
fn git(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(workspace::root())
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
