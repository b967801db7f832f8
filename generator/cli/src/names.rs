//! The options for the names of groups, types, fields, variants and methods.

use std::fmt;
use std::path::{Path, PathBuf};

use apicrate::document::GroupBy;
use apicrate::project::DocumentConfig;
use clap::{Args, ValueEnum};

use crate::entry::Entry;
use crate::quoted::quoted;

/// The options for names.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Names")]
pub(crate) struct NameArguments {
    /// The names lock: a file with the names of types, variants and methods, which the code keeps. `generate` writes it, and
    /// it need not exist before.
    #[arg(long, value_name = "FILE")]
    names_lock: Option<PathBuf>,
    /// The way in which operations are grouped. Default: tag.
    #[arg(long, value_enum)]
    group_by: Option<GroupByArgument>,
    /// Name the type of a component or of the schema with a JSON pointer, such as `Pet=Animal`. Can be repeated.
    #[arg(long, value_name = "SCHEMA=NAME")]
    rename_type: Vec<Entry<String>>,
    /// Name the field of a property, such as `Pet.petName=name`. Can be repeated.
    #[arg(long, value_name = "PROPERTY=NAME")]
    rename_field: Vec<Entry<String>>,
    /// Name the variant of an enum, such as `Rhythm.24h=Daily`. Can be repeated.
    #[arg(long, value_name = "VALUE=NAME")]
    rename_variant: Vec<Entry<String>>,
    /// Name the method of an operation, such as `pets_get=fetch` or `GET /pets/{id}=animals.fetch`. Can be repeated.
    #[arg(long, value_name = "OPERATION=NAME")]
    rename_operation: Vec<Entry<String>>,
    /// Name the group of a tag or path segment, such as `Pets=animals`. Can be repeated.
    #[arg(long, value_name = "GROUP=NAME")]
    rename_group: Vec<Entry<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum GroupByArgument {
    /// By `x-fern-sdk-group-name` or the first tag; a document without both by path.
    Tag,
    /// By the first segment of the path that is not a parameter or a version.
    Path,
    /// All operations in one group.
    None,
}

impl From<GroupByArgument> for GroupBy {
    fn from(group_by: GroupByArgument) -> Self {
        match group_by {
            GroupByArgument::Tag => Self::Tag,
            GroupByArgument::Path => Self::Path,
            GroupByArgument::None => Self::None,
        }
    }
}

impl NameArguments {
    /// Adds the options to the configuration of a document.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) {
        if self.names_lock.is_some() {
            config.names_lock.clone_from(&self.names_lock);
        }
        if let Some(group_by) = self.group_by {
            config.group_by = group_by.into();
        }
        let rename = &mut config.rename;
        rename
            .types
            .extend(self.rename_type.iter().map(Entry::pair));
        rename
            .fields
            .extend(self.rename_field.iter().map(Entry::pair));
        let variants = self.rename_variant.iter().map(Entry::pair);
        rename.variants.extend(variants);
        let operations = self.rename_operation.iter().map(Entry::pair);
        rename.operations.extend(operations);
        rename
            .groups
            .extend(self.rename_group.iter().map(Entry::pair));
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for NameArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.names_lock {
            write!(f, " --names-lock {}", quoted(path))?;
        }
        match self.group_by {
            Some(GroupByArgument::Tag) => f.write_str(" --group-by tag")?,
            Some(GroupByArgument::Path) => f.write_str(" --group-by path")?,
            Some(GroupByArgument::None) => f.write_str(" --group-by none")?,
            None => {}
        }
        for (option, entries) in [
            ("--rename-type", &self.rename_type),
            ("--rename-field", &self.rename_field),
            ("--rename-variant", &self.rename_variant),
            ("--rename-operation", &self.rename_operation),
            ("--rename-group", &self.rename_group),
        ] {
            for entry in entries {
                write!(f, " {option} {}", quoted(Path::new(&entry.to_string())))?;
            }
        }
        Ok(())
    }
}
