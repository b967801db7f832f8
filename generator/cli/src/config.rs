//! The documents of a command: one on the command line, or those of a configuration file.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use apicrate::project::{CONFIG, Config, DocumentConfig};
use clap::Args;

use crate::quoted::quoted;
use crate::usage::UsageError;

/// The options that choose documents of a configuration file.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ConfigArguments {
    /// The configuration file. Default: the next `apicrate.toml`, or `Cargo.toml` with `[package.metadata.apicrate]`, from
    /// the current folder upwards. For a DOCUMENT on the command line, no configuration file is read.
    #[arg(long, value_name = "FILE", conflicts_with = "document")]
    config: Option<PathBuf>,
    /// Only this document of the configuration file. Can be repeated. The name is that of its crate, or its file name
    /// without the extension.
    #[arg(
        long = "document",
        short = 'p',
        value_name = "NAME",
        conflicts_with = "document"
    )]
    names: Vec<String>,
}

impl ConfigArguments {
    /// Reads the configuration file. Returns it, and the documents that are chosen.
    pub(crate) fn read(&self) -> Result<(Config, Vec<DocumentConfig>), Box<dyn Error>> {
        let path = match &self.config {
            Some(path) => path.clone(),
            None => Config::find(Path::new(""))?.ok_or_else(|| {
                UsageError(format!(
                    "there is no DOCUMENT on the command line, and no `{CONFIG}` in this folder or above it; `apicrate init DOCUMENT` writes one"
                ))
            })?,
        };
        let config = Config::read(&path)?;
        let documents = if self.names.is_empty() {
            config.documents.clone()
        } else {
            let names = self.names.iter();
            let chosen = names.map(|name| config.document(name).cloned());
            let wrong = |reason| UsageError(format!("{}: {reason}", quoted(&path)));
            chosen.collect::<Result<_, _>>().map_err(wrong)?
        };
        Ok((config, documents))
    }

    /// Reads the configuration file, and returns the only document that is chosen.
    pub(crate) fn read_one(&self) -> Result<DocumentConfig, Box<dyn Error>> {
        let (_, documents) = self.read()?;
        match <[DocumentConfig; 1]>::try_from(documents) {
            Ok([document]) => Ok(document),
            Err(documents) => Err(UsageError::several(&documents, "the command").into()),
        }
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for ConfigArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.config {
            write!(f, " --config {}", quoted(path))?;
        }
        for name in &self.names {
            write!(f, " --document {}", quoted(Path::new(name)))?;
        }
        Ok(())
    }
}
