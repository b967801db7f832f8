//! The options that select operations, webhooks and models.

use std::fmt;
use std::path::Path;

use apicrate::document::SelectionPattern;
use apicrate::project::DocumentConfig;
use clap::Args;

use crate::quoted::quoted;

/// The options that select operations, webhooks and models.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "A part of the API")]
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
    /// Adds the options to the configuration of a document. Patterns replace the configured ones.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        let select = &mut config.select;
        if !self.include.is_empty() {
            select.include.clone_from(&self.include);
        }
        if !self.exclude.is_empty() {
            select.exclude.clone_from(&self.exclude);
        }
        select.without_deprecated |= self.without_deprecated;
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
