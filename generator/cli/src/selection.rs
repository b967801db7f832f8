//! The options that select operations, webhooks and models.

use std::fmt;
use std::path::Path;

use apicrate::RawDocument;
use apicrate::document::{Selection, SelectionPattern};
use clap::Args;

use crate::quoted::quoted;

/// The options that select operations, webhooks and models.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SelectionArguments {
    /// Only what this pattern matches, and the models that it contains: an `operationId`, `GET /users/**`, `tag:users`,
    /// `webhook:NAME` or `model:NAME`, with `*` for any text. Can be repeated. Default: everything.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<SelectionPattern>,
    /// Leave out the operations or webhooks that this pattern matches. Can be repeated.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<SelectionPattern>,
    /// Leave out deprecated operations.
    #[arg(long)]
    without_deprecated: bool,
}

impl SelectionArguments {
    /// Selects from a document. A pattern that matches nothing is an error.
    pub(crate) fn select(&self, document: RawDocument) -> RawDocument {
        document.select(self.selection(false))
    }

    /// Selects from a version of a document, which need not contain everything that the patterns match.
    pub(crate) fn select_version(&self, document: RawDocument) -> RawDocument {
        document.select(self.selection(true))
    }

    fn selection(&self, allow_unused: bool) -> Selection {
        Selection {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            without_deprecated: self.without_deprecated,
            allow_unused,
        }
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for SelectionArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let include = self.include.iter().map(|pattern| ("--include", pattern));
        let exclude = self.exclude.iter().map(|pattern| ("--exclude", pattern));
        for (option, pattern) in include.chain(exclude) {
            write!(f, " {option} {}", quoted(Path::new(&pattern.to_string())))?;
        }
        if self.without_deprecated {
            f.write_str(" --without-deprecated")?;
        }
        Ok(())
    }
}
