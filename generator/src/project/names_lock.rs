//! The names lock: the Rust names of generated types, variants and methods, which later versions of the documents keep.
//!
//! It is a TOML file with one line per name, in the order of the names' places, so that a change is easy to review.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use super::toml_text::{Step, TomlText};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::document::Names;
use crate::render::is_identifier;

/// The version of the format.
const VERSION: u64 = 1;

const COMMENT: &str = "\
# The names that `apicrate generate` has given to types, variants and methods. Later versions of the documents keep them.
# Commit this file, and review it like code. `apicrate generate` adds and removes lines.
";

/// The places of components among the schemas.
const COMPONENTS: &str = "/components/schemas/";

/// A names lock, with the names of several documents.
#[derive(Clone, Debug, Default)]
pub struct NamesLock {
    /// `None` for a lock without a file.
    text: Option<TomlText>,
    documents: BTreeMap<String, Names>,
}

/// The contents of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(rename = "version")]
    _version: u64,
    #[serde(default)]
    documents: BTreeMap<String, DocumentNames>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DocumentNames {
    methods: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
    shapes: BTreeMap<String, String>,
    variants: BTreeMap<String, BTreeMap<String, String>>,
    aliases: BTreeMap<String, String>,
}

/// The part of the file that is read first.
#[derive(Debug, Deserialize)]
struct Header {
    version: u64,
}

