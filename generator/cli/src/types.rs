//! The options that decide about types.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use apicrate::document::{Derive, DeriveError, FormatType, TypePath};
use apicrate::project::DocumentConfig;
use clap::Args;

use crate::entry::Entry;
use crate::quoted::quoted;

/// The options that decide about types.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Types")]
pub(crate) struct TypeArguments {
    /// Use a type of your own in place of a component or a property, such as `Money=rust_money::Money` or
    /// `Pet.owner=crate::Owner`. Can be repeated.
    #[arg(long, value_name = "SCHEMA=PATH")]
    types: Vec<Entry<TypePath>>,
    /// The type of strings and numbers with a format, such as `date-time=chrono`, `uri=url` or `email=crate::Email`. Can be
    /// repeated.
    #[arg(long, value_name = "FORMAT=TYPE")]
    formats: Vec<Entry<FormatType>>,
    /// Add derives to all types (`Eq,Hash`), or to those of a component or of a pattern of components (`Pet=Eq,Hash`,
    /// `New*=Default`). Can be repeated.
    #[arg(long, value_name = "[SCHEMA=]DERIVES")]
    derives: Vec<DerivesOfSchema>,
}

/// Derives of the types that a schema or a pattern names: `SCHEMA=DERIVE,DERIVE`.
#[derive(Clone, Debug)]
struct DerivesOfSchema {
    schema: String,
    derives: Vec<Derive>,
}

impl FromStr for DerivesOfSchema {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A schema may contain `=`, unlike a derive.
        let (schema, derives) = text.rsplit_once('=').unwrap_or(("*", text));
        let derives = derives.split(',').map(str::parse);
        let derives: Result<_, _> = derives.collect();
        Ok(Self {
            schema: schema.trim().to_owned(),
            derives: derives.map_err(|error: DeriveError| error.to_string())?,
        })
    }
}

impl fmt::Display for DerivesOfSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let derives = self.derives.iter().map(Derive::as_str);
        let derives: Vec<&str> = derives.collect();
        write!(f, "{}={}", self.schema, derives.join(","))
    }
}

impl TypeArguments {
    /// Adds the options to the configuration of a document. They replace configured entries with the same keys.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        config.types.extend(self.types.iter().map(Entry::pair));
        let formats = self.formats.iter();
        config.formats.extend(formats.map(Entry::pair));
        let mut derives: BTreeMap<String, Vec<Derive>> = BTreeMap::new();
        for option in &self.derives {
            let of_schema = derives.entry(option.schema.clone()).or_default();
            of_schema.extend(option.derives.iter().cloned());
        }
        config.derives.extend(derives);
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for TypeArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types = self.types.iter().map(|it| ("--types", it.to_string()));
        let formats = self.formats.iter();
        let formats = formats.map(|it| ("--formats", it.to_string()));
        let derives = self.derives.iter();
        let derives = derives.map(|it| ("--derives", it.to_string()));
        for (option, entry) in types.chain(formats).chain(derives) {
            write!(f, " {option} {}", quoted(Path::new(&entry)))?;
        }
        Ok(())
    }
}
