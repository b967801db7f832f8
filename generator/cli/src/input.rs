//! The documents that arguments name: files, URLs and standard input.

use std::io;
use std::path::{Path, PathBuf};

use apicrate::diagnostic::Diagnostic;
use apicrate::document::RemoteAccess;
use apicrate::project::{DocumentConfig, shown};
use apicrate::{Diagnostics, RawDocument};
use clap::Args;

use crate::headings::READING;
use crate::remote::is_url;

/// The name of standard input in findings.
const STANDARD_INPUT: &str = "<stdin>";

/// The option for standard input.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct InputArguments {
    /// The path of the document that `-` reads from standard input. Findings contain it, and references to other files
    /// are relative to it. Without it, the document cannot refer to other files.
    #[arg(long, help_heading = READING, value_name = "FILE")]
    pub(crate) stdin_path: Option<PathBuf>,
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

/// Returns the findings about the overlays of a document that has been read.
pub(crate) fn overlay_findings(document: &RawDocument) -> Diagnostics {
    let findings = document.warnings().iter();
    let findings = findings.filter(|finding| finding.file != document.name());
    findings.cloned().collect()
}

/// A document that a command reads, and its configuration.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredDocument {
    pub(crate) config: DocumentConfig,
    pub(crate) input: Input,
    /// The name of another version of the document. Overlays for one version are for the other, too.
    other_version: Option<String>,
}

impl ConfiguredDocument {
    /// A document of a configuration file.
    pub(crate) fn new(config: DocumentConfig) -> Self {
        let input = Input::Location(config.path.clone());
        Self::with_input(config, input)
    }

    /// A document whose path in the configuration is that of the input.
    pub(crate) fn with_input(config: DocumentConfig, input: Input) -> Self {
        Self {
            config,
            input,
            other_version: None,
        }
    }

    /// Reads the document as a version of another one.
    pub(crate) fn version_of(mut self, other: &Self) -> Self {
        self.other_version = Some(other.input.file_name());
        self
    }

    /// Reads the document and applies the configuration.
    pub(crate) fn read(&self, access: &RemoteAccess) -> Result<RawDocument, Diagnostics> {
        let remote = self.config.remote(access)?;
        let overlays = self.config.overlays()?;
        let document = self.input.open(remote.as_ref())?;
        let document = match &self.other_version {
            Some(name) => document.version_of(name.as_str()),
            None => document,
        };
        self.config.configure(document, &overlays)
    }
}
