//! The configuration file `apicrate.toml`: the documents of a project, and the folder and options of each.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::document_config::{DocumentConfig, one_or_more};
use super::scaffold::MANIFEST;
use super::toml_text::{INVALID, Step, TomlText};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::RawDocument;
use crate::similar::closest;

/// The name of a configuration file.
pub const CONFIG: &str = "apicrate.toml";

/// The table of a configuration in a `Cargo.toml`.
const TABLE_OF_MANIFEST: &[&str] = &["package", "metadata", "apicrate"];

/// The configuration of a project.
///
/// The paths in the file are relative to the folder of the file. Here they are relative to the folder that the file's
/// own path is relative to: `../src` in `spec/apicrate.toml` is `src`. The keys for all documents are part of the
/// configuration of each document.
///
/// ```
/// use std::path::Path;
///
/// use apicrate::project::Config;
///
/// let config = Config::parse(Path::new("spec/apicrate.toml"), r#"
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
///     overlay = ["pets-corrections.yaml"]
///     server = { feature = "server" }
///     call-site = { argument = "shop: shop::Shop", root = "shop.pets()", models = "shop::pets::models" }
///
///     [[documents]]
///     path = "kennels.yaml"
///     output = "../kennels"
///     crate = { name = "kennels" }
/// "#)?;
/// assert_eq!(config.remote_lock, Path::new("spec/remote.lock"));
/// let [pets, kennels] = config.documents.as_slice() else { unreachable!() };
/// assert_eq!((&*pets.name(), &*pets.source()), ("pets", "pets.yaml"));
/// assert_eq!((&*pets.path, &*pets.output), (Path::new("spec/pets.yaml"), Path::new("src/pets")));
/// assert_eq!(pets.allow_dir, [Path::new("common")]);
/// assert_eq!(pets.overlay, ["spec/corrections.yaml", "spec/pets-corrections.yaml"].map(Path::new));
/// assert_eq!(kennels.overlay, [Path::new("spec/corrections.yaml")]);
/// assert_eq!(kennels.generated_folder(), Path::new("kennels/src"));
/// # Ok::<(), apicrate::Diagnostics>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Config {
    /// The paths of the overlays that correct all documents, in this order: one path or a list. The overlays of a document
    /// are applied after them.
    #[serde(default, deserialize_with = "one_or_more")]
    pub overlay: Vec<PathBuf>,
    /// Make it an error if a part of an overlay has no effect. See `Overlay::strict`.
    #[serde(default)]
    pub strict: bool,
    /// Require a `description` of each action of an overlay. See `Overlay::require_reasons`.
    #[serde(default)]
    pub require_reasons: bool,
    /// The path of the content [lock](crate::project::Lock). Default: there is no lock.
    pub lock: Option<PathBuf>,
    /// The path of the [names lock](crate::project::NamesLock). Default: there is no names lock.
    pub names_lock: Option<PathBuf>,
    /// The folders, other than that of a document, whose files the documents can refer to. See
    /// [`RawDocument::allow_dirs`](crate::RawDocument::allow_dirs).
    #[serde(default)]
    pub allow_dir: Vec<PathBuf>,
    /// The hosts whose documents the documents can refer to. See
    /// [`RemoteAccess::allow_hosts`](crate::document::RemoteAccess::allow_hosts).
    #[serde(default)]
    pub allow_host: Vec<String>,
    /// The path of the lock file of remote documents. Default: `remote.lock` in the folder of the configuration.
    #[serde(default = "default_remote_lock")]
    pub remote_lock: PathBuf,
    /// The documents, in the order of the file.
    pub documents: Vec<DocumentConfig>,
}

fn default_remote_lock() -> PathBuf {
    "remote.lock".into()
}

