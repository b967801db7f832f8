//! Loads the external files to which a document refers.
//!
//! A path in a reference is relative to the file that contains the reference. Each file is inserted into the document
//! below the extension [`EXTERNAL_FILES`], and references to it are rewritten. Files are loaded only for a document
//! that was itself read from a file, and only if [`FileAccess`] allows it; nothing is fetched over the network.
//!
//! A file that is not OpenAPI or JSON Schema can contain secrets, so that nothing of its content is reported.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::extension::EXTERNAL_FILES;
use super::file_access::{FileAccess, Refusal, normalize_path};
use super::grammar::ObjectKind;
use super::pointer::{below, escape};
use super::read::read;
use super::recognize::is_recognized;
use super::references::{Reference, references};
use super::source_text::{DUPLICATE_KEY, SourceText};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// The maximum number of external files.
const MAX_FILES: usize = 1000;

/// The external files of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct ExternalFiles {
    /// The files, each with its pointer in the document.
    files: Vec<(String, SourceText)>,
    /// The references whose file was not read, by the pointer of the object that contains the reference.
    pub(super) refused: HashMap<String, Refusal>,
}

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
        access: FileAccess::new(main, source.allowed()),
        keys: HashMap::new(),
        pending: Vec::new(),
        refused: HashMap::new(),
        findings,
    };
    let is_external = |_, text: &str| !text.starts_with('#');
    for Reference { at, kind, .. } in references(document, is_external) {
        let reference = document
            .pointer_mut(&at)
            .and_then(|object| object.get_mut("$ref"));
        if let Some(reference) = reference {
            loader.redirect(reference, main, None, &at, kind);
        }
    }
    let mut files = Map::new();
    let mut found = Vec::new();
    while let Some(file) = loader.pending.pop() {
        let prefix = format!("/{EXTERNAL_FILES}/{}", escape(&file.key));
        let Some((mut value, source)) = loader.read(&file) else {
            continue;
        };
        loader.redirect_references(&mut value, &file.path, &prefix, &prefix);
        files.insert(file.key, value);
        found.push((prefix, source));
    }
    let refused = loader.refused;
    if let (Value::Object(document), false) = (document, files.is_empty()) {
        document.insert(EXTERNAL_FILES.to_owned(), Value::Object(files));
    }
    ExternalFiles {
        files: found,
        refused,
    }
}

/// A file that is not read yet.
struct PendingFile {
    path: PathBuf,
    key: String,
    /// The pointer of the first reference to it.
    at: String,
    /// The reference is in the place of an example, from which no code is generated.
    is_example: bool,
}

struct ExternalFileLoader<'a> {
    main: PathBuf,
    access: FileAccess,
    /// The keys of all known files, by path.
    keys: HashMap<PathBuf, String>,
    pending: Vec<PendingFile>,
    refused: HashMap<String, Refusal>,
    findings: &'a mut Diagnostics,
}

impl ExternalFileLoader<'_> {
    /// Rewrites all references in a file to references within the document.
    fn redirect_references(&mut self, value: &mut Value, file: &Path, prefix: &str, at: &str) {
        match value {
            Value::Object(entries) => {
                for (name, entry) in entries {
                    if name == "$ref" && entry.is_string() {
                        // The kind of object at this place is not known yet; it is not an example if it is used.
                        self.redirect(entry, file, Some(prefix), at, ObjectKind::Schema);
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
    fn redirect(
        &mut self,
        reference: &mut Value,
        file: &Path,
        prefix: Option<&str>,
        at: &str,
        kind: ObjectKind,
    ) {
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
        let path = match self.access.resolve(path, file) {
            Ok(path) => path,
            Err(refusal) => {
                // The check of references reports it, unless this only looks like a reference.
                self.refused.insert(at.to_owned(), refusal);
                return;
            }
        };
        let target = if path == self.main {
            String::new()
        } else {
            let key = self.key(path, at, kind == ObjectKind::Example);
            format!("/{EXTERNAL_FILES}/{}", escape(&key))
        };
        *reference = format!("#{}{fragment}", percent_encode(&target)).into();
    }

    /// Returns the key of a file in the document. A new file is added to the pending files.
    fn key(&mut self, path: PathBuf, at: &str, is_example: bool) -> String {
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
            is_example,
        });
        key
    }

    fn read(&mut self, file: &PendingFile) -> Option<(Value, SourceText)> {
        let read = if self.keys.len() > MAX_FILES {
            let message = format!("the document refers to more than {MAX_FILES} files");
            Err(Diagnostic::error("too-large", &*file.at, message).into())
        } else {
            self.recognized(file)
        };
        read.map_err(|errors| self.findings.extend(errors)).ok()
    }

    /// Reads a file that contains OpenAPI or JSON Schema. The errors of other files show nothing of their content.
    fn recognized(&mut self, file: &PendingFile) -> Result<(Value, SourceText), Diagnostics> {
        let PendingFile { path, at, .. } = file;
        let name = path.display();
        let bytes = self.access.read(path).map_err(|error| {
            let message = format!("cannot load `{name}`: {error}");
            Diagnostic::error("external-reference", at, message)
        })?;
        let bytes = bytes.ok_or_else(|| {
            let limit = FileAccess::limit();
            let message =
                format!("with `{name}`, the document refers to files of more than {limit}");
            Diagnostic::error("too-large", at, message)
        })?;
        let source = SourceText::from_bytes(path, bytes)?;
        let value = read(&source).map_err(|mut errors| {
            source.locate(&mut errors);
            errors
                .into_iter()
                .map(without_content)
                .collect::<Diagnostics>()
        })?;
        if is_recognized(&value) {
            return Ok((value, source));
        }
        let message = format!("`{name}` does not contain OpenAPI or JSON Schema; it is not loaded");
        let mut finding = Diagnostic::error("external-reference", at, message);
        if file.is_example {
            finding.severity = Severity::Warning;
        }
        Err(finding.into())
    }
}

/// The error of a file that may contain anything. The messages of parsers quote the text; keys are in pointers.
fn without_content(error: Diagnostic) -> Diagnostic {
    let message = match error.code {
        "several-documents" | "not-a-number" | "too-deep" | "too-large" => error.message,
        DUPLICATE_KEY => "duplicate key in the same object".to_owned(),
        _ => "the file is neither valid YAML nor valid JSON".to_owned(),
    };
    Diagnostic {
        position: error.position,
        file: error.file,
        ..Diagnostic::error(error.code, "", message)
    }
}

impl ExternalFiles {
    /// The paths of the files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|(_, source)| source.path())
    }

    /// Locates the diagnostics about values in external files.
    pub(super) fn locate(&self, diagnostics: &mut Diagnostics) {
        for (prefix, source) in &self.files {
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
