//! The options for the names of groups.

use std::fmt;

use apicrate::document::GroupBy;
use apicrate::project::DocumentConfig;
use clap::{Args, ValueEnum};

/// The options for the names of groups.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct NameArguments {
    /// The way in which operations are grouped. Default: tag.
    #[arg(long, value_enum)]
    group_by: Option<GroupByArgument>,
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
        if let Some(group_by) = self.group_by {
            config.group_by = group_by.into();
        }
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for NameArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.group_by {
            Some(GroupByArgument::Tag) => f.write_str(" --group-by tag"),
            Some(GroupByArgument::Path) => f.write_str(" --group-by path"),
            Some(GroupByArgument::None) => f.write_str(" --group-by none"),
            None => Ok(()),
        }
    }
}
