//! Versions of documents: the files in `spec/`, `spec/` in a git revision, or any single file.

use std::collections::{BTreeSet, HashSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use apicrate::document::{PaginationOverrides, RemoteAccess, Selection, TypeOptions};
use apicrate::project::{Config, DocumentConfig};
use apicrate::{Api, Diagnostics, Overlay, RawDocument};
use apicrate_cli::diff::comparison::ResolvedDocument;
use apicrate_cli::remote::RemoteArguments;
use tempfile::TempDir;

use crate::workspace;

/// A text, and its name in findings.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceFile {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The file to which references are relative. It is `None` for a downloaded document.
    pub(crate) path: Option<PathBuf>,
    /// The other folders whose files it can refer to.
    pub(crate) allowed: Vec<PathBuf>,
    /// The access to remote documents.
    pub(crate) remote: Option<RemoteAccess>,
    /// Errors in parts of the document are tolerated.
    pub(crate) is_tolerant: bool,
    /// The configured pagination of operations.
    pub(crate) pagination: PaginationOverrides,
    /// The configured selection of operations.
    pub(crate) selection: Selection,
    /// The configured options for types.
    pub(crate) types: TypeOptions,
    /// The files are copies of those of a git revision.
    pub(crate) copy: Option<RevisionCopy>,
}

/// The folders and hosts whose documents a reference can name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowed<'a> {
    /// The folders, other than that of a document.
    pub(crate) folders: &'a [PathBuf],
    pub(crate) remote: Option<&'a RemoteAccess>,
}

/// A temporary copy of the files of a git revision.
#[derive(Clone, Debug)]
pub(crate) struct RevisionCopy {
    root: PathBuf,
    revision: String,
}

impl RevisionCopy {
    /// Names the files by the revision and their paths in the workspace.
    fn rename(&self, mut findings: Diagnostics) -> Diagnostics {
        let folder = self.root.display().to_string();
        let folder = folder.trim_end_matches('/');
        let rename = |text: &mut String| {
            *text = text
                .replace(&format!("{folder}/"), &format!("{}:", self.revision))
                .replace(folder, &self.revision);
        };
        for finding in &mut findings {
            rename(&mut finding.file);
            rename(&mut finding.message);
        }
        findings
    }
}

impl SourceFile {
    /// Parses the text as a document, which can refer to other files.
    pub(crate) fn document(&self) -> Result<RawDocument, Diagnostics> {
        let document = match &self.remote {
            Some(remote) if RawDocument::is_url(&self.name) => {
                RawDocument::fetch(&self.name, remote)?
            }
            remote => {
                let parsed = RawDocument::parse(self.name.as_str(), self.text.as_str())?;
                match remote {
                    Some(remote) => parsed.allow_remote(remote),
                    None => parsed,
                }
            }
        };
        let document = match &self.path {
            Some(path) => document.relative_to(path),
            None => document,
        };
        let document = if self.is_tolerant {
            document.tolerant()
        } else {
            document
        };
        let document = document.paginate(self.pagination.clone());
        let document = document.select(self.selection.clone());
        let document = document.with_types(self.types.clone());
        document.allow_dirs(&self.allowed)
    }

    /// Tolerates errors, too, if the argument is true.
    pub(crate) fn tolerate(self, is_tolerant: bool) -> Self {
        Self {
            is_tolerant: self.is_tolerant || is_tolerant,
            ..self
        }
    }

    /// Applies the configuration of the document.
    fn configured(self, document: &DocumentConfig) -> Self {
        Self {
            pagination: document.pagination.clone(),
            selection: document.select.clone(),
            types: document.type_options(),
            ..self.tolerate(document.tolerant)
        }
    }

    fn allow(self, allowed: &Allowed<'_>) -> Self {
        Self {
            allowed: allowed.folders.to_vec(),
            remote: allowed.remote.cloned(),
            ..self
        }
    }
}

/// The configured pagination of the operations whose IDs are in a text.
fn of_text(text: &str, pagination: &PaginationOverrides) -> PaginationOverrides {
    let overrides = pagination
        .iter()
        .filter(|(id, _)| text.contains(id.as_str()));
    let overrides = overrides.map(|(id, it)| (id.clone(), it.clone()));
    overrides.collect()
}

/// One version of the workspace's documents, or of one other document.
#[derive(Debug)]
pub(crate) enum Version {
    /// The configured documents, in the order of the configuration, and their overlay if it exists.
    Spec {
        documents: Vec<SourceFile>,
        overlays: Vec<Overlay>,
        /// The files of a git revision.
        #[expect(dead_code, reason = "the files are removed when this value is dropped")]
        checkout: Option<TempDir>,
    },
    /// A single document.
    Document(Box<SourceFile>),
}

