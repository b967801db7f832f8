//! The options that decide about types.

use std::fmt;
use std::path::Path;

use apicrate::document::{FormatType, TypePath};
use apicrate::project::DocumentConfig;
use clap::Args;

use crate::entry::Entry;
use crate::quoted::quoted;

/// The options that decide about types.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct TypeArguments {
    /// Use a type of your own in place of a component or a property, such as `Money=rust_money::Money` or
    /// `Pet.owner=crate::Owner`. Can be repeated.
    #[arg(long, value_name = "SCHEMA=PATH")]
    types: Vec<Entry<TypePath>>,
    /// The type of strings and numbers with a format, such as `date-time=chrono`, `uri=url` or `email=crate::Email`. Can be
    /// repeated.
    #[arg(long, value_name = "FORMAT=TYPE")]
    formats: Vec<Entry<FormatType>>,
}

impl TypeArguments {
    /// Adds the options to the configuration of a document. They replace configured entries with the same keys.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        config.types.extend(self.types.iter().map(Entry::pair));
        let formats = self.formats.iter();
        config.formats.extend(formats.map(Entry::pair));
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for TypeArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = self.types.iter().map(|it| ("--types", it.to_string()));
        let formats = self.formats.iter();
        let formats = formats.map(|it| ("--formats", it.to_string()));
        for (option, entry) in types.chain(formats) {
            write!(f, " {option} {}", quoted(Path::new(&entry)))?;
        }
        Ok(())
    }
}
