//! Loads the external files to which a document refers.
//!
//! A path in a reference is relative to the file that contains the reference. A file is loaded when the first reference
//! to it is resolved, and is then part of the document, below the entry [`EXTERNAL_FILES`]. Files are loaded only for a
//! document that was itself read from a file, and only if [`FileAccess`] allows it; nothing is fetched over the network.
//!
//! A file that is not OpenAPI or JSON Schema can contain secrets, so that nothing of its content is reported. The only
//! other files that are read are texts, which a description can refer to; their names must end in `.md`, `.markdown`
//! or `.txt`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::extension::EXTERNAL_FILES;
use super::file_access::{FileAccess, Refusal, normalize_path};
use super::pointer::{below, escape};
use super::read::read;
use super::recognize::is_recognized;
use super::source_text::{DUPLICATE_KEY, SourceText};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The maximum number of external files.
const MAX_FILES: usize = 1000;

/// The extensions of files that contain text.
const TEXT_EXTENSIONS: [&str; 3] = ["md", "markdown", "txt"];

/// The external files of a document.
#[derive(Debug, Clone)]
pub(super) struct ExternalFiles {
    /// The path of the main document and the access to its files, if it was read from a file.
    main: Option<(PathBuf, FileAccess)>,
    files: Vec<ExternalFile>,
    /// The result for each known path.
    by_path: HashMap<PathBuf, FileState>,
    /// The index in `files` of each file, by its pointer.
    by_pointer: HashMap<String, usize>,
}

/// A file that was read.
#[derive(Debug, Clone)]
struct ExternalFile {
    /// The pointer of the file in the document.
    pointer: String,
    /// The path relative to the folder of the main document.
    key: String,
    source: SourceText,
    is_text: bool,
}

#[derive(Debug, Clone)]
enum FileState {
    /// The file is in the document, at this pointer.
    Loaded(String),
    Failed(LoadError),
}

/// The reason why a reference to a file has no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoadError {
    /// The main document was not read from a file.
    NoFolder,
    Refused(Refusal),
    /// The file cannot be used, for this reason.
    Unusable(String),
    /// Reading the file failed, which was reported.
    Unread,
}

/// The position and purpose of the reference for which a file is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct LoadRequest<'a> {
    /// The pointer of the file that contains the reference.
    pub(super) file: &'a str,
    /// The pointer of the value that contains the path.
    pub(super) at: &'a str,
}

/// The reason why a file was not loaded.
enum Failure {
    /// Each reference to the file is reported with this reason.
    Unusable(String),
    /// The errors in the content of the file, or an exceeded limit.
    Reported(Diagnostics),
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Self::Reported(errors)
    }
}

impl ExternalFiles {
    pub(super) fn new(main: &SourceText) -> Self {
        let access = |path: &Path| {
            let access = FileAccess::new(path, main.allowed());
            (normalize_path(path), access)
        };
        Self {
            main: main.path().map(access),
            files: Vec::new(),
            by_path: HashMap::new(),
            by_pointer: HashMap::new(),
        }
    }

    /// Returns the pointer of the file that a path names, and whether it was loaded by this call. Loads the file into
    /// the document if it is not part of it yet.
    pub(super) fn load(
        &mut self,
        document: &mut Value,
        path: &str,
        request: LoadRequest<'_>,
        findings: &mut Diagnostics,
    ) -> Result<(String, bool), LoadError> {
        let Some((main, access)) = &mut self.main else {
            return Err(LoadError::NoFolder);
        };
        let index = self.by_pointer.get(request.file);
        let from = index
            .and_then(|index| self.files.get(*index)?.source.path())
            .unwrap_or(main.as_path());
        let path = access.resolve(path, from).map_err(LoadError::Refused)?;
        if path == *main {
            return Ok((String::new(), false));
        }
        match self.by_path.get(&path) {
            Some(FileState::Loaded(pointer)) => return Ok((pointer.clone(), false)),
            Some(FileState::Failed(error)) => return Err(error.clone()),
            None => {}
        }
        let loaded = if self.by_path.len() >= MAX_FILES {
            let message = format!("the document refers to more than {MAX_FILES} files");
            let finding = Diagnostic::error("too-large", request.at, message);
            Err(Failure::Reported(finding.into()))
        } else {
            read_file(&path, access, request)
        };
        let (value, source) = match loaded {
            Ok(loaded) => loaded,
            Err(failure) => {
                let error = match failure {
                    Failure::Unusable(reason) => LoadError::Unusable(reason),
                    Failure::Reported(errors) => {
                        findings.extend(errors);
                        LoadError::Unread
                    }
                };
                self.by_path.insert(path, FileState::Failed(error.clone()));
                return Err(error);
            }
        };
        let folder = main.parent().unwrap_or(Path::new(""));
        let key = path.strip_prefix(folder).unwrap_or(&path);
        let key = key.display().to_string();
        let pointer = format!("/{EXTERNAL_FILES}/{}", escape(&key));
        self.by_pointer.insert(pointer.clone(), self.files.len());
        self.files.push(ExternalFile {
            pointer: pointer.clone(),
            key: key.clone(),
            source,
            is_text: is_text(&path),
        });
        insert(document, key, value);
        self.by_path
            .insert(path, FileState::Loaded(pointer.clone()));
        Ok((pointer, true))
    }

