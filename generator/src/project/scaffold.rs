//! A new crate around generated code: its name, its manifest and its files.

use std::path::Path;

use heck::ToKebabCase;

use super::output::Output;
use crate::render::Files;

/// The manifest of a new crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateManifest<'a> {
    /// The name of the package.
    pub name: &'a str,
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
            let path = path.display().to_string().replace('\\', "/");
            format!(r#"version = "{version}", path = "{path}""#)
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
    if !path.exists() {
        output.add_file(path, manifest.to_toml());
    }
    output
}

/// Converts the title of an API to a package name that Cargo accepts.
#[must_use]
pub fn crate_name(title: &str) -> String {
    let name: String = title
        .to_kebab_case()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    match name.trim_matches('-') {
        "" => "api".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("api-{name}"),
        name => name.to_owned(),
    }
}
