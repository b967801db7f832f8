//! The documents that arguments name: files, URLs and standard input.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Diagnostic;
use apicrate::document::RemoteAccess;
use apicrate::project::shown;
use apicrate::{Diagnostics, Overlay, RawDocument};
use clap::Args;

use crate::quoted::quoted;
use crate::remote::{RemoteArguments, is_url};

/// The name of standard input in findings.
const STANDARD_INPUT: &str = "<stdin>";

/// The options for reading documents, which several commands have.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct DocumentArguments {
    /// An OpenAPI Overlay to apply first. Can be repeated; overlays are applied in this order.
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Make it an error if an action of an overlay matches nothing, changes nothing or does not fit.
    #[arg(long, requires = "overlays")]
    strict: bool,
    /// Also read files below this folder if a document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", value_name = "DIR")]
    allowed: Vec<PathBuf>,
    /// Tolerate errors in parts of a document: a schema with an error is treated as any value, and an operation with an
    /// error is left out.
    #[arg(long)]
    tolerant: bool,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) remote: RemoteArguments,
}

impl DocumentArguments {
    /// Reads a document and applies the overlays.
    pub(crate) fn read(
        &self,
        input: &Input,
        remote: Option<&RemoteAccess>,
    ) -> Result<RawDocument, Diagnostics> {
        let overlays = overlays(&self.overlays, self.strict)?;
        let document = input.open(remote)?.allow_dirs(&self.allowed)?;
        document.with_overlays(&overlays)
    }

    /// Returns true if `--tolerant` is given.
    pub(crate) fn is_tolerant(&self) -> bool {
        self.tolerant
    }

    /// Tolerates the errors of a document, if `--tolerant` is given.
    pub(crate) fn tolerate(&self, document: RawDocument) -> RawDocument {
        if self.tolerant {
            document.tolerant()
        } else {
            document
        }
    }
}

/// Reads overlays.
pub(crate) fn overlays(paths: &[PathBuf], is_strict: bool) -> Result<Vec<Overlay>, Diagnostics> {
    let overlays = Overlay::read_all(paths)?.into_iter();
    Ok(overlays.map(|it| it.strict(is_strict)).collect())
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for DocumentArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let overlays = self.overlays.iter().map(|path| ("--overlay", path));
        let allowed = self.allowed.iter().map(|path| ("--allow-dir", path));
        let path = self.input.stdin_path.iter();
        let path = path.map(|path| ("--stdin-path", path));
        for (option, path) in overlays.chain(allowed).chain(path) {
            write!(f, " {option} {}", quoted(path))?;
        }
        if self.tolerant {
            f.write_str(" --tolerant")?;
        }
        if self.strict {
            f.write_str(" --strict")?;
        }
        write!(f, "{}", self.remote)
    }
}

/// The option for standard input.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct InputArguments {
    /// The path of the document that `-` reads from standard input. Findings contain it, and references to other files
    /// are relative to it. Without it, the document cannot refer to other files.
    #[arg(long, value_name = "FILE")]
    stdin_path: Option<PathBuf>,
}

impl InputArguments {
    /// Reads standard input, if the argument is `-`.
    pub(crate) fn input(&self, location: &Path) -> Result<Input, Diagnostics> {
        if location != Path::new("-") {
            return Ok(Input::Location(location.to_owned()));
        }
        let path = self.stdin_path.clone();
        let name = path.as_deref().map_or(STANDARD_INPUT.to_owned(), shown);
        let text = io::read_to_string(io::stdin()).map_err(|error| {
            let message = format!("cannot read standard input: {error}");
            let mut finding = Diagnostic::error("unreadable", "", message);
            finding.file.clone_from(&name);
            finding
        })?;
        Ok(Input::Text { name, text, path })
    }
}

/// A document that an argument names.
#[derive(Clone, Debug)]
pub(crate) enum Input {
    /// A path or a URL.
    Location(PathBuf),
    /// The text of standard input.
    Text {
        name: String,
        text: String,
        /// The path of the document, to which references are relative.
        path: Option<PathBuf>,
    },
}

impl Input {
    pub(crate) fn open(&self, remote: Option<&RemoteAccess>) -> Result<RawDocument, Diagnostics> {
        match self {
            Self::Location(location) => RawDocument::open(location, remote),
            Self::Text { name, text, path } => {
                let document = RawDocument::parse(name.as_str(), text.as_str())?;
                let document = match path {
                    Some(path) => document.relative_to(path),
                    None => document,
                };
                Ok(match remote {
                    Some(remote) => document.allow_remote(remote),
                    None => document,
                })
            }
        }
    }

    /// The path or URL, or the path that is given for standard input.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Location(location) => location,
            Self::Text { path, .. } => path.as_deref().unwrap_or(Path::new("")),
        }
    }

    /// The name of the document for the first line of generated files. It has no folders, and no query.
    pub(crate) fn file_name(&self) -> String {
        let path = self.path();
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy();
        match self {
            Self::Text {
                path: None, name, ..
            } => name.clone(),
            _ if is_url(path) => name.split(['?', '#']).next().unwrap_or_default().to_owned(),
            _ => name.into_owned(),
        }
    }

    /// The name in messages.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Location(location) => shown(location),
            Self::Text { name, .. } => name.clone(),
        }
    }
}
