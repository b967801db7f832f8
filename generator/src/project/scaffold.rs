//! A new crate around generated code: its name, its manifest and its files.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{self, Write};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use heck::ToKebabCase;
use serde::Deserialize;

use super::group_features::{self, ManifestError};
use super::output::Output;
use crate::file_name::is_device;
use crate::one_line::one_line;
use crate::render::{ALL_GROUPS, Example, Files, Gate, is_identifier};

/// The name of a manifest.
pub(super) const MANIFEST: &str = "Cargo.toml";

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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
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

impl TryFrom<String> for CrateName {
    type Error = CrateNameError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
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

/// The version of a package, such as `0.1.0` or `1.0.0-beta.1`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct CrateVersion(String);

impl fmt::Display for CrateVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CrateVersion {
    type Error = String;

    fn try_from(version: String) -> Result<Self, Self::Error> {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let is_number = |part: &str| part.parse::<u64>().is_ok_and(|it| it.to_string() == part);
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        if core.split('.').count() == 3
            && core.split('.').all(is_number)
            && version.chars().all(is_allowed)
            && version.ends_with(|c: char| c.is_ascii_alphanumeric())
        {
            return Ok(Self(version));
        }
        let version = one_line(&version);
        Err(format!("`{version}` is not a version such as `0.1.0`"))
    }
}

/// The configuration of a crate. All keys have a default, and all but the name concern a new crate only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CrateConfig {
    /// The name of the package. Default: the title of the API.
    pub name: Option<CrateName>,
    /// The version of the package. Default: `0.1.0`.
    pub version: Option<CrateVersion>,
    /// The description of the package. Default: that of the API.
    pub description: Option<String>,
    /// The license as an SPDX expression. Default: that of the API, if it has a usual name.
    pub license: Option<String>,
    /// The URL of the source repository. Default: the one that the document names.
    pub repository: Option<String>,
    /// The URL of the home page. Default: the one that the document names.
    pub homepage: Option<String>,
    /// The folder of `apicrate-runtime`. Default: the published version.
    pub runtime_path: Option<PathBuf>,
}

/// The parts of a crate that a feature of `apicrate-runtime` concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Client,
    Server,
    All,
}

/// The features of a new crate that turn on those of `apicrate-runtime` with the same names, in sections with a comment.
const FEATURES: &[(&str, &[(&str, Part)])] = &[
    (
        "`.wait()` on every call, for programs without an async runtime.",
        &[("blocking", Part::Client)],
    ),
    (SERVER_COMMENT, &[("server", Part::Server)]),
    (
        "The default HTTP transport: hyper, and rustls with ring. Then its alternatives and additions.",
        &[
            ("http-transport", Part::Client),
            ("aws-lc", Part::Client),
            ("native-tls", Part::Client),
            ("compression", Part::Client),
            ("http2", Part::Client),
        ],
    ),
    (
        "Other features of `apicrate-runtime`.",
        &[
            ("oauth2", Part::Client),
            ("patterns", Part::Server),
            ("rate-limit", Part::Client),
            ("reqwest", Part::Client),
            ("tower", Part::Client),
            ("tracing", Part::Client),
            ("wasm_js", Part::All),
        ],
    ),
];

const CLIENT_COMMENT: &str = "Handles and calls, which send requests.";
const SERVER_COMMENT: &str = "Axum routes that call an implementation of the generated traits.";

/// The documentation of a published crate has the items of all features.
const DOCS_RS: &str = "\n[package.metadata.docs.rs]\nall-features = true\n";

/// The name of the example of a new crate.
const EXAMPLE: &str = "first_call";

/// The comment before the features of groups.
const ABOUT_GROUPS: &str = "\
# The groups of operations, each with the models that it contains. `apicrate generate` adds new groups.
";

