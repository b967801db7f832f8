//! A new crate around generated code: its name, its manifest and its files.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use heck::ToKebabCase;

use super::output::Output;
use crate::file_name::is_device;
use crate::one_line::one_line;
use crate::render::{Files, is_identifier};

/// The maximum length of a package name, as registries have it.
const MAX_NAME: usize = 64;

/// The libraries that come with Rust. A crate with such a name cannot be used, or hides the library.
const RUST_LIBRARIES: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// The name of a new package, as `cargo new` accepts it: ASCII letters, digits, `-` and `_`; not a keyword, a library of
/// Rust or a file name that Windows reserves.
///
/// ```
/// use apicrate::project::CrateName;
///
/// assert_eq!(CrateName::from_title("2 Pets").as_str(), "api-2-pets");
/// let error = "2-pets".parse::<CrateName>().unwrap_err();
/// assert_eq!(error.to_string(), "the name of a crate must not start with a digit");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateName(String);

impl CrateName {
    /// Converts the title of an API to a name.
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        let kebab = title.to_kebab_case();
        let is_kept = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let name: String = kebab.chars().filter(is_kept).collect();
        let mut name = name.trim_matches('-').to_owned();
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert_str(0, "api-");
        }
        name.truncate(MAX_NAME);
        let name = name.trim_end_matches('-');
        let candidates = [name.to_owned(), format!("{name}-api")];
        let valid = candidates.iter().find_map(|name| name.parse().ok());
        valid.unwrap_or_else(|| Self("api".to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CrateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CrateName {
    type Err = CrateNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let library = name.replace('-', "_");
        let rule = if name.is_empty() {
            "must not be empty".to_owned()
        } else if name.starts_with(|c: char| c.is_ascii_digit()) {
            "must not start with a digit".to_owned()
        } else if let Some(other) = name.chars().find(|c| !is_allowed(*c)) {
            let other = one_line(&other.to_string());
            format!("contains `{other}`; allowed are ASCII letters, digits, `-` and `_`")
        } else if name.starts_with('-') {
            "must start with a letter or `_`".to_owned()
        } else if name.len() > MAX_NAME {
            format!("has more than {MAX_NAME} characters")
        } else if RUST_LIBRARIES.contains(&library.as_str()) {
            "is the name of a library of Rust".to_owned()
        } else if library == "apicrate_runtime" {
            "is the name of the runtime, on which the crate depends".to_owned()
        } else if is_device(name) {
            "is reserved by Windows".to_owned()
        } else if !is_identifier(&library) {
            "is a keyword".to_owned()
        } else {
            return Ok(Self(name.to_owned()));
        };
        Err(CrateNameError(rule))
    }
}

/// The rule that a name of a crate breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateNameError(String);

impl fmt::Display for CrateNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name of a crate {}", self.0)
    }
}

impl Error for CrateNameError {}

/// The manifest of a new crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateManifest<'a> {
    /// The name of the package.
    pub name: &'a CrateName,
    /// The folder of `apicrate-runtime`; `None` for the published version.
    pub runtime: Option<&'a Path>,
}

impl CrateManifest<'_> {
    /// The text of `Cargo.toml`. The feature `server` turns on the generated routes.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let name = self.name;
        let runtime = runtime_dependency(self.runtime);
        format!(
            r#"[package]
name = "{name}"
version = "0.1.0"
edition = "2024"

[features]
# Axum routes that call an implementation of the generated traits.
server = ["apicrate-runtime/server"]

[dependencies]
apicrate-runtime = {{ {runtime} }}

# Not a member of a workspace in a parent folder.
[workspace]
"#
        )
    }
}

/// The keys `version` and `path` of a dependency on `apicrate-runtime`, in the version that fits this generator.
#[must_use]
pub fn runtime_dependency(path: Option<&Path>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match path {
        Some(path) => {
            let mut path = path.display().to_string();
            if cfg!(windows) {
                path = path.replace('\\', "/");
            }
            let path = toml::Value::String(path);
            format!(r#"version = "{version}", path = {path}"#)
        }
        None => format!(r#"version = "{version}""#),
    }
}

/// Returns the files of a crate: `source` in `src/`, and `Cargo.toml` if the folder does not have one yet. An existing
/// manifest belongs to the user and is never changed.
#[must_use]
pub fn crate_output(folder: &Path, source: Files, manifest: &CrateManifest<'_>) -> Output {
    let mut output = Output::new();
    output.add_folder(&folder.join("src"), source);
    let path = folder.join("Cargo.toml");
    // A link to a missing file is a manifest, too.
    if fs::symlink_metadata(&path).is_err() {
        output.add_file(path, manifest.to_toml());
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_manifests_are_escaped() {
        for path in [
            "/runtime",
            "/a \"quoted\" 'path'",
            "/line\nbreak\", features = [\"x",
            "/back\\slash",
            "/direction\u{202e}\u{7f}\u{1}",
        ] {
            let name = CrateName::from_title("Pets");
            let manifest = CrateManifest {
                name: &name,
                runtime: Some(Path::new(path)),
            };
            let parsed: Result<toml::Table, _> = manifest.to_toml().parse();
            let runtime = parsed.map(|it| it["dependencies"]["apicrate-runtime"].clone());
            let path = if cfg!(windows) {
                path.replace('\\', "/")
            } else {
                path.to_owned()
            };
            let found = runtime.map(|it| it["path"].as_str() == Some(&path));
            assert_eq!(found, Ok(true), "{path}");
        }
    }
}
