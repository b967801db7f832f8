//! Loads the other files and the remote documents to which a document refers.
//!
//! A path in a reference is relative to the file that contains the reference. A file is loaded when the first reference
//! to it is resolved, and is then part of the document, below the entry [`EXTERNAL_FILES`]. Local files are loaded only
//! for a document that was itself read from a file, and only if [`FileAccess`] allows it. A document with a URL is loaded
//! only if [`RemoteAccess`] allows it; the paths in it are relative to its URL, so that it cannot refer to local files.
//!
//! A file that is not OpenAPI or JSON Schema can contain secrets, so that nothing of its content is reported. The only
//! other files that are read are texts, which a description can refer to; their names must end in `.md`, `.markdown`
//! or `.txt`.

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::extension::EXTERNAL_FILES;
use super::file_access::{FileAccess, Refusal, normalize_path};
use super::limits::{MAX_FILE_BYTES, MAX_FILES, TOO_LARGE};
use super::location::Location;
use super::pointer::{below, escape};
use super::read::read;
use super::recognize::is_recognized;
use super::remote::{RemoteAccess, RemoteContent, RemoteError, RemoteUrl};
use super::source_text::{DUPLICATE_KEY, SourceText};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The extensions of files that contain text.
const TEXT_EXTENSIONS: [&str; 3] = ["md", "markdown", "txt"];

/// The external files of a document.
#[derive(Debug, Clone)]
pub(super) struct ExternalFiles {
    /// The place from which the main document was read, if it was.
    main: Option<Location>,
    /// The access to local files, if the main document is one.
    local: Option<FileAccess>,
    /// The access to remote documents, if the user allows them.
    remote: Option<RemoteAccess>,
    /// The number of bytes that can still be read.
    remaining: u64,
    /// The number of files that were read, or could not be read.
    count: usize,
    files: Vec<ExternalFile>,
    /// The result for each known file.
    by_location: HashMap<Location, FileState>,
    /// The index in `files` of each file, by its pointer.
    by_pointer: HashMap<String, usize>,
}

/// A file that was read.
#[derive(Debug, Clone)]
struct ExternalFile {
    /// The pointer of the file in the document.
    pointer: String,
    /// The path relative to the folder of the main document, or the URL.
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
    /// The reference is a URL, and the user does not allow any.
    NoRemote,
    Refused(Refusal),
    /// The remote document is not allowed or not available.
    Remote(RemoteError),
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
    /// The URI to which the reference is relative by the standard.
    pub(super) base: &'a str,
    /// The pointer of the value that contains the path.
    pub(super) at: &'a str,
}

/// The reason why a file was not loaded.
enum Failure {
    /// Each reference to the file is reported with this reason.
    Unusable(LoadError),
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
        let location = match main.location() {
            Some(Location::File(path)) => Some(Location::File(normalize_path(path))),
            location => location.cloned(),
        };
        let path = main.path();
        // References to the URL before redirects have the same target.
        let urls = [location.as_ref().and_then(Location::url), main.requested()];
        let urls = urls.into_iter().flatten().cloned();
        let main_file = |url| (Location::Url(url), FileState::Loaded(String::new()));
        Self {
            by_location: urls.map(main_file).collect(),
            local: path.map(|path| FileAccess::new(path, main.allowed())),
            remote: main.remote().cloned(),
            main: location,
            remaining: MAX_FILE_BYTES,
            count: 0,
            files: Vec::new(),
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
        let location = self.locate_reference(path, request)?;
        if self.main.as_ref() == Some(&location) {
            return Ok((String::new(), false));
        }
        match self.by_location.get(&location) {
            Some(FileState::Loaded(pointer)) => return Ok((pointer.clone(), false)),
            Some(FileState::Failed(error)) => return Err(error.clone()),
            None => {}
        }
        self.count += 1;
        let loaded = if self.count > MAX_FILES {
            let message = format!("the document refers to more than {MAX_FILES} files");
            let finding = Diagnostic::error(TOO_LARGE, request.at, message);
            Err(Failure::Reported(finding.into()))
        } else {
            self.read(&location, request)
        };
        let (value, source) = match loaded {
            Ok(loaded) => loaded,
            Err(failure) => {
                let error = match failure {
                    Failure::Unusable(error) => error,
                    Failure::Reported(errors) => {
                        findings.extend(errors);
                        LoadError::Unread
                    }
                };
                let state = FileState::Failed(error.clone());
                self.by_location.insert(location, state);
                return Err(error);
            }
        };
        // Several URLs can redirect to one.
        let actual = source.location().unwrap_or(&location).clone();
        if let Some(FileState::Loaded(pointer)) = self.by_location.get(&actual) {
            let pointer = pointer.clone();
            let state = FileState::Loaded(pointer.clone());
            self.by_location.insert(location, state);
            return Ok((pointer, false));
        }
        let key = self.key_of(&actual);
        let pointer = format!("/{EXTERNAL_FILES}/{}", escape(&key));
        self.by_pointer.insert(pointer.clone(), self.files.len());
        self.files.push(ExternalFile {
            pointer: pointer.clone(),
            key: key.clone(),
            is_text: is_text(&actual),
            source,
        });
        insert(document, key, value);
        for location in [location, actual] {
            let state = FileState::Loaded(pointer.clone());
            self.by_location.insert(location, state);
        }
        Ok((pointer, true))
    }