/// The manifest of a new crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateManifest<'a> {
    /// The name of the package.
    pub name: &'a CrateName,
    /// The version of the package. Default: `0.1.0`.
    pub version: Option<&'a CrateVersion>,
    /// The description of the package.
    pub description: &'a str,
    /// The license as an SPDX expression.
    pub license: Option<&'a str>,
    /// The URL of the source repository.
    pub repository: Option<&'a str>,
    /// The URL of the home page.
    pub homepage: Option<&'a str>,
    /// The folder of `apicrate-runtime`, relative to the crate or absolute; `None` for the published version.
    pub runtime: Option<&'a Path>,
    /// The condition for the client. [`Gate::Never`] if the API has no operations.
    pub client: &'a Gate,
    /// The condition for the server. [`Gate::Never`] if the API has no operations.
    pub server: &'a Gate,
    /// The [features of groups](crate::render::group_features).
    pub group_features: &'a [String],
    /// The features of `apicrate-runtime` that the generated types need.
    pub runtime_features: &'a BTreeSet<&'static str>,
    /// The example `first_call`.
    pub example: Option<&'a Example>,
}

impl CrateManifest<'_> {
    /// The text of `Cargo.toml`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let Self {
            name, description, ..
        } = self;
        let version = self.version.map_or("0.1.0", |version| &version.0);
        let rust_version = env!("CARGO_PKG_RUST_VERSION");
        let mut text = format!(
            "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2024\"\nrust-version = \"{rust_version}\"\n"
        );
        for (key, value) in [
            ("description", Some(*description)),
            ("license", self.license),
            ("repository", self.repository),
            ("homepage", self.homepage),
        ] {
            if let Some(value) = value {
                let value = toml::Value::String(value.to_owned());
                _ = writeln!(text, "{key} = {value}");
            }
        }
        text.push_str(DOCS_RS);
        let runtime = runtime_dependency(self.runtime);
        let server = matches!(self.server, Gate::Always).then_some("server");
        let features = self.runtime_features.iter().copied().chain(server);
        let features: BTreeSet<String> = features.map(|name| format!("\"{name}\"")).collect();
        let features: Vec<String> = features.into_iter().collect();
        let runtime_features = if features.is_empty() {
            String::new()
        } else {
            format!(", features = [{}]", features.join(", "))
        };
        _ = write!(
            text,
            "\n[features]\n{}\n[dependencies]\napicrate-runtime = {{ {runtime}, default-features = false{runtime_features} }}\n",
            self.features()
        );
        if let Some(example) = self.example {
            let features = example.features.iter().map(String::as_str);
            let features: toml_edit::Array = features.collect();
            _ = write!(
                text,
                "\n[dev-dependencies]\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n\n\
                 [[example]]\nname = \"{EXAMPLE}\"\nrequired-features = {features}\n"
            );
        }
        text
    }

    /// The table of features.
    fn features(&self) -> String {
        let mut lines = Vec::new();
        let mut default = Vec::new();
        if let Gate::Feature(client) = self.client {
            default.push(client.as_str());
        }
        if *self.client != Gate::Never {
            default.push("http-transport");
        }
        if !self.group_features.is_empty() {
            default.push(ALL_GROUPS);
        }
        if !default.is_empty() {
            lines.push(feature("default", &default));
        }
        if let Gate::Feature(client) = self.client
            && !is_of_runtime(client)
            && self.server != self.client
        {
            lines.push(format!("# {CLIENT_COMMENT}"));
            lines.push(feature(client, &[]));
        }
        for (comment, rows) in FEATURES {
            let rows = rows.iter().filter_map(|(name, part)| self.row(name, *part));
            let rows: Vec<String> = rows.collect();
            if !rows.is_empty() {
                lines.push(format!("# {comment}"));
                lines.extend(rows);
            }
        }
        let mut text = lines.join("\n") + "\n";
        if self.group_features.is_empty() {
            return text;
        }
        text.push_str(ABOUT_GROUPS);
        _ = writeln!(text, "{ALL_GROUPS} = [");
        for feature in self.group_features {
            _ = writeln!(text, "    {},", toml_edit::Value::from(feature));
        }
        text.push_str("]\n");
        for feature in self.group_features {
            _ = writeln!(text, "{} = []", toml_edit::Key::new(feature));
        }
        text
    }

    /// The line of a feature of `apicrate-runtime`, if the crate has the part that the feature concerns.
    fn row(&self, name: &str, part: Part) -> Option<String> {
        let is_needed = match part {
            Part::All => true,
            Part::Client => *self.client != Gate::Never,
            Part::Server => *self.server != Gate::Never,
        };
        let of_runtime = format!("apicrate-runtime/{name}");
        let of_server = "apicrate-runtime/server";
        match self.server {
            Gate::Always if name == "server" => None,
            // Another line has this name.
            Gate::Feature(server)
                if name == "server" && name != server && is_of_runtime(server) =>
            {
                None
            }
            Gate::Feature(server) if name == "server" => Some(feature(server, &[of_server])),
            Gate::Feature(server) if name == server => {
                Some(feature(name, &[&of_runtime, of_server]))
            }
            _ => is_needed.then(|| feature(name, &[&of_runtime])),
        }
    }
}

