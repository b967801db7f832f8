//! The configuration file `apicrate.toml`: the documents of a project, and the folder and options of each.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::document::{PaginationOverrides, Selection, TypeOptions, TypePath};
use crate::one_line::one_line;
use crate::redact::redacted;
use crate::render::{CallSite, Gate, Options};

/// The configuration of a project.
///
/// The paths in the file are relative to the folder of the file. Here they are relative to the folder that the file's
/// own path is relative to, with `/` between the parts: `../src` in `spec/apicrate.toml` is `src`.
///
/// ```
/// use apicrate::project::Config;
///
/// let config = Config::parse("spec/apicrate.toml", r#"
///     overlay = "corrections.yaml"
///     lock = "lock.json"
///     allow-dir = ["../common"]
///     allow-host = ["api.example.com"]
///
///     [[documents]]
///     path = "pets.yaml"
///     output = "../src/pets"
///     module = "shop::pets"
///     root = "Pets"
///     server = { feature = "server" }
///     call-site = { argument = "shop: shop::Shop", root = "shop.pets()", models = "shop::pets::models" }
/// "#)?;
/// assert_eq!(config.allow_dir, ["common"]);
/// assert_eq!(config.remote_lock.as_deref(), Some("spec/remote.lock"));
/// let pets = &config.documents[0];
/// assert_eq!((pets.name(), &*pets.path, &*pets.output), ("pets", "spec/pets.yaml", "src/pets"));
/// # Ok::<(), apicrate::project::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Config {
    /// The path of the overlay that corrects the documents.
    pub overlay: Option<String>,
    /// Make it an error if a part of the overlay has no effect. See `Overlay::strict`.
    #[serde(default)]
    pub strict: bool,
    /// Require a `description` of each action of the overlay. See `Overlay::require_reasons`.
    #[serde(default)]
    pub require_reasons: bool,
    /// The path of the content [lock](crate::project::Lock).
    pub lock: Option<String>,
    /// The folders, other than that of a document, whose files the documents can refer to. See
    /// [`RawDocument::allow_dirs`](crate::RawDocument::allow_dirs).
    #[serde(default)]
    pub allow_dir: Vec<String>,
    /// The hosts whose documents the documents can refer to. See
    /// [`RemoteAccess::allow_hosts`](crate::document::RemoteAccess::allow_hosts).
    #[serde(default)]
    pub allow_host: Vec<String>,
    /// The path of the lock file of remote documents. Default: `remote.lock` in the folder of the configuration.
    pub remote_lock: Option<String>,
    /// The documents, in the order of the file.
    pub documents: Vec<DocumentConfig>,
}

/// The configuration of one document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct DocumentConfig {
    /// The path of the document.
    pub path: String,
    /// The folder of the generated code. No hand-written files belong there.
    pub output: String,
    /// The path of the module that contains the generated code, for example `trophy_api::admin`.
    pub module: String,
    /// See [`Options::root`].
    pub root: String,
    /// See [`Options::server`]: `"never"` (the default), `"always"` or `{ feature = "NAME" }`.
    #[serde(default)]
    pub server: Gate,
    /// See [`Options::validation`]: `false` (the default) or `true`.
    #[serde(default)]
    pub validation: bool,
    /// See [`Options::call_site`].
    pub call_site: Option<CallSite>,
    /// Generate code even if the document has errors. See `RawDocument::tolerant`.
    #[serde(default)]
    pub tolerant: bool,
    /// The pagination of operations, by `operationId`. See [`RawDocument::paginate`](crate::RawDocument::paginate).
    #[serde(default)]
    pub pagination: PaginationOverrides,
    /// The operations, webhooks and models to generate. See [`RawDocument::select`](crate::RawDocument::select).
    #[serde(default)]
    pub select: Selection,
    /// See [`TypeOptions::types`].
    #[serde(default)]
    pub types: BTreeMap<String, TypePath>,
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or as [`Config::parse`].
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&name, &text),
            Err(error) => Err(ConfigError(format!("{name}: {error}"))),
        }
    }

    /// Parses the text of a configuration file. `path` is the path of the file, with `/` between the parts.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, a key is unknown or missing, a value has the wrong type, or the path of a document is a
    /// URL.
    pub fn parse(path: &str, text: &str) -> Result<Self, ConfigError> {
        let mut config: Self =
            toml::from_str(text).map_err(|error| ConfigError(format!("{path}: {error}")))?;
        let documents = config.documents.iter().map(|document| &document.path);
        let mut local = documents.chain(&config.overlay);
        if let Some(url) = local.find(|path| path.contains("://")) {
            let url = one_line(&redacted(url));
            return Err(ConfigError(format!(
                "{path}: documents and overlays are local files, not URLs: `{url}`"
            )));
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !config.allow_host.is_empty() {
            let default = || "remote.lock".to_owned();
            config.remote_lock.get_or_insert_with(default);
        }
        let paths = config.overlay.iter_mut().chain(&mut config.lock);
        let paths = paths.chain(&mut config.remote_lock);
        let paths = paths.chain(&mut config.allow_dir);
        paths.for_each(|path| *path = join(folder, path));
        for document in &mut config.documents {
            document.path = join(folder, &document.path);
            document.output = join(folder, &document.output);
        }
        Ok(config)
    }
}

