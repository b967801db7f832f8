//! Loads the external files to which a document refers.
//!
//! A path in a reference is relative to the file that contains the reference. Each file is inserted into the document
//! below the extension [`EXTERNAL_FILES`], and references to it are rewritten. Files are loaded only for a document
//! that was itself read from a file; nothing is fetched over the network.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::extension::EXTERNAL_FILES;
use super::pointer::{below, escape};
use super::read::read;
use super::references::{percent_decode, references};
use super::source_text::SourceText;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The maximum number of external files.
const MAX_FILES: usize = 1000;

/// The external files of a document, each with its pointer in the document.
#[derive(Debug, Clone, Default)]
pub(super) struct ExternalFiles(Vec<(String, SourceText)>);

/// Loads all files to which a document refers, directly or through another file, and rewrites the references.
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
    let is_external = |_, text: &str| !text.starts_with('#');
    for found in references(document, is_external) {
        let reference = document
            .pointer_mut(&found.at)
            .and_then(|object| object.get_mut("$ref"));
        if let Some(reference) = reference {
            loader.redirect(reference, main, None, &found.at);
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

/// A file that is not read yet.
struct PendingFile {
    path: PathBuf,
    key: String,
    /// The pointer of the first reference to it.
    at: String,
}

struct ExternalFileLoader<'a> {
    main: PathBuf,
    /// The keys of all known files, by path.
    keys: HashMap<PathBuf, String>,
    pending: Vec<PendingFile>,
    findings: &'a mut Diagnostics,
}

impl ExternalFileLoader<'_> {
    /// Rewrites all references in a file to references within the document.
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

    /// Rewrites one reference to a reference within the document. `prefix` is the pointer of the file that contains
    /// it, or `None` for the main document.
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
        // Only relative paths are loaded, not URLs or absolute paths.
        if path.contains(':') || path.starts_with(['/', '\\']) {
            return;
        }
        let path = percent_decode(path);
        let path = normalize_path(&file.parent().unwrap_or(Path::new("")).join(path.as_ref()));
        if !path.is_file() {
            // The check of references reports it.
            return;
        }
        let target = if path == self.main {
            String::new()
        } else {
            format!("/{EXTERNAL_FILES}/{}", escape(&self.key(path, at)))
        };
        *reference = format!("#{}{fragment}", percent_encode(&target)).into();
    }

    /// Returns the key of a file in the document. A new file is added to the pending files.
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
            let message = format!("the document refers to more than {MAX_FILES} files");
            self.findings
                .push(Diagnostic::error("too-large", at, message));
            return None;
        }
        let outcome = SourceText::read(path).map_err(|errors| {
            let reason = errors.iter().map(|error| error.message.clone());
            let reason = reason.collect::<Vec<_>>().join(", ");
            let message = format!("cannot load `{}`: {reason}", path.display());
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
    /// The paths of the files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|(_, source)| source.path())
    }

    /// Locates the diagnostics about values in external files.
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

/// Escapes `%` in a pointer, because a reference is a URI, in which `%` starts an encoded byte.
fn percent_encode(pointer: &str) -> String {
    pointer.replace('%', "%25")
}

/// Removes `.` and, where possible, `..` from a path.
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