impl NamesLock {
    /// Reads a names lock. A file that does not exist is a lock without names.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or as [`NamesLock::parse`].
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        match fs::read(path) {
            Ok(bytes) => Self::from_bytes(path, bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                let message = format!("cannot read the file: {error}");
                let mut finding = Diagnostic::error("unreadable", "", message);
                finding.file = path.display().to_string();
                Err(finding.into())
            }
        }
    }

    /// Parses the text of a names lock with this path.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, has another format, or contains a name that is not an identifier or that two types have.
    /// Each finding has its position in the text.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Diagnostics> {
        Self::from_bytes(path, text.as_bytes().to_vec())
    }

    fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let text = TomlText::new(path, bytes, &[])?;
        let header: Option<Header> = text.read()?;
        let version = header.map_or(0, |header| header.version);
        if version != VERSION {
            let message = format!("the names lock has the version {version} of the format");
            let finding = text.finding(&[Step::Key("version")], message);
            let help = format!(
                "this version of apicrate reads version {VERSION}; update apicrate, or remove the file to choose all names again"
            );
            return Err(finding.with_help(help).into());
        }
        let contents: Option<Contents> = text.read()?;
        let documents = contents.map(|contents| contents.documents);
        let documents = documents.unwrap_or_default().into_iter();
        let documents = documents.map(|(source, names)| {
            let DocumentNames {
                methods,
                types,
                shapes,
                variants,
                aliases,
            } = names;
            let names = Names {
                types,
                shapes,
                variants,
                methods,
                aliases,
            };
            (source, names)
        });
        let lock = Self {
            text: Some(text),
            documents: documents.collect(),
        };
        let documents = lock.documents.iter();
        let findings = documents.flat_map(|(source, names)| lock.check(source, names));
        let findings: Diagnostics = findings.collect();
        if findings.is_empty() {
            Ok(lock)
        } else {
            Err(findings)
        }
    }

    /// The names of the document with this [source](super::DocumentConfig::source).
    #[must_use]
    pub fn names(&self, source: &str) -> Names {
        self.documents.get(source).cloned().unwrap_or_default()
    }

    /// The names of the only document in the lock. `None` if there are several.
    #[must_use]
    pub fn only(&self) -> Option<&Names> {
        let mut documents = self.documents.values();
        documents.next().filter(|_| documents.next().is_none())
    }

    /// Sets the names of a document, and returns a warning for each of its previous names that no longer matches.
    pub fn set(&mut self, source: &str, names: &Names) -> Diagnostics {
        let before = self.documents.insert(source.to_owned(), names.clone());
        let before = before.unwrap_or_default();
        let mut entries = Entries::new(source);
        for (key, name) in &before.methods {
            entries.compare(&["methods", key], name, names.methods.get(key));
        }
        for (key, name) in &before.types {
            entries.compare(&["types", key], name, names.types.get(key));
        }
        for (ty, variants) in &before.variants {
            // A type that no longer exists has been reported.
            let Some(new) = names.variants.get(ty) else {
                continue;
            };
            for (value, name) in variants {
                entries.compare(&["variants", ty, value], name, new.get(value));
            }
        }
        for (old, new) in &before.aliases {
            if !names.aliases.contains_key(old) {
                let message = format!(
                    "the alias `{old}` no longer fits: `{new}` does not exist, or something else has the name"
                );
                entries.add(&["aliases", old], message);
            }
        }
        let findings = self.findings(entries).into_iter();
        let findings = findings.map(|finding| Diagnostic {
            severity: Severity::Warning,
            code: "outdated-name",
            ..finding
        });
        findings.collect()
    }

    /// Removes the aliases of a document.
    pub fn drop_aliases(&mut self, source: &str) {
        if let Some(names) = self.documents.get_mut(source) {
            names.aliases.clear();
        }
    }

    /// Keeps only the documents whose sources satisfy a condition.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&str) -> bool) {
        self.documents.retain(|source, _| is_kept(source));
    }

    /// The text of the file. It is the same for equal names.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{COMMENT}version = {VERSION}\n");
        for (source, names) in &self.documents {
            let mut table = |name: &str, lines: &BTreeMap<String, String>| {
                if !lines.is_empty() {
                    _ = writeln!(text, "\n[documents.{}.{name}]", key(source));
                }
                for (line, value) in lines {
                    _ = writeln!(text, "{line} = {}", quoted(value));
                }
            };
            let lines = |names: &BTreeMap<String, String>| -> BTreeMap<String, String> {
                let names = names.iter();
                names.map(|(it, name)| (key(it), name.clone())).collect()
            };
            table("methods", &lines(&names.methods));
            table("types", &lines(&names.types));
            table("shapes", &lines(&names.shapes));
            let variants = names.variants.iter().flat_map(|(ty, variants)| {
                let keyed = variants.iter();
                keyed
                    .map(move |(value, name)| (format!("{}.{}", key(ty), key(value)), name.clone()))
            });
            table("variants", &variants.collect());
            table("aliases", &lines(&names.aliases));
        }
        text
    }

    /// Reports names that are not identifiers, and names that several types have.
    fn check(&self, source: &str, names: &Names) -> Vec<Diagnostic> {
        let mut entries = Entries::new(source);
        let mut known: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        for (place, name) in &names.types {
            let keys = ["types", place];
            if !is_type_name(name) {
                let message = format!("`{name}` is not a type name in UpperCamelCase");
                entries.add(&keys, message);
                continue;
            }
            let known = known.entry(name.to_lowercase());
            let (first, other) = *known.or_insert((place, name));
            let is_shared = other == name && !is_component(first) && !is_component(place);
            if first != place && !is_shared {
                entries.add(&keys, format!("`{name}` is also the name of `{first}`"));
            }
        }
        for (method, name) in &names.methods {
            if !is_method_name(name) {
                let message = format!("`{name}` is not a method name in snake_case");
                entries.add(&["methods", method], message);
            }
        }
        for (old, new) in &names.aliases {
            let is_alias = match old.rsplit_once('.') {
                Some((_, old)) => is_method_name(old) && is_method_name(new),
                None => is_type_name(old) && is_type_name(new),
            };
            if !is_alias {
                let message =
                    format!("`{old}` and `{new}` are not two names of a type or of a method");
                entries.add(&["aliases", old], message);
            }
        }
        for (ty, variants) in &names.variants {
            let mut known = BTreeMap::new();
            for (value, name) in variants {
                let keys = ["variants", ty, value];
                if !is_identifier(name) {
                    entries.add(&keys, format!("`{name}` is not the name of a variant"));
                } else if let Some(other) = known.insert(name, value) {
                    entries.add(&keys, format!("`{name}` is also the name of `{other}`"));
                }
            }
        }
        self.findings(entries)
    }

    fn findings(&self, entries: Entries) -> Vec<Diagnostic> {
        match &self.text {
            Some(text) => text.findings(entries.messages),
            None => Vec::new(),
        }
    }
}

/// Messages about entries of the file, each with the keys that lead to it.
struct Entries {
    source: String,
    messages: Vec<(Vec<String>, String)>,
}

