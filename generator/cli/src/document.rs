//! The options for reading documents.

use std::fmt;
use std::path::PathBuf;

use apicrate::project::DocumentConfig;
use clap::Args;

use crate::headings::READING;
use crate::input::{ConfiguredDocument, Input, InputArguments};
use crate::quoted::quoted;
use crate::remote::RemoteArguments;
use crate::usage::UsageError;

/// The options for overlays.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct OverlayArguments {
    /// An OpenAPI Overlay to apply first. Can be repeated; overlays are applied in this order.
    #[arg(long = "overlay", help_heading = READING, value_name = "FILE")]
    overlays: Vec<PathBuf>,
    /// Make it an error if an overlay has no action for the document, or if an action matches nothing, changes nothing or
    /// does not fit.
    #[arg(long, help_heading = READING)]
    strict: bool,
    /// Make it an error if an action of an overlay has no `description`.
    #[arg(long, help_heading = READING)]
    require_reasons: bool,
}

impl OverlayArguments {
    /// Adds the options to the configuration of a document. Overlays replace the configured ones.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) -> Result<(), UsageError> {
        if !self.overlays.is_empty() {
            config.overlay.clone_from(&self.overlays);
            config.shared_overlays = 0;
        }
        if self.strict && config.overlay.is_empty() {
            return Err(UsageError("`--strict` needs an overlay".to_owned()));
        }
        config.strict |= self.strict;
        config.require_reasons |= self.require_reasons;
        Ok(())
    }
}

/// The options for reading documents, which several commands have.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct DocumentArguments {
    #[command(flatten)]
    overlay: OverlayArguments,
    /// Also read files below this folder if a document refers to them. Can be repeated. Default: only files below the
    /// folder of the document.
    #[arg(long = "allow-dir", help_heading = READING, value_name = "DIR")]
    allowed: Vec<PathBuf>,
    /// Tolerate errors in parts of a document: a schema with an error is treated as any value, and an operation with an
    /// error is left out.
    #[arg(long, help_heading = READING)]
    tolerant: bool,
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) remote: RemoteArguments,
}

impl DocumentArguments {
    /// Adds the options to the configuration of a document. Overlays replace the configured ones.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) -> Result<(), UsageError> {
        self.overlay.configure(config)?;
        config.allow_dir.extend(self.allowed.iter().cloned());
        config.tolerant |= self.tolerant;
        self.remote.configure(config);
        Ok(())
    }

    /// Returns true if `--tolerant` is given.
    pub(crate) fn is_tolerant(&self) -> bool {
        self.tolerant
    }

    /// A document on the command line, with these options.
    pub(crate) fn document(&self, input: Input) -> Result<ConfiguredDocument, UsageError> {
        let mut config = DocumentConfig::new(input.path());
        config.source = Some(input.file_name());
        self.configure(&mut config)?;
        Ok(ConfiguredDocument::with_input(config, input))
    }

    /// A document of a configuration file, with these options.
    pub(crate) fn configured(
        &self,
        mut config: DocumentConfig,
    ) -> Result<ConfiguredDocument, UsageError> {
        self.configure(&mut config)?;
        Ok(ConfiguredDocument::new(config))
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for DocumentArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let overlays = self.overlay.overlays.iter().map(|path| ("--overlay", path));
        let allowed = self.allowed.iter().map(|path| ("--allow-dir", path));
        let path = self.input.stdin_path.iter();
        let path = path.map(|path| ("--stdin-path", path));
        for (option, path) in overlays.chain(allowed).chain(path) {
            write!(f, " {option} {}", quoted(path))?;
        }
        if self.tolerant {
            f.write_str(" --tolerant")?;
        }
        if self.overlay.strict {
            f.write_str(" --strict")?;
        }
        if self.overlay.require_reasons {
            f.write_str(" --require-reasons")?;
        }
        write!(f, "{}", self.remote)
    }
}