impl Version {
    /// Tolerates errors in the documents, too, if the argument is true.
    pub(crate) fn tolerate(mut self, is_tolerant: bool) -> Self {
        let documents = match &mut self {
            Self::Spec { documents, .. } => documents.as_mut_slice(),
            Self::Document(document) => std::slice::from_mut(&mut **document),
        };
        for document in documents {
            document.is_tolerant |= is_tolerant;
        }
        self
    }

    /// Reads the version that a command-line argument names: a file, a URL, a folder such as `spec/`, or a git revision.
    pub(crate) fn from_argument(
        argument: &str,
        config: &Config,
        allowed: &Allowed<'_>,
    ) -> Result<Self, Box<dyn Error>> {
        if RawDocument::is_url(argument) {
            let document = RawDocument::open(Path::new(argument), allowed.remote)?;
            let document = SourceFile {
                name: argument.to_owned(),
                text: document.text().to_owned(),
                ..SourceFile::default()
            };
            return Ok(Self::Document(Box::new(document.allow(allowed))));
        }
        let path = Path::new(argument);
        if path.is_file() {
            return Ok(Self::Document(Box::new(read(path)?.allow(allowed))));
        }
        if path.is_dir() {
            return Self::from_folder(path, config, allowed);
        }
        Self::from_revision(argument, config)
    }

    /// Reads the files in `spec/`.
    pub(crate) fn from_workspace(
        config: &Config,
        allowed: &Allowed<'_>,
    ) -> Result<Self, Box<dyn Error>> {
        Self::from_folder(&workspace::root().join("spec"), config, allowed)
    }