impl Entries {
    fn new(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            messages: Vec::new(),
        }
    }

    fn add(&mut self, keys: &[&str], message: String) {
        let keys = [&["documents", &self.source], keys].concat();
        let keys = keys.into_iter().map(str::to_owned).collect();
        self.messages.push((keys, message));
    }

    /// Adds a message if an entry has another name now.
    fn compare(&mut self, keys: &[&str], name: &str, new: Option<&String>) {
        let key = keys.last().copied().unwrap_or_default();
        match new {
            Some(new) if new == name => {}
            Some(new) => {
                let message =
                    format!("the name of `{key}` is `{new}`; in the lock it was `{name}`");
                self.add(keys, message);
            }
            None => {
                let message = format!("`{key}`, whose name was `{name}`, no longer exists");
                self.add(keys, message);
            }
        }
    }
}

fn is_type_name(name: &str) -> bool {
    is_identifier(name) && !name.starts_with(char::is_lowercase)
}

/// Returns whether a name is an identifier in `snake_case`. A keyword has the prefix `r#`.
fn is_method_name(name: &str) -> bool {
    let is_valid = match name.strip_prefix("r#") {
        Some(word) => {
            is_identifier(&format!("{word}_"))
                && !matches!(word, "" | "_" | "self" | "Self" | "super" | "crate")
        }
        None => is_identifier(name),
    };
    is_valid && !name.starts_with(char::is_uppercase)
}

fn is_component(place: &str) -> bool {
    let key = place.strip_prefix(COMPONENTS);
    key.is_some_and(|key| !key.contains('/'))
}

/// A key in TOML.
fn key(text: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !text.is_empty() && text.bytes().all(is_bare) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text in TOML, on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let findings = NamesLock::parse(Path::new("names.lock"), text).err();
        findings.unwrap_or_default().to_string()
    }

    #[test]
    fn a_lock_is_written_and_read() {
        let mut names = Names::default();
        let place = "/components/schemas/A \"b\"/properties/\n".to_owned();
        names.types.insert(place, "A".to_owned());
        names.shapes.insert("A".to_owned(), "0a".to_owned());
        let variants = [("on hold".to_owned(), "OnHold".to_owned())];
        names.variants.insert("A".to_owned(), variants.into());
        let method = ("GET /a/{b}".to_owned(), "r#move".to_owned());
        names.methods.extend([method]);
        let mut lock = NamesLock::default();
        assert!(lock.set("a.yaml", &names).is_empty());
        let text = lock.to_text();
        let read = NamesLock::parse(Path::new("names.lock"), &text).unwrap_or_default();
        assert_eq!(read.names("a.yaml"), names, "{text}");
        assert_eq!(read.to_text(), text);
        assert_eq!(read.only(), Some(&names));
    }

    #[test]
    fn broken_locks_are_errors_with_positions() {
        for (text, expected) in [
            ("version = ", "names.lock:1:"),
            ("", "the key `version` is missing"),
            ("version = 2", "version 2 of the format"),
            ("version = 1\n[documents.a]\nmethod = {}", "names.lock:3:1"),
            (
                "version = 1\n[documents.a.types]\n'/a' = 'A b'",
                "`A b` is not a type name",
            ),
            (
                "version = 1\n[documents.a.types]\n'/components/schemas/A' = 'A'\n'/x/y' = 'A'",
                "names.lock:4:10",
            ),
            (
                "version = 1\n[documents.a.types]\n'/x' = 'Ab'\n'/y' = 'AB'",
                "`AB` is also the name of `/x`",
            ),
            (
                "version = 1\n[documents.a.methods]\n'GET /x' = 'Get'",
                "`Get` is not a method name",
            ),
            (
                "version = 1\n[documents.a.variants]\nA.x = 'X'\nA.y = 'X'",
                "names.lock:4:7",
            ),
        ] {
            let error = error(text);
            assert!(error.contains(expected), "{text}\n{error}");
        }
    }

    #[test]
    fn outdated_names_are_reported_once() {
        let text = "version = 1\n[documents.a.types]\n'/x' = 'X'\n'/y' = 'Y'\n";
        let mut lock = NamesLock::parse(Path::new("names.lock"), text).unwrap_or_default();
        let mut names = Names::default();
        names.types.insert("/y".to_owned(), "Z".to_owned());
        let findings = lock.set("a", &names).to_string();
        assert!(findings.contains("names.lock:3:8"), "{findings}");
        assert!(
            findings.contains("is `Z`; in the lock it was `Y`"),
            "{findings}"
        );
        assert!(lock.set("a", &names).is_empty());
    }
}