impl Config {
    /// Finds the configuration file of a folder: the next one from the folder upwards. It is an `apicrate.toml`, or a
    /// `Cargo.toml` with the table `[package.metadata.apicrate]`. Returns `None` if these folders contain neither.
    ///
    /// # Errors
    ///
    /// If a folder contains both.
    pub fn find(folder: &Path) -> Result<Option<PathBuf>, Diagnostics> {
        let absolute = std::path::absolute(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        });
        let absolute = absolute.map_err(|error| unreadable(folder, &error))?;
        let mut folder = folder.to_owned();
        for _ in absolute.ancestors() {
            let config = folder.join(CONFIG);
            let manifest = folder.join(MANIFEST);
            let in_manifest = fs::read(&manifest).ok().filter(|_| manifest.is_file());
            let in_manifest = in_manifest.is_some_and(|bytes| {
                let text = TomlText::new(&manifest, bytes, TABLE_OF_MANIFEST);
                text.is_ok_and(|text| text.has_table())
            });
            match (config.exists(), in_manifest) {
                (false, false) => {}
                (true, false) => return Ok(Some(config)),
                (false, true) => return Ok(Some(manifest)),
                (true, true) => {
                    let message = format!(
                        "`{}` and `[{}]` in `{}` are both a configuration",
                        config.display(),
                        TABLE_OF_MANIFEST.join("."),
                        manifest.display()
                    );
                    let mut finding = Diagnostic::error(INVALID, "", message);
                    finding.file = config.display().to_string();
                    return Err(finding.with_help("remove one of them").into());
                }
            }
            folder.push("..");
        }
        Ok(None)
    }

    /// Reads a configuration file: an `apicrate.toml`, or a `Cargo.toml` with the table `[package.metadata.apicrate]`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or as [`Config::parse`].
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        Self::from_bytes(path, bytes)
    }

    /// Parses the text of a configuration file with this path.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, a key is unknown or missing, a value is wrong, or two documents have the same output. Each
    /// finding has its position in the text.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        Self::from_bytes(path, text.as_bytes().to_vec())
    }

    fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let is_manifest = path.file_name().is_some_and(|name| name == MANIFEST);
        let table = if is_manifest { TABLE_OF_MANIFEST } else { &[] };
        let text = TomlText::new(path, bytes, table)?;
        let Some(config) = text.read::<Self>()? else {
            let message = format!("the table `[{}]` does not exist", table.join("."));
            let mut finding = Diagnostic::error(INVALID, "", message);
            finding.file = path.display().to_string();
            return Err(finding.into());
        };
        let mut config = config.completed(path.parent().unwrap_or(Path::new("")));
        let positions = text.positions(config.documents.len());
        for (document, positions) in config.documents.iter_mut().zip(positions) {
            document.positions = positions;
        }
        let findings = config.contradictions(&text);
        if findings.is_empty() {
            Ok(config)
        } else {
            Err(findings)
        }
    }

    /// The document with a [name](DocumentConfig::name) or a [source](DocumentConfig::source).
    ///
    /// # Errors
    ///
    /// If no document or several documents have the name. The error is a message that lists the names.
    pub fn document(&self, name: &str) -> Result<&DocumentConfig, String> {
        let is_meant = |it: &&DocumentConfig| it.name() == name || it.source() == name;
        let meant: Vec<_> = self.documents.iter().filter(is_meant).collect();
        match meant.as_slice() {
            [document] => Ok(document),
            [] => {
                let known: Vec<String> = self.documents.iter().map(DocumentConfig::name).collect();
                Err(match closest(name, &known) {
                    Some(similar) => {
                        format!("no document is named `{name}`; did you mean `{similar}`?")
                    }
                    None => format!(
                        "no document is named `{name}`; the documents are: {}",
                        known.join(", ")
                    ),
                })
            }
            documents => {
                let sources = documents.iter().map(|it| format!("`{}`", it.source()));
                let sources: Vec<String> = sources.collect();
                Err(format!(
                    "several documents are named `{name}`; use one of {}",
                    sources.join(", ")
                ))
            }
        }
    }

    /// Adds the defaults, makes the paths relative to the base of `folder`, and adds the keys for all documents to each
    /// document.
    fn completed(mut self, folder: &Path) -> Self {
        let paths = self.overlay.iter_mut().chain(&mut self.lock);
        let paths = paths.chain(&mut self.names_lock);
        let paths = paths.chain([&mut self.remote_lock]);
        let paths = paths.chain(&mut self.allow_dir);
        paths.for_each(|path| *path = join(folder, path));
        let shared = if self.documents.len() > 1 {
            self.overlay.len()
        } else {
            0
        };
        for document in &mut self.documents {
            document.source = Some(document.source());
            if document.output.as_os_str().is_empty() {
                document.output = document.default_output();
            }
            let package = document.package.as_mut();
            let runtime = package.and_then(|package| package.runtime_path.as_mut());
            let paths = [&mut document.path, &mut document.output].into_iter();
            let paths = paths.chain(runtime).chain(&mut document.overlay);
            let paths = paths.chain(&mut document.allow_dir);
            paths.for_each(|path| *path = join(folder, path));
            document.overlay.splice(0..0, self.overlay.iter().cloned());
            document.shared_overlays = shared;
            document.allow_dir.extend(self.allow_dir.iter().cloned());
            document.allow_host.extend(self.allow_host.iter().cloned());
            document.remote_lock = Some(self.remote_lock.clone());
            document.names_lock.clone_from(&self.names_lock);
            document.strict |= self.strict;
            document.require_reasons |= self.require_reasons;
        }
        self
    }

    /// The errors in values that are valid on their own.
    fn contradictions(&self, text: &TomlText) -> Diagnostics {
        let mut findings = Diagnostics::new();
        let documents = Step::Key("documents");
        if self.documents.is_empty() {
            findings.push(text.finding(&[documents], "there are no documents"));
        }
        if self.overlay.iter().any(|overlay| is_url(overlay)) {
            findings.push(text.finding(&[Step::Key("overlay")], OVERLAY_URL));
        }
        let mut outputs: Vec<(PathBuf, &DocumentConfig)> = Vec::new();
        for (index, document) in self.documents.iter().enumerate() {
            let at = |key| [documents, Step::Item(index), Step::Key(key)];
            if document.path.as_os_str().is_empty() {
                findings.push(text.finding(&at("path"), "the path is empty"));
            }
            let mut own = document.overlay.iter().skip(self.overlay.len());
            if own.any(|overlay| is_url(overlay)) {
                findings.push(text.finding(&at("overlay"), OVERLAY_URL));
            }
            if document.module.is_some() && document.package.is_some() {
                let message = "the code is a module (`module`) or a crate (`crate`), not both";
                findings.push(text.finding(&at("module"), message));
            }
            if document.package.is_none() && document.output.extension() == Some("rs".as_ref()) {
                let message = format!(
                    "the output `{}` is not a folder; the output of a module is its folder",
                    document.output.display()
                );
                let finding = text.finding(&at("output"), message);
                let help = "remove `.rs`; `layout = \"file\"` writes one file with this name";
                findings.push(finding.with_help(help));
            }
            let folder = document.generated_folder();
            let parts = folder.components();
            let folder: PathBuf = parts.filter(|it| *it != Component::CurDir).collect();
            let is_nested = |(other, _): &&(PathBuf, _)| {
                folder.starts_with(other) || other.starts_with(&folder)
            };
            if let Some((other, earlier)) = outputs.iter().find(is_nested) {
                let message = format!(
                    "the output `{}` overlaps the output `{}` of `{}`",
                    folder.display(),
                    other.display(),
                    earlier.source()
                );
                let finding = text.finding(&at("output"), message);
                findings.push(finding.with_help("use a folder of its own for each document"));
            }
            outputs.push((folder, document));
        }
        findings
    }
}

