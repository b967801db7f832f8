//! Versions of documents: the files in `spec/`, `spec/` in a git revision, or any single file.

use std::collections::{BTreeSet, HashSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use apicrate::document::{Names, PaginationOverrides, RemoteAccess};
use apicrate::project::{Config, DocumentConfig, NamesLock};
use apicrate::{Api, Diagnostics, Overlay, RawDocument};
use apicrate_cli::diff::comparison::ResolvedDocument;
use apicrate_cli::remote::RemoteArguments;
use tempfile::TempDir;

use crate::workspace;

/// A text, its name in findings, and how it is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceFile {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The file to which references are relative. It is `None` for a downloaded document.
    pub(crate) path: Option<PathBuf>,
    /// The configuration of the document.
    pub(crate) config: DocumentConfig,
    /// The overlays that correct the document.
    pub(crate) overlays: Vec<Overlay>,
    /// The names that the document keeps instead of those in the names lock.
    pub(crate) names: Option<Names>,
    /// The access to remote documents.
    pub(crate) remote: Option<RemoteAccess>,
    /// The files are copies of those of a git revision.
    pub(crate) copy: Option<RevisionCopy>,
}

/// What the arguments of a command allow the documents to refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowed<'a> {
    /// The folders, other than that of a document.
    pub(crate) folders: &'a [PathBuf],
    pub(crate) remote: &'a RemoteArguments,
    pub(crate) access: &'a RemoteAccess,
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
    /// Parses the text as a document, with everything that its configuration contains except the overlays.
    pub(crate) fn document(&self) -> Result<RawDocument, Diagnostics> {
        self.with_overlays(&[])
    }

    /// Parses the text as a document, and applies its configuration and its overlays.
    pub(crate) fn corrected(&self) -> Result<RawDocument, Diagnostics> {
        self.with_overlays(&self.overlays)
    }

    fn with_overlays(&self, overlays: &[Overlay]) -> Result<RawDocument, Diagnostics> {
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
        let document = self.config.configure(document, overlays)?;
        Ok(match &self.names {
            Some(names) => document.keep_names(names.clone()),
            None => document,
        })
    }

    /// Leaves out the aliases of the names lock. Returns whether there are any.
    pub(crate) fn drop_aliases(&mut self) -> Result<bool, Diagnostics> {
        let Some(lock) = &self.config.names_lock else {
            return Ok(false);
        };
        let mut names = NamesLock::read(lock)?.names(&self.config.source());
        let has_aliases = !names.aliases.is_empty();
        names.aliases.clear();
        self.names = Some(names);
        Ok(has_aliases)
    }

    /// Tolerates errors, too, if the argument is true.
    pub(crate) fn tolerate(mut self, is_tolerant: bool) -> Self {
        self.config.tolerant |= is_tolerant;
        self
    }

    /// Sets the configuration of the document, whose paths and hosts are those of the arguments.
    fn configured(
        self,
        config: DocumentConfig,
        access: &RemoteAccess,
    ) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            remote: config.remote(access)?,
            overlays: config.overlays()?,
            config,
            ..self
        })
    }
}