    fn from_folder(
        folder: &Path,
        config: &Config,
        allowed: &Allowed<'_>,
    ) -> Result<Self, Box<dyn Error>> {
        let mut folders = allowed_folders(config, workspace::root());
        folders.extend_from_slice(allowed.folders);
        let allowed = Allowed {
            folders: &folders,
            remote: allowed.remote,
        };
        let documents = config.documents.iter();
        let documents = documents.map(|document| {
            let path = folder.join(file_name(&document.path));
            let text = read(&path)?.allow(&allowed);
            Ok::<_, Box<dyn Error>>(text.configured(document))
        });
        let documents = documents.collect::<Result<_, _>>()?;
        let overlay = config.overlay.as_deref().map(file_name);
        let overlay = overlay.map(|name| folder.join(name));
        let overlay = overlay.filter(|path| path.is_file());
        let overlays = Overlay::read_all(overlay.as_slice())?;
        let overlays = configured(overlays, config)?;
        Ok(Self::Spec {
            documents,
            overlays,
            checkout: None,
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
        .map_err(|_| format!("`{revision}` is not a file, a URL, a folder or a git revision"))?;
        let show = |path: &str| {
            let text = git(&["show", &format!("{}:./{path}", commit.trim())])?;
            let name = format!("{revision}:{path}");
            Ok::<_, Box<dyn Error>>(SourceFile {
                name,
                text,
                ..SourceFile::default()
            })
        };
        let (checkout, root) = checkout(commit.trim(), config)?;
        let allowed = allowed_folders(config, &root);
        let folders: Vec<_> = allowed.into_iter().filter(|it| it.is_dir()).collect();
        let remote = workspace::remote(&RemoteArguments::default(), config, &root)?;
        let allowed = Allowed {
            folders: &folders,
            remote: remote.as_ref(),
        };
        let documents = config.documents.iter();
        let documents = documents.map(|document| {
            let text = show(&document.path)?;
            Ok::<_, Box<dyn Error>>(SourceFile {
                path: Some(root.join(&document.path)),
                is_tolerant: document.tolerant,
                // The document of the revision may not have all operations of today.
                pagination: of_text(&text.text, &document.pagination),
                selection: Selection {
                    allow_unused: true,
                    ..document.select.clone()
                },
                types: document.type_options(),
                copy: Some(RevisionCopy {
                    root: root.clone(),
                    revision: revision.to_owned(),
                }),
                ..text.allow(&allowed)
            })
        });
        let documents = documents.collect::<Result<_, _>>()?;
        let mut overlays = Vec::new();
        if let Some(overlay) = &config.overlay
            && !git(&["ls-tree", "--name-only", commit.trim(), overlay])?.is_empty()
        {
            let SourceFile { name, text, .. } = show(overlay)?;
            overlays.push(Overlay::parse(name, text)?);
        }
        let overlays = configured(overlays, config)?;
        Ok(Self::Spec {
            documents,
            overlays,
            checkout: Some(checkout),
        })
    }
}

/// Writes the folders of the documents in a git commit, and the other folders that they can refer to, to a temporary
/// folder. Returns it and the root of the workspace in it.
fn checkout(commit: &str, config: &Config) -> Result<(TempDir, PathBuf), Box<dyn Error>> {
    let folder = TempDir::new()?;
    let prefix = format!("{}/", folder.path().display());
    let index = folder.path().join("index");
    let run = |arguments: &[&str]| git_with(arguments, &[("GIT_INDEX_FILE", index.as_path())]);
    run(&["read-tree", commit])?;
    let documents = config.documents.iter();
    let folders = documents.map(|document| Path::new(&document.path).parent());
    let folders = folders.map(|folder| folder.unwrap_or(Path::new("")).to_owned());
    let allowed = config.allow_dir.iter().map(PathBuf::from);
    let folders: BTreeSet<PathBuf> = folders.chain(allowed).collect();
    for folder in folders {
        // The folder is not part of the workspace.
        if folder.is_absolute() || folder.starts_with("..") {
            continue;
        }
        let name = folder.display().to_string();
        let name = if name.is_empty() { "." } else { &name };
        let files = run(&["ls-files", "-z", "--", name])?;
        let files: Vec<&str> = files.split('\0').filter(|file| !file.is_empty()).collect();
        for files in files.chunks(100) {
            let command = [
                "checkout-index",
                "--force",
                "--prefix",
                prefix.as_str(),
                "--",
            ];
            run(&[&command[..], files].concat())?;
        }
    }
    let workspace = git(&["rev-parse", "--show-prefix"])?;
    let root = folder.path().join(workspace.trim());
    Ok((folder, root))
}

/// The folders that the configuration allows, in a copy of the workspace.
pub(crate) fn allowed_folders(config: &Config, root: &Path) -> Vec<PathBuf> {
    let folders = config.allow_dir.iter();
    folders.map(|folder| root.join(folder)).collect()
}

/// Resolves a document after applying overlays.
pub(crate) fn api(
    text: &SourceFile,
    overlays: &[Overlay],
) -> Result<ResolvedDocument, Diagnostics> {
    let folder = text.path.as_deref().and_then(Path::parent);
    let folder = folder.unwrap_or(Path::new(""));
    let corrected = text.document().and_then(|raw| raw.with_overlays(overlays));
    let resolved = corrected.and_then(|raw| ResolvedDocument::new(raw, folder));
    resolved.map_err(|errors| match &text.copy {
        Some(copy) => copy.rename(errors),
        None => errors,
    })
}

/// Returns the index of the document that has most operations in common with another document, if there is one.
pub(crate) fn closest(
    documents: &[SourceFile],
    other: &SourceFile,
) -> Result<Option<usize>, Box<dyn Error>> {
    let operations = |document: &SourceFile| {
        let document = api(&document.clone().tolerate(true), &[])?;
        Ok::<HashSet<_>, Box<dyn Error>>(addresses(&document.api).collect())
    };
    let theirs = operations(other)?;
    let mut closest = None;
    let mut most = 0;
    for (index, document) in documents.iter().enumerate() {
        let shared = operations(document)?.intersection(&theirs).count();
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
pub(crate) fn read(path: &Path) -> Result<SourceFile, Box<dyn Error>> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    Ok(SourceFile {
        name,
        text,
        path: Some(path.to_owned()),
        ..SourceFile::default()
    })
}

/// Reads the configured documents. `root` is the workspace root: their names are their paths, which begin with it.
pub(crate) fn read_all(
    config: &Config,
    root: &Path,
    remote: Option<&RemoteAccess>,
) -> Result<Vec<SourceFile>, Box<dyn Error>> {
    let folders = allowed_folders(config, root);
    let allowed = Allowed {
        folders: &folders,
        remote,
    };
    let documents = config.documents.iter();
    let documents = documents.map(|document| {
        let text = read(&root.join(&document.path))?;
        Ok(text.allow(&allowed).configured(document))
    });
    documents.collect()
}

/// Returns the paths of the configured documents. They start with the workspace root, so they are valid in any current
/// folder.
pub(crate) fn document_paths(config: &Config) -> Vec<PathBuf> {
    let documents = config.documents.iter();
    let paths = documents.map(|document| workspace::root().join(&document.path));
    paths.collect()
}

/// Reads the configured overlay. The path is relative to `root`.
pub(crate) fn overlays(config: &Config, root: &Path) -> Result<Vec<Overlay>, Diagnostics> {
    let path = config.overlay.as_ref();
    let path = path.map(|path| root.join(path));
    configured(Overlay::read_all(path.as_slice())?, config)
}

/// Applies the rules of the configuration to overlays.
fn configured(overlays: Vec<Overlay>, config: &Config) -> Result<Vec<Overlay>, Diagnostics> {
    let overlays = overlays.into_iter().map(|overlay| {
        let overlay = overlay.strict(config.strict);
        if config.require_reasons {
            overlay.require_reasons()
        } else {
            Ok(overlay)
        }
    });
    overlays.collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Runs git in the workspace and returns its output.
fn git(arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    git_with(arguments, &[])
}

fn git_with(arguments: &[&str], variables: &[(&str, &Path)]) -> Result<String, Box<dyn Error>> {
    let output = Command::new("git")
        .args(arguments)
        .envs(variables.iter().copied())
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