/// The message about an overlay that is not a local file.
const OVERLAY_URL: &str = "an overlay is a local file, not a URL";

fn is_url(path: &Path) -> bool {
    path.to_str().is_some_and(RawDocument::is_url)
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostics {
    let message = format!("cannot read the file: {error}");
    let mut finding = Diagnostic::error("unreadable", "", message);
    finding.file = path.display().to_string();
    finding.into()
}

/// Joins two paths and resolves `.` and `..` without reading the file system. A URL and an empty path stay as they are.
fn join(folder: &Path, path: &Path) -> PathBuf {
    if path.is_absolute() || is_url(path) || path.as_os_str().is_empty() {
        return path.to_owned();
    }
    let mut joined = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(joined.components().next_back(), Some(Component::Normal(_))) =>
            {
                joined.pop();
            }
            component => joined.push(component),
        }
    }
    if joined.as_os_str().is_empty() {
        joined.push(".");
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Gate;

    const DOCUMENT: &str = "[[documents]]\npath = 'a.yaml'\n";

    fn parsed(text: &str) -> Result<Config, Diagnostics> {
        Config::parse(Path::new("spec/apicrate.toml"), text)
    }

    /// The findings of a text, each with its code, position, message and help.
    fn findings(text: &str) -> String {
        let findings = parsed(text).err().unwrap_or_default();
        let lines = findings.iter().map(|finding| {
            let position = finding
                .position
                .map(|it| format!("{}:{}", it.line, it.column));
            let help = finding.help.clone().unwrap_or_default();
            format!(
                "{} {}: {}; {help}",
                finding.code,
                position.unwrap_or_default(),
                finding.message
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn paths_are_relative_to_the_configuration_file() {
        for (folder, path, expected) in [
            ("spec", "admin.yaml", "spec/admin.yaml"),
            ("spec", "../src/./admin", "src/admin"),
            ("spec", "..", "."),
            ("", ".", "."),
            ("", "../src", "../src"),
            ("..", "../src", "../../src"),
            ("/a/b", "../c", "/a/c"),
            ("spec", "/c", "/c"),
            (
                "spec",
                "https://a.example//b/../c",
                "https://a.example//b/../c",
            ),
        ] {
            let joined = join(Path::new(folder), Path::new(path));
            assert_eq!(joined.to_str(), Some(expected), "{folder} {path}");
        }
    }

    #[test]
    fn names_are_unknown_similar_or_ambiguous() {
        let text = "[[documents]]\npath = 'a/pets.yaml'\noutput = 'a'\n[[documents]]\npath = 'b/pets.yaml'\noutput = 'b'\n[[documents]]\npath = 'c.yaml'\ncrate = { name = 'kennels' }";
        let config = parsed(text).unwrap_or_default();
        let found = |name: &str| config.document(name).map(DocumentConfig::source);
        assert_eq!(found("b/pets.yaml"), Ok("b/pets.yaml".to_owned()));
        assert_eq!(found("kennels"), Ok("c.yaml".to_owned()));
        for (name, expected) in [
            (
                "kenels",
                "no document is named `kenels`; did you mean `kennels`?",
            ),
            (
                "x",
                "no document is named `x`; the documents are: pets, pets, kennels",
            ),
            (
                "pets",
                "several documents are named `pets`; use one of `a/pets.yaml`, `b/pets.yaml`",
            ),
        ] {
            assert_eq!(found(name), Err(expected.to_owned()));
        }
    }

    #[test]
    fn documents_are_modules_or_crates() {
        let text = format!("{DOCUMENT}[[documents]]\npath = 'b-c.yaml'\ncrate = {{}}\n");
        let config = parsed(&text).unwrap_or_default();
        let outputs = config.documents.iter().map(|it| {
            let options = it.options();
            (it.generated_folder(), options.root_file, options.server)
        });
        let server = Gate::Feature("server".to_owned());
        let expected = [
            ("spec/src/a".into(), "mod.rs".to_owned(), Gate::Never),
            ("spec/b-c/src".into(), "lib.rs".to_owned(), server),
        ];
        assert_eq!(outputs.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn patterns_are_checked() {
        let text = format!("{DOCUMENT}[documents.select]\ninclude = ['tag:a', 'GET /b/**']\n");
        let documents = parsed(&text).map(|config| config.documents);
        let documents = documents.unwrap_or_default();
        let patterns = documents.iter().flat_map(|it| &it.select.include);
        let patterns: Vec<String> = patterns.map(ToString::to_string).collect();
        assert_eq!(patterns, ["tag:a", "GET /b/**"]);
        let text = format!("{DOCUMENT}[documents.select]\nexclude = ['[']\n");
        let expected = "invalid-configuration 4:11: `[` is not a pattern: invalid range pattern; ";
        assert_eq!(findings(&text), expected);
    }

    #[test]
    fn findings_have_a_position_and_a_similar_name() {
        for (text, expected) in [
            ("documents = [", "syntax 1:14: "),
            (
                "documents = []",
                "invalid-configuration 1:13: there are no documents; ",
            ),
            (
                "strict = true",
                "invalid-configuration 1:1: the key `documents` is missing; ",
            ),
            (
                "documents = []\r\ndocument = 1\r\n",
                "unknown-key 2:1: unknown key `document`; did you mean `documents`?",
            ),
            (
                "\u{feff}documnets = []",
                "unknown-key 1:1: unknown key `documnets`; did you mean `documents`?",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\nmoduel = 'a'",
                "unknown-key 3:1: unknown key `moduel`; did you mean `module`?",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\n'é' = 1",
                "unknown-key 3:1: unknown key `é`; use one of: path, source,",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\nselect = { includ = [] }",
                "unknown-key 3:12: unknown key `includ`; did you mean `include`?",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\n[documents.crate]\nlicence = 'MIT'",
                "unknown-key 4:1: unknown key `licence`; did you mean `license`?",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\ncall-site = { argumnet = 'a' }",
                "unknown-key 3:15: unknown key `argumnet`; did you mean `argument`?",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\nserver = 'alwyas'",
                "invalid-configuration 3:10: unknown value `alwyas`; did you mean `always`?",
            ),
            (
                "[[documents]]\npath = 3",
                "invalid-configuration 2:8: invalid type: integer `3`, expected ",
            ),
            (
                "overlay = [1]\ndocuments = []",
                "invalid-configuration 1:12: invalid type: integer `1`, expected ",
            ),
            (
                "overlay = { a = 1 }\ndocuments = []",
                "invalid-configuration 1:11: invalid type: map, expected a path or a list of paths",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\ncrate = { name = '1a' }",
                "invalid-configuration 3:18: the name of a crate must not start with a digit",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\ncrate = { version = '1' }",
                "invalid-configuration 3:21: `1` is not a version such as `0.1.0`",
            ),
            (
                "overlay = 'https://a.example/b'\n[[documents]]\npath = 'a.yaml'",
                "invalid-configuration 1:11: an overlay is a local file, not a URL",
            ),
            (
                "overlay = 'b'\n[[documents]]\npath = 'a.yaml'\noverlay = 'https://u:p@a.example/b'",
                "invalid-configuration 4:11: an overlay is a local file, not a URL",
            ),
            (
                "[[documents]]\npath = 'a.yaml'\nmodule = 'a'\ncrate = {}",
                "invalid-configuration 3:10: the code is a module (`module`) or a crate (`crate`), not both",
            ),
            (
                "[[documents]]\npath = ''",
                "invalid-configuration 2:8: the path is empty",
            ),
            (
                "[[documents]]\npath = 'a'\noutput = 'src/a.rs'",
                "invalid-configuration 3:10: the output `spec/src/a.rs` is not a folder",
            ),
        ] {
            let found = findings(text);
            assert!(found.starts_with(expected), "{text}\n{found}");
            assert_eq!(found.lines().count(), 1, "{found}");
        }
    }

    #[test]
    fn outputs_do_not_overlap() {
        for (first, second, is_error) in [
            ("output = 'a'", "output = 'a'", true),
            ("output = 'a'", "output = 'b/../a'", true),
            ("output = 'a'", "output = 'a/b'", true),
            ("output = 'a/b'", "output = 'a'", true),
            ("output = '../spec'", "output = 'b'", true),
            ("output = 'a'", "output = 'ab'", false),
            (
                "crate = {}\noutput = '.'",
                "crate = {}\noutput = 'b'",
                false,
            ),
            ("crate = {}\noutput = '.'", "output = 'src/b'", true),
            ("crate = {}", "crate = {}", true),
        ] {
            let text = format!("{DOCUMENT}{first}\n{DOCUMENT}{second}\n");
            let found = findings(&text);
            assert_eq!(
                found.contains("overlaps the output"),
                is_error,
                "{text}{found}"
            );
        }
    }

    #[test]
    fn text_in_another_encoding_has_a_position() {
        let bytes = b"[[documents]]\npath = '\xe9.yaml'\n".to_vec();
        let findings = Config::from_bytes(Path::new("apicrate.toml"), bytes).err();
        let shown = findings.unwrap_or_default().to_string();
        assert!(shown.contains("error[unreadable]"), "{shown}");
        assert!(shown.contains("--> apicrate.toml:2:9"), "{shown}");
    }

    #[test]
    fn a_manifest_contains_a_configuration() {
        let text =
            "[package]\nname = 'a'\n[[package.metadata.apicrate.documents]]\npath = 'a.yaml'\n";
        let manifest = Path::new("a/Cargo.toml");
        let config = Config::parse(manifest, text).unwrap_or_default();
        let paths: Vec<_> = config.documents.iter().map(|it| &*it.path).collect();
        assert_eq!(paths, [Path::new("a/a.yaml")]);
        let findings = Config::parse(manifest, &text.replace("path", "pathh"));
        let findings = findings.err().unwrap_or_default().to_string();
        assert!(findings.contains("--> a/Cargo.toml:4:1"), "{findings}");
        let findings = Config::parse(manifest, "[package]\nname = 'a'\n").err();
        let findings = findings.unwrap_or_default().to_string();
        assert!(
            findings.contains("`[package.metadata.apicrate]`"),
            "{findings}"
        );
    }
}