impl Allowed<'_> {
    /// Adds the arguments to the configuration of a document.
    fn configure(&self, config: &mut DocumentConfig) {
        config.allow_dir.extend_from_slice(self.folders);
        self.remote.configure(config);
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
    /// The configured documents, in the order of the configuration. An overlay need not exist.
    Spec {
        documents: Vec<SourceFile>,
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
            document.config.tolerant |= is_tolerant;
        }
        self
    }

    /// Reads the version that a command-line argument names: a file, a URL, a folder such as `spec/`, or a git revision.
    pub(crate) fn from_argument(
        argument: &str,
        config: &Config,
        allowed: &Allowed<'_>,
    ) -> Result<Self, Box<dyn Error>> {
        let path = Path::new(argument);
        let mut document = DocumentConfig::new(path);
        document.allow_host.clone_from(&config.allow_host);
        allowed.configure(&mut document);
        if RawDocument::is_url(argument) {
            let remote = document.remote(allowed.access)?;
            let text = RawDocument::open(path, remote.as_ref())?.text().to_owned();
            let file = SourceFile {
                name: argument.to_owned(),
                text,
                ..SourceFile::default()
            };
            let document = file.configured(document, allowed.access)?;
            return Ok(Self::Document(Box::new(document)));
        }
        if path.is_file() {
            let document = read(path)?.configured(document, allowed.access)?;
            return Ok(Self::Document(Box::new(document)));
        }
        if path.is_dir() {
            return Self::from_folder(path, allowed);
        }
        Self::from_revision(argument, config)
    }

    /// Reads the files in `spec/`.
    pub(crate) fn from_workspace(allowed: &Allowed<'_>) -> Result<Self, Box<dyn Error>> {
        Self::from_folder(&workspace::root().join("spec"), allowed)
    }

    fn from_folder(folder: &Path, allowed: &Allowed<'_>) -> Result<Self, Box<dyn Error>> {
        let config = workspace::config(workspace::root())?;
        let documents = config.documents.into_iter();
        let documents = documents.map(|mut config| {
            // The arguments may name another folder.
            let paths = config.overlay.iter_mut().chain([&mut config.path]);
            for path in paths.chain(&mut config.names_lock) {
                *path = folder.join(path.file_name().unwrap_or_default());
            }
            config.retain_overlays(Path::is_file);
            allowed.configure(&mut config);
            read(&config.path)?.configured(config, allowed.access)
        });
        let documents = documents.collect::<Result<_, _>>()?;
        Ok(Self::Spec {
            documents,
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
        let show = |path: &Path| {
            let path = path.display();
            let text = git(&["show", &format!("{}:./{path}", commit.trim())])?;
            let name = format!("{revision}:{path}");
            Ok::<_, Box<dyn Error>>(SourceFile {
                name,
                text,
                ..SourceFile::default()
            })
        };
        let (checkout, root) = checkout(commit.trim(), config)?;
        let rooted = |path: &PathBuf| root.join(path);
        let access = RemoteArguments::default().access(rooted(&config.remote_lock));
        let documents = config.documents.iter();
        let documents = documents.map(|document| {
            let text = show(&document.path)?;
            let (mut overlays, mut listed) = (Vec::new(), HashSet::new());
            for path in &document.overlay {
                if git_listed(commit.trim(), path)? {
                    let SourceFile { name, text, .. } = show(path)?;
                    overlays.push(Overlay::parse(name, text)?);
                    listed.insert(path.as_path());
                }
            }
            let mut document = document.clone();
            document.retain_overlays(|path| listed.contains(path));
            document.names_lock = document.names_lock.as_ref().map(rooted);
            let folders = document.allow_dir.iter().map(rooted);
            document.allow_dir = folders.filter(|it| it.is_dir()).collect();
            // The document of the revision may not have all operations of today.
            document.pagination = of_text(&text.text, &document.pagination);
            document.select.allow_unused = true;
            Ok::<_, Box<dyn Error>>(SourceFile {
                path: Some(rooted(&document.path)),
                overlays: document.ruled(overlays)?,
                remote: document.remote(&access)?,
                config: document,
                copy: Some(RevisionCopy {
                    root: root.clone(),
                    revision: revision.to_owned(),
                }),
                ..text
            })
        });
        let documents = documents.collect::<Result<_, _>>()?;
        Ok(Self::Spec {
            documents,
            checkout: Some(checkout),
        })
    }
}

/// Returns whether a git commit contains a file.
fn git_listed(commit: &str, path: &Path) -> Result<bool, Box<dyn Error>> {
    let path = path.display().to_string();
    Ok(!git(&["ls-tree", "--name-only", commit, &path])?.is_empty())
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
    let folders = documents.flat_map(|document| {
        let own = document.path.parent().unwrap_or(Path::new(""));
        let allowed = document.allow_dir.iter().cloned();
        allowed.chain([own.to_owned()])
    });
    let folders: BTreeSet<PathBuf> = folders.collect();
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

/// Resolves a document after applying its overlays.
pub(crate) fn api(text: &SourceFile) -> Result<ResolvedDocument, Diagnostics> {
    let folder = text.path.as_deref().and_then(Path::parent);
    let folder = folder.unwrap_or(Path::new(""));
    let corrected = text.corrected();
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
    let shared = shared_operations(documents, other)?;
    let most = shared.iter().max().copied().unwrap_or_default();
    Ok(shared.iter().position(|it| *it == most && most > 0))
}

/// Returns how many operations each document has in common with another document.
pub(crate) fn shared_operations(
    documents: &[SourceFile],
    other: &SourceFile,
) -> Result<Vec<usize>, Box<dyn Error>> {
    let operations = |document: &SourceFile| {
        let uncorrected = SourceFile {
            overlays: Vec::new(),
            ..document.clone().tolerate(true)
        };
        let document = api(&uncorrected)?;
        Ok::<HashSet<_>, Box<dyn Error>>(addresses(&document.api).collect())
    };
    let theirs = operations(other)?;
    let shared = documents.iter();
    let shared = shared.map(|it| Ok(operations(it)?.intersection(&theirs).count()));
    shared.collect()
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

/// Reads the configured documents. Their names are their paths.
pub(crate) fn read_all(
    config: &Config,
    access: &RemoteAccess,
) -> Result<Vec<SourceFile>, Box<dyn Error>> {
    let documents = config.documents.iter();
    let documents =
        documents.map(|document| read(&document.path)?.configured(document.clone(), access));
    documents.collect()
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
