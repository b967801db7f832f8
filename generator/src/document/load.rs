//! References into other files: what they lead to is read, relative to the file that refers to it, and put
//! into the document itself, in an extension from which it is taken like anything else that is no component.
//!
//! Only documents that were read from a file have neighbours, and nothing is fetched from elsewhere.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::extension::EXTERNAL_FILES;
use super::pointer::{below, escape};
use super::read::read;
use super::references::{percent_decode, references};
use super::source_text::SourceText;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How many files a document may be made of.
const MAX_FILES: usize = 1000;

/// The other files of a document, each with the pointer to where it stands in the document.
#[derive(Debug, Clone, Default)]
pub(super) struct ExternalFiles(Vec<(String, SourceText)>);

/// Reads all files that a document refers to, and makes the references lead to what was read.
pub(super) fn load_external_files(
    document: &mut Value,
    source: &SourceText,
    findings: &mut Diagnostics,
) -> ExternalFiles {
    let Some(main) = source.path() else {
        return ExternalFiles::default();
    };
    let mut loader = ExternalFileLoader {
        main: normalize_path(main),
        keys: HashMap::new(),
        pending: Vec::new(),
        findings,
    };
    let leads_out = |_, text: &str| !text.starts_with('#');
    for found in references(document, leads_out) {
        let place = document
            .pointer_mut(&found.at)
            .and_then(|place| place.get_mut("$ref"));
        if let Some(place) = place {
            loader.redirect(place, main, None, &found.at);
        }
    }
    let mut files = Map::new();
    let mut externals = ExternalFiles::default();
    while let Some(PendingFile { path, key, at }) = loader.pending.pop() {
        let prefix = format!("/{EXTERNAL_FILES}/{}", escape(&key));
        let Some((mut value, source)) = loader.read(&path, &at) else {
            continue;
        };
        loader.redirect_references(&mut value, &path, &prefix, &prefix);
        files.insert(key, value);
        externals.0.push((prefix, source));
    }
    if let (Value::Object(document), false) = (document, files.is_empty()) {
        document.insert(EXTERNAL_FILES.to_owned(), Value::Object(files));
    }
    externals
}

/// A file that is still to be read.
struct PendingFile {
    path: PathBuf,
    key: String,
    /// Where it was first referred to.
    at: String,
}

struct ExternalFileLoader<'a> {
    main: PathBuf,
    /// The files that are known, by their paths.
    keys: HashMap<PathBuf, String>,
    pending: Vec<PendingFile>,
    findings: &'a mut Diagnostics,
}

impl ExternalFileLoader<'_> {
    /// Makes every reference in a file lead into the document.
    fn redirect_references(&mut self, value: &mut Value, file: &Path, prefix: &str, at: &str) {
        match value {
            Value::Object(entries) => {
                for (name, entry) in entries {
                    if name == "$ref" && entry.is_string() {
                        self.redirect(entry, file, Some(prefix), at);
                    } else {
                        let at = format!("{at}/{}", escape(name));
                        self.redirect_references(entry, file, prefix, &at);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.redirect_references(item, file, prefix, &format!("{at}/{index}"));
                }
            }
            _ => {}
        }
    }

    /// Makes one reference lead into the document. `prefix` is where the file that holds it stands.
    fn redirect(&mut self, reference: &mut Value, file: &Path, prefix: Option<&str>, at: &str) {
        let Some(text) = reference.as_str() else {
            return;
        };
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if path.is_empty() {
            if let Some(prefix) = prefix {
                *reference = format!("#{}{fragment}", percent_encode(prefix)).into();
            }
            return;
        }
        // What has a scheme or a root is no neighbour.
        if path.contains(':') || path.starts_with(['/', '\\']) {
            return;
        }
        let path = percent_decode(path);
        let path = normalize_path(&file.parent().unwrap_or(Path::new("")).join(path.as_ref()));
        if !path.is_file() {
            // What is said of references that lead out of the document says it best.
            return;
        }
        let target = if path == self.main {
            String::new()
        } else {
            format!("/{EXTERNAL_FILES}/{}", escape(&self.key(path, at)))
        };
        *reference = format!("#{}{fragment}", percent_encode(&target)).into();
    }

    /// What a file is called in the document. One that is new will be read.
    fn key(&mut self, path: PathBuf, at: &str) -> String {
        if let Some(key) = self.keys.get(&path) {
            return key.clone();
        }
        let folder = self.main.parent().unwrap_or(Path::new(""));
        let key = path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .display()
            .to_string();
        self.keys.insert(path.clone(), key.clone());
        self.pending.push(PendingFile {
            path,
            key: key.clone(),
            at: format!("{at}/$ref"),
        });
        key
    }

    fn read(&mut self, path: &Path, at: &str) -> Option<(Value, SourceText)> {
        if self.keys.len() > MAX_FILES {
            let message = format!("this document is made of more than {MAX_FILES} files");
            self.findings
                .push(Diagnostic::error("too-large", at, message));
            return None;
        }
        let outcome = SourceText::read(path).map_err(|errors| {
            let reason = errors.iter().map(|error| error.message.clone());
            let reason = reason.collect::<Vec<_>>().join(", ");
            let message = format!("`{}` cannot be followed: {reason}", path.display());
            Diagnostics::from(Diagnostic::error("external-reference", at, message))
        });
        let read = outcome.and_then(|source| match read(&source) {
            Ok(value) => Ok((value, source)),
            Err(mut errors) => {
                source.locate(&mut errors);
                Err(errors)
            }
        });
        read.map_err(|errors| self.findings.extend(errors)).ok()
    }
}

impl ExternalFiles {
    /// The paths of these files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|(_, source)| source.path())
    }

    /// Locates findings about what was read from other files.
    pub(super) fn locate(&self, diagnostics: &mut Diagnostics) {
        for (prefix, source) in &self.0 {
            let is_own = |diagnostic: &Diagnostic| {
                diagnostic.file.is_empty() && below(&diagnostic.pointer, prefix).is_some()
            };
            let own = diagnostics.iter().filter(|diagnostic| is_own(diagnostic));
            let mut own: Diagnostics = own.cloned().collect();
            for diagnostic in &mut own {
                diagnostic.pointer.drain(..prefix.len());
            }
            source.locate(&mut own);
            let mut own = own.into_iter();
            for diagnostic in diagnostics
                .iter_mut()
                .filter(|diagnostic| is_own(diagnostic))
            {
                if let Some(located) = own.next() {
                    *diagnostic = located;
                }
            }
        }
    }
}

/// A pointer as it stands in a reference, where `%` begins an encoded character.
fn percent_encode(pointer: &str) -> String {
    pointer.replace('%', "%25")
}

/// A path without `.` and, as far as possible, without `..`.
fn normalize_path(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            component => normal.push(component),
        }
    }
    normal
}