    /// The paths of the files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.source.path())
    }

    /// The texts of the files, each with its pointer in the document.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &SourceText)> {
        let files = self.files.iter();
        files.map(|file| (file.pointer.as_str(), &file.source))
    }

    /// Returns the pointer of the file that contains a value. It is empty for the main document.
    pub(super) fn prefix<'p>(&self, pointer: &'p str) -> &'p str {
        if self.files.is_empty() {
            return "";
        }
        let mut slashes = pointer.match_indices('/').map(|(index, _)| index);
        let end = slashes.nth(2).unwrap_or(pointer.len());
        let prefix = pointer.get(..end).unwrap_or_default();
        if self.by_pointer.contains_key(prefix) {
            prefix
        } else {
            ""
        }
    }

    /// The path of the file with this pointer, relative to the folder of the main document. It is empty for the main
    /// document.
    pub(super) fn key(&self, prefix: &str) -> &str {
        self.file(prefix).map_or("", |file| &file.key)
    }

    /// Returns true if the file with this pointer contains text, and not OpenAPI.
    pub(super) fn is_text(&self, prefix: &str) -> bool {
        self.file(prefix).is_some_and(|file| file.is_text)
    }

    fn file(&self, prefix: &str) -> Option<&ExternalFile> {
        self.files.get(*self.by_pointer.get(prefix)?)
    }

    /// Returns a reference to the value at a pointer, as it would be written in the file with the pointer `from`.
    pub(super) fn shown(&self, pointer: &str, from: &str) -> String {
        let prefix = self.prefix(pointer);
        let rest = below(pointer, prefix).unwrap_or(pointer);
        if prefix == from {
            return format!("#{rest}");
        }
        let main = self.main.as_ref().and_then(|(path, _)| path.file_name());
        let main = main.unwrap_or_default().display().to_string();
        let path = self.file(prefix).map_or(&main, |file| &file.key);
        format!("{}#{rest}", relative(path, self.key(from)))
    }

    /// Locates the diagnostics about values in external files.
    pub(super) fn locate(&self, diagnostics: &mut Diagnostics) {
        for ExternalFile {
            pointer, source, ..
        } in &self.files
        {
            let is_own = |diagnostic: &Diagnostic| {
                diagnostic.file.is_empty() && below(&diagnostic.pointer, pointer).is_some()
            };
            let own = diagnostics.iter().filter(|diagnostic| is_own(diagnostic));
            let mut own: Diagnostics = own.cloned().collect();
            if own.is_empty() {
                continue;
            }
            for diagnostic in &mut own {
                diagnostic.pointer.drain(..pointer.len());
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

/// Returns a path relative to the folder of another file.
fn relative(path: &str, from: &str) -> String {
    let folders = |path: &str| path.matches('/').count();
    let mut shared = 0;
    for (index, (one, other)) in path.bytes().zip(from.bytes()).enumerate() {
        if one != other {
            break;
        }
        if one == b'/' {
            shared = index + 1;
        }
    }
    let rest = path.get(shared..).unwrap_or(path);
    let up = from.get(shared..).map_or(0, folders);
    format!("{}{rest}", "../".repeat(up))
}

/// Inserts a file into the document.
fn insert(document: &mut Value, key: String, value: Value) {
    let Value::Object(document) = document else {
        return;
    };
    let files = document
        .entry(EXTERNAL_FILES)
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(files) = files {
        files.insert(key, value);
    }
}

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        TEXT_EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Reads a file that contains OpenAPI, JSON Schema or text. The errors of other files show nothing of their content.
fn read_file(
    path: &Path,
    access: &mut FileAccess,
    request: LoadRequest<'_>,
) -> Result<(Value, SourceText), Failure> {
    let bytes = access
        .read(path)
        .map_err(|error| Failure::Unusable(format!("it cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| {
        let name = path.display();
        let limit = FileAccess::limit();
        let message = format!("with `{name}`, the document refers to files of more than {limit}");
        Diagnostics::from(Diagnostic::error("too-large", request.at, message))
    })?;
    let source = SourceText::from_bytes(path, bytes)?;
    if is_text(path) {
        return Ok((Value::String(source.text().to_owned()), source));
    }
    let value = read(&source).map_err(|mut errors| {
        source.locate(&mut errors);
        errors
            .into_iter()
            .map(without_content)
            .collect::<Diagnostics>()
    })?;
    if is_recognized(&value) {
        Ok((value, source))
    } else {
        let reason = "it does not contain OpenAPI or JSON Schema";
        Err(Failure::Unusable(reason.to_owned()))
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
