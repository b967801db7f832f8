//! The options that decide about types.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use apicrate::document::TypePath;
use apicrate::project::DocumentConfig;
use clap::Args;

use crate::quoted::quoted;

/// The options that decide about types.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct TypeArguments {
    /// Use a type of your own in place of a component or a property, such as `Money=rust_money::Money` or
    /// `Pet.owner=crate::Owner`. Can be repeated.
    #[arg(long, value_name = "SCHEMA=PATH")]
    types: Vec<Entry<TypePath>>,
}

impl TypeArguments {
    /// Adds the options to the configuration of a document. They replace configured entries with the same keys.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        config.types.extend(self.types.iter().map(Entry::pair));
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for TypeArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.types {
            write!(f, " --types {}", quoted(Path::new(&entry.to_string())))?;
        }
        Ok(())
    }
}

/// A key and a value: `KEY=VALUE`.
#[derive(Clone, Debug)]
struct Entry<T> {
    key: String,
    value: T,
}

impl<T: Clone> Entry<T> {
    fn pair(&self) -> (String, T) {
        (self.key.clone(), self.value.clone())
    }
}

impl<T: fmt::Display> fmt::Display for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

impl<T: FromStr<Err: fmt::Display>> FromStr for Entry<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A key may contain `=`, unlike a value.
        let Some((key, value)) = text.rsplit_once('=') else {
            return Err("expected a key, `=` and a value".to_owned());
        };
        let value = value.parse().map_err(|error: T::Err| error.to_string())?;
        let key = key.trim().to_owned();
        Ok(Self { key, value })
    }
}
