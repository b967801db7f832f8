//! The options for a new crate.

use std::fmt;
use std::path::{Path, PathBuf};

use apicrate::project::{CrateConfig, CrateName, CrateVersion, DocumentConfig};
use clap::Args;

use crate::quoted::quoted;
use crate::usage::UsageError;

const RUNTIME_PATH: &str = "--runtime-path";

/// The options for a new crate, which are the keys of the table `crate`.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "New crate")]
pub(crate) struct PackageArguments {
    /// The name of the crate. Default: the title of the document.
    #[arg(long)]
    pub(crate) name: Option<CrateName>,
    /// The version of a new crate. Default: `0.1.0`.
    #[arg(long, value_name = "VERSION", value_parser = crate_version)]
    crate_version: Option<CrateVersion>,
    /// The description of a new crate. Default: that of the document.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The licence of a new crate, as an SPDX expression. Default: that of the document.
    #[arg(long, value_name = "LICENSE")]
    license: Option<String>,
    /// The URL of the source repository of a new crate. Default: that of the document.
    #[arg(long, value_name = "URL")]
    repository: Option<String>,
    /// The URL of the home page of a new crate. Default: that of the document.
    #[arg(long, value_name = "URL")]
    homepage: Option<String>,
    /// The folder of `apicrate-runtime`, on which a new crate depends, or the crate around a module. Default: the published
    /// version.
    #[arg(long, value_name = "DIR")]
    pub(crate) runtime_path: Option<PathBuf>,
}

/// The identifiers of the options.
const IDS: [&str; 7] = [
    "name",
    "crate_version",
    "description",
    "license",
    "repository",
    "homepage",
    "runtime_path",
];

/// Returns whether an argument with this identifier is one of the options.
pub(crate) fn is_option(id: &str) -> bool {
    IDS.contains(&id)
}

fn crate_version(text: &str) -> Result<CrateVersion, String> {
    CrateVersion::try_from(text.to_owned())
}

impl PackageArguments {
    /// Adds the options to the configuration of a document. If its code is a module, only the folder of the runtime is
    /// allowed, which the configuration of a module does not contain.
    pub(crate) fn configure(&self, config: &mut DocumentConfig) -> Result<(), UsageError> {
        let source = config.source();
        let Some(package) = &mut config.package else {
            let options = self.options();
            let mut options = options.iter().map(|(option, _)| *option);
            return match options.find(|option| *option != RUNTIME_PATH) {
                Some(option) => Err(UsageError(format!(
                    "`{option}` is for crates, but the code of `{source}` is a module"
                ))),
                None => Ok(()),
            };
        };
        let CrateConfig {
            name,
            version,
            description,
            license,
            repository,
            homepage,
            runtime_path,
            ..
        } = package;
        replace(name, self.name.as_ref());
        replace(version, self.crate_version.as_ref());
        replace(description, self.description.as_ref());
        replace(license, self.license.as_ref());
        replace(repository, self.repository.as_ref());
        replace(homepage, self.homepage.as_ref());
        replace(runtime_path, self.runtime_path.as_ref());
        Ok(())
    }

    /// The given options with their values.
    fn options(&self) -> Vec<(&'static str, String)> {
        let text = |text: &String| quoted(Path::new(text));
        let options = [
            ("--name", self.name.as_ref().map(ToString::to_string)),
            (
                "--crate-version",
                self.crate_version.as_ref().map(ToString::to_string),
            ),
            ("--description", self.description.as_ref().map(text)),
            ("--license", self.license.as_ref().map(text)),
            ("--repository", self.repository.as_ref().map(text)),
            ("--homepage", self.homepage.as_ref().map(text)),
            (RUNTIME_PATH, self.runtime_path.as_deref().map(quoted)),
        ];
        let given = options.into_iter();
        given
            .filter_map(|(option, value)| Some((option, value?)))
            .collect()
    }
}

/// Replaces a configured value by that of an option.
fn replace<T: Clone>(configured: &mut Option<T>, option: Option<&T>) {
    if let Some(value) = option {
        *configured = Some(value.clone());
    }
}

/// The options as on a command line, each with a space before it.
impl fmt::Display for PackageArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (option, value) in self.options() {
            write!(f, " {option} {value}")?;
        }
        Ok(())
    }
}