impl DocumentConfig {
    /// The file name of the document without its extension, for example `admin` for `spec/admin.yaml`.
    #[must_use]
    pub fn name(&self) -> &str {
        let file = self.path.rsplit('/').next().unwrap_or(&self.path);
        file.rsplit_once('.').map_or(file, |(name, _)| name)
    }

    /// The options that decide about the types of the document.
    #[must_use]
    pub fn type_options(&self) -> TypeOptions {
        TypeOptions {
            types: self.types.clone(),
        }
    }

    /// The options for rendering this document as a module.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            source: self.path.clone(),
            root: self.root.clone(),
            call_site: self.call_site.clone(),
            server: self.server.clone(),
            validation: self.validation,
            ..Options::default()
        }
    }
}

/// Joins two paths and resolves `.` and `..` without reading the file system.
fn join(folder: &str, path: &str) -> String {
    if Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            // The empty part before the first `/` of an absolute folder.
            "" if parts.is_empty() && folder.starts_with('/') => parts.push(""),
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An unusable configuration file: the path, the line and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_configuration_file() {
        assert_eq!(join("spec", "admin.yaml"), "spec/admin.yaml");
        assert_eq!(join("spec", "../src/./admin"), "src/admin");
        assert_eq!(join("", "../src"), "../src");
        assert_eq!(join("..", "../src"), "../../src");
        assert_eq!(join("/a/b", "../c"), "/a/c");
        assert_eq!(join("spec", "/c"), "/c");
    }

    #[test]
    fn errors_are_tolerated_only_if_the_document_is_tolerant() {
        let document = "path = 'a.yaml'\noutput = 'src'\nmodule = 'a'\nroot = 'A'\n";
        let text = format!("[[documents]]\n{document}[[documents]]\n{document}tolerant = true\n");
        let config = Config::parse("apicrate.toml", &text).ok();
        let documents = config.map(|config| config.documents).unwrap_or_default();
        let tolerant: Vec<bool> = documents.iter().map(|it| it.tolerant).collect();
        assert_eq!(tolerant, [false, true]);
    }

    #[test]
    fn patterns_are_checked() {
        let document = "[[documents]]\npath = 'a.yaml'\noutput = 'src'\nmodule = 'a'\nroot = 'A'\n";
        let text = format!("{document}[documents.select]\ninclude = ['tag:a', 'GET /b/**']\n");
        let config = Config::parse("apicrate.toml", &text).ok();
        let documents = config.map(|config| config.documents).unwrap_or_default();
        let patterns = documents.iter().flat_map(|it| &it.select.include);
        let patterns: Vec<String> = patterns.map(ToString::to_string).collect();
        assert_eq!(patterns, ["tag:a", "GET /b/**"]);
        let text = format!("{document}[documents.select]\nexclude = ['[']\n");
        let error = Config::parse("apicrate.toml", &text).err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        let expected = "`[` is not a pattern: invalid range pattern";
        assert!(error.contains(expected), "{error}");
    }

    #[test]
    fn documents_are_local_files() {
        let text = "[[documents]]\npath = 'https://u:hunter2@a.example/a.yaml'\noutput = 'src'\nmodule = 'a'\nroot = 'A'\n";
        let error = Config::parse("spec/apicrate.toml", text).err();
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some(
                "spec/apicrate.toml: documents and overlays are local files, not URLs: `https://*********@a.example/a.yaml`"
            )
        );
    }

    #[test]
    fn unknown_keys_are_reported_with_their_line() {
        let error = Config::parse("spec/apicrate.toml", "documents = []\ndocument = 1\n");
        let message = error.err().map(|error| error.to_string());
        let message = message.unwrap_or_default();
        assert!(
            message.starts_with("spec/apicrate.toml: TOML parse error at line 2"),
            "{message}"
        );
        assert!(message.contains("unknown field `document`"), "{message}");
    }
}