    /// Returns the place that a reference names.
    fn locate_reference(
        &self,
        path: &str,
        request: LoadRequest<'_>,
    ) -> Result<Location, LoadError> {
        let file = self.by_pointer.get(request.file);
        let from = match file.and_then(|index| self.files.get(*index)) {
            Some(file) => file.source.location(),
            None => self.main.as_ref(),
        };
        let from_url = from.and_then(Location::url);
        if from_url.is_none() && !RemoteUrl::is_url(path) {
            let from = from.and_then(Location::path).zip(self.local.as_ref());
            let (from, access) = from.ok_or(LoadError::NoFolder)?;
            let path = access.resolve(path, from).map_err(LoadError::Refused)?;
            return Ok(Location::File(path));
        }
        if self.remote.is_none() {
            return Err(LoadError::NoRemote);
        }
        let url = match from_url {
            None => RemoteUrl::parse(path),
            Some(from) => {
                // `$self` and `$id` are identifiers. They are the address of a file only if it came from the same host.
                let base = RemoteUrl::parse(request.base);
                let base = base.ok().filter(|base| base.origin() == from.origin());
                let base = base.as_ref().unwrap_or(from);
                // Documents that were written on Windows contain backslashes.
                base.join(&path.replace('\\', "/"))
            }
        };
        let url = url.map_err(|error| LoadError::Remote(error.into()))?;
        Ok(Location::Url(url))
    }

    /// Reads a file that contains OpenAPI, JSON Schema or text.
    fn read(
        &mut self,
        location: &Location,
        request: LoadRequest<'_>,
    ) -> Result<(Value, SourceText), Failure> {
        let too_large = |name: &dyn std::fmt::Display| {
            let limit = MAX_FILE_BYTES >> 20;
            let message =
                format!("with `{name}`, the document refers to files of more than {limit} MiB");
            Failure::from(Diagnostics::from(Diagnostic::error(
                TOO_LARGE, request.at, message,
            )))
        };
        let (read, length) = match location {
            Location::File(path) => {
                let bytes = FileAccess::read(path, self.remaining).map_err(|error| {
                    let reason = format!("it cannot be read: {error}");
                    Failure::Unusable(LoadError::Unusable(reason))
                })?;
                let bytes = bytes.ok_or_else(|| too_large(&path.display()))?;
                let length = bytes.len() as u64;
                let source = SourceText::from_bytes(path, bytes)?;
                (read_source(source, location)?, length)
            }
            Location::Url(url) => {
                let remote = self.remote.as_ref();
                let remote = remote.ok_or(Failure::Unusable(LoadError::NoRemote))?;
                let content = remote
                    .get(url)
                    .map_err(|error| Failure::Unusable(LoadError::Remote(error)))?;
                let length = content.bytes.len() as u64;
                if length > self.remaining {
                    return Err(too_large(url));
                }
                let read = read_remote(url, &content)?;
                if read.is_some() {
                    remote.keep(url);
                }
                (read, length)
            }
        };
        self.remaining = self.remaining.saturating_sub(length);
        read.ok_or_else(|| {
            let reason = "it does not contain OpenAPI or JSON Schema";
            Failure::Unusable(LoadError::Unusable(reason.to_owned()))
        })
    }

    /// The path relative to the folder of the main document, or the URL.
    fn key_of(&self, location: &Location) -> String {
        match location {
            Location::File(path) => {
                let main = self.main.as_ref().and_then(Location::path);
                let folder = main.and_then(Path::parent).unwrap_or(Path::new(""));
                let key = path.strip_prefix(folder).unwrap_or(path);
                key.display().to_string()
            }
            Location::Url(url) => url.to_string(),
        }
    }

    /// The paths of the local files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| file.source.path())
    }

    /// The URLs of the remote documents, and their texts.
    pub(super) fn remote_documents(&self) -> impl Iterator<Item = (&str, &str)> {
        let url = |file: &ExternalFile| Some(file.source.location()?.url().is_some());
        let files = self
            .files
            .iter()
            .filter(move |file| url(file) == Some(true));
        files.map(|file| (file.key.as_str(), file.source.text()))
    }

    /// Returns true if no file was loaded.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
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

    /// The path of the file with this pointer, relative to the folder of the main document, or its URL. It is empty for
    /// a main document that is a local file.
    pub(super) fn key(&self, prefix: &str) -> &str {
        let main = || self.main.as_ref().and_then(Location::url);
        match self.file(prefix) {
            Some(file) => &file.key,
            None => main().map_or("", RemoteUrl::as_str),
        }
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
        let main = match &self.main {
            Some(Location::File(_)) => self.main.as_ref().map(Location::file_name),
            _ => Some(self.key("").to_owned()),
        };
        let main = main.unwrap_or_default();
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

/// Returns a path relative to the folder of another file. A URL of another host stays as it is.
fn relative(path: &str, from: &str) -> String {
    let origin = |path: &str| Some(RemoteUrl::parse(path).ok()?.origin().to_owned());
    if origin(path) != origin(from) {
        return path.to_owned();
    }
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

fn is_text(location: &Location) -> bool {
    let name = location.file_name();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        TEXT_EXTENSIONS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// Reads a remote document. Returns `None` if it does not contain OpenAPI, JSON Schema or text.
pub(super) fn read_remote(
    url: &RemoteUrl,
    content: &RemoteContent,
) -> Result<Option<(Value, SourceText)>, Diagnostics> {
    let source = SourceText::from_remote(url, &content.url, &content.bytes)?;
    read_source(source, &Location::Url(content.url.clone()))
}

/// Reads a text that contains OpenAPI, JSON Schema or text. Returns `None` for other content. The errors of other files
/// show nothing of their content.
fn read_source(
    source: SourceText,
    location: &Location,
) -> Result<Option<(Value, SourceText)>, Diagnostics> {
    if is_text(location) {
        return Ok(Some((Value::String(source.text().to_owned()), source)));
    }
    let value = read(&source).map_err(|mut errors| {
        source.locate(&mut errors);
        errors
            .into_iter()
            .map(without_content)
            .collect::<Diagnostics>()
    })?;
    Ok(is_recognized(&value).then_some((value, source)))
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