/// Returns whether a feature has the name of one of `apicrate-runtime`.
fn is_of_runtime(feature: &str) -> bool {
    let mut rows = FEATURES.iter().flat_map(|(_, rows)| rows.iter());
    rows.any(|(name, _)| *name == feature)
}

/// A line of the table of features. The name is valid, because the code is generated with the same options.
fn feature(name: &str, features: &[&str]) -> String {
    let name = if name.contains(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        toml::Value::String(name.to_owned()).to_string()
    } else {
        name.to_owned()
    };
    let features: Vec<String> = features.iter().map(|it| format!("\"{it}\"")).collect();
    format!("{name} = [{}]", features.join(", "))
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

/// Adds the files of a crate to the output: `source` in `src/`, and `Cargo.toml`, `README.md` and the example if the folder
/// does not have a manifest yet. An existing README or example belongs to the user and is never changed, and an existing manifest only if a
/// feature of a group is missing.
///
/// # Errors
///
/// If features of groups are needed, and the existing manifest cannot be read or has another kind of `features`.
pub fn add_crate(
    output: &mut Output,
    folder: &Path,
    source: Files,
    manifest: &CrateManifest<'_>,
    readme: String,
) -> Result<(), ManifestError> {
    output.add_folder(&folder.join("src"), source);
    let path = folder.join(MANIFEST);
    if is_new_crate(folder) {
        output.add_file(path, manifest.to_toml());
        let path = folder.join("README.md");
        if is_free(&path) {
            output.add_file(path, readme);
        }
        let path = folder.join("examples").join(format!("{EXAMPLE}.rs"));
        if let Some(example) = manifest.example.filter(|_| is_free(&path)) {
            output.add_file(path, example.text.clone());
        }
    } else if let Some(text) = group_features::updated(&path, manifest.group_features)? {
        output.add_file(path, text);
    }
    Ok(())
}

/// Returns whether a folder has no manifest yet.
#[must_use]
pub fn is_new_crate(folder: &Path) -> bool {
    is_free(&folder.join(MANIFEST))
}

/// Returns whether there is nothing with this path. A link to a missing file is something, too.
fn is_free(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_manifests_are_escaped() {
        let never = Gate::Never;
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
                version: None,
                description: path,
                license: None,
                repository: None,
                homepage: Some(path),
                runtime: Some(Path::new(path)),
                client: &never,
                server: &never,
                group_features: &[],
                runtime_features: &["chrono", "url"].into(),
                example: None,
            };
            let parsed: Result<toml::Table, _> = manifest.to_toml().parse();
            let description = parsed
                .as_ref()
                .map(|it| it["package"]["description"].as_str());
            assert_eq!(description, Ok(Some(path)));
            let runtime = parsed.map(|it| it["dependencies"]["apicrate-runtime"].clone());
            let features = runtime.as_ref().map(|it| it["features"].to_string());
            assert_eq!(features.as_deref(), Ok("[\"chrono\", \"url\"]"));
            let path = if cfg!(windows) {
                path.replace('\\', "/")
            } else {
                path.to_owned()
            };
            let found = runtime.map(|it| it["path"].as_str() == Some(&path));
            assert_eq!(found, Ok(true), "{path}");
        }
    }

    /// The manifest of a crate with these conditions.
    fn manifest(client: &Gate, server: &Gate) -> String {
        let manifest = CrateManifest {
            name: &CrateName::from_title("Pets"),
            version: None,
            description: "",
            license: None,
            repository: None,
            homepage: None,
            runtime: None,
            client,
            server,
            group_features: &[],
            runtime_features: &BTreeSet::new(),
            example: None,
        };
        manifest.to_toml()
    }

    #[test]
    fn documentation_has_all_features() {
        let parsed: toml::Table = manifest(&Gate::Always, &Gate::Always).parse().unwrap();
        let package = &parsed["package"];
        let docs_rs = &package["metadata"]["docs"]["rs"];
        assert_eq!(docs_rs["all-features"].as_bool(), Some(true));
        let runtime: toml::Table = include_str!("../../../Cargo.toml").parse().unwrap();
        let lowest = &runtime["workspace"]["package"]["rust-version"];
        assert_eq!(package["rust-version"], *lowest);
    }

    /// The features that generated types need. The user cannot choose them.
    const OF_TYPES: [&str; 5] = ["chrono", "rust_decimal", "schemars", "time", "url"];

    #[test]
    fn crates_have_the_features_of_the_runtime() {
        let parsed = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
        let runtime = parsed(include_str!("../../runtime/Cargo.toml"));
        let known = runtime["features"].as_table().into_iter().flatten();
        let known: Vec<_> = known
            .map(|(name, _)| name)
            .filter(|it| !it.starts_with("__") && !OF_TYPES.contains(&it.as_str()))
            .collect();
        let features = parsed(&manifest(
            &Gate::Always,
            &Gate::Feature("server".to_owned()),
        ));
        let features = features["features"].as_table().into_iter().flatten();
        let features: Vec<_> = features.map(|(name, _)| name).collect();
        assert_eq!(features, known);
    }

    #[test]
    fn features_are_those_of_the_generated_parts() {
        let feature = |name: &str| Gate::Feature(name.to_owned());
        let lines = |client: &Gate, server: &Gate| {
            let text = manifest(client, server);
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let lines = lines.skip_while(|line| *line != "[features]").skip(1);
            lines.map(str::to_owned).collect::<Vec<String>>()
        };
        let runtime = runtime_dependency(None);
        let runtime = format!("apicrate-runtime = {{ {runtime}, default-features = false");
        let wasm = "wasm_js = [\"apicrate-runtime/wasm_js\"]";
        let end = [
            String::new(),
            "[dependencies]".to_owned(),
            runtime.clone() + " }",
        ];

        let models = lines(&Gate::Never, &Gate::Never);
        assert_eq!(models, [&[wasm.to_owned()], end.as_slice()].concat());

        let server = lines(&Gate::Never, &Gate::Always);
        let expected = [
            "patterns = [\"apicrate-runtime/patterns\"]",
            wasm,
            "",
            "[dependencies]",
            &(runtime + ", features = [\"server\"] }"),
        ];
        assert_eq!(server, expected);

        let both = lines(&feature("client"), &feature("tracing"));
        assert_eq!(both[0], "default = [\"client\", \"http-transport\"]");
        assert_eq!(both[1], "client = []");
        let tracing = "tracing = [\"apicrate-runtime/tracing\", \"apicrate-runtime/server\"]";
        assert!(both.contains(&tracing.to_owned()), "{both:?}");
        assert_eq!(
            both.iter().filter(|line| line.contains("/server")).count(),
            1
        );
        let quoted = lines(&feature("a.b"), &feature("c+d"));
        assert_eq!(quoted[1], "\"a.b\" = []");
    }
}
