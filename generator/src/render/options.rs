//! The options of rendering.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// Options of the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The document's name for the first line of each file, for example `spec/application.yaml`.
    pub source: String,
    /// The name of the root type, whose methods return the handles of all groups.
    pub root: String,
    /// The file of the root type: `mod.rs` for a module of a crate, `lib.rs` for a crate.
    pub root_file: String,
    /// The library that the code is the root of, for the programs on its front page. Without it, the root has no front page.
    pub library: Option<Library>,
    /// The number of files: one for each model and group, or one for everything.
    pub layout: Layout,
    /// The start of the example in the documentation of each operation. Without it, no examples are written.
    pub call_site: Option<CallSite>,
    /// The condition for the handles and calls of the client, the root type and the servers of the document. Without them,
    /// the code consists of the models, and of the traits and requests, from which servers are built.
    pub client: Gate,
    /// The condition for the module `server`, with routes to an implementation of the traits. It needs the feature
    /// `server` of the runtime.
    pub server: Gate,
    /// True if the module `server` contains the schemas of requests, so that its routes can validate them. Patterns need the
    /// feature `patterns` of the runtime.
    pub validation: bool,
    /// True if each group has a Cargo feature, which compiles the group and the models that it contains. The manifest of
    /// the crate needs the features that [`group_features`](super::group_features) lists.
    pub group_features: bool,
}

/// A library, as other crates depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// The name of the package, for `[dependencies]`.
    pub package: String,
    /// The name of the crate, for `use`.
    pub name: String,
}

impl Library {
    /// The library of a package whose manifest does not name the library.
    #[must_use]
    pub fn of_package(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            name: package.replace('-', "_"),
        }
    }
}

/// The number of files of the generated code. The modules are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A file for each model and each group.
    #[default]
    Files,
    /// One file, which contains the modules.
    File,
}

/// The condition for an optional part of the generated code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// The part is not written.
    #[default]
    Never,
    /// The part is always compiled.
    Always,
    /// The part is compiled if this feature of the crate is enabled.
    Feature(String),
}

/// The condition as on a command line: `never`, `always` or `feature:NAME`.
impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Always => f.write_str("always"),
            Self::Feature(name) => write!(f, "feature:{name}"),
        }
    }
}

impl FromStr for Gate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(Self::Never),
            "always" => Ok(Self::Always),
            _ => match text.strip_prefix("feature:") {
                Some(name) => Ok(Self::Feature(name.to_owned())),
                None => Err("expected `always`, `never` or `feature:NAME`".to_owned()),
            },
        }
    }
}

/// The start of a call in code outside of the crate, for examples.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallSite {
    /// The argument of the example's function, for example `trophy: trophy_api::Trophy`.
    pub argument: String,
    /// The expression for the root type of this API, for example `trophy.admin()`.
    pub root: String,
    /// The path of the models, for example `trophy_api::admin::models`.
    pub models: String,
    /// The path of the runtime's items in code that does not depend on the runtime, for example `trophy_api`.
    #[serde(default)]
    pub runtime: Option<String>,
}

impl CallSite {
    /// The start of a call in a program that depends on the library, whose root is the variable `api`.
    pub(super) fn of_library(library: &str) -> Self {
        Self {
            argument: String::new(),
            root: "api".to_owned(),
            models: format!("{library}::models"),
            runtime: Some(format!("{library}::apicrate_runtime")),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            source: "an OpenAPI document".to_owned(),
            root: "Api".to_owned(),
            root_file: "mod.rs".to_owned(),
            library: None,
            layout: Layout::default(),
            call_site: None,
            client: Gate::Always,
            server: Gate::Never,
            validation: false,
            group_features: false,
        }
    }
}
