//! The source text of a document or overlay, in which diagnostics are located.

use std::collections::HashMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use super::config_positions::ConfigPositions;
use super::file_access::AllowedFolder;
use super::location::Location;
use super::overlay_edits::{EditOrigin, OverlayEdits};
use super::positions::{Occurrences, PositionTree, find_positions};
use super::remote::{RemoteAccess, RemoteUrl};
use crate::diagnostic::{Diagnostic, Diagnostics, ExcerptLine, SourcePosition};
use crate::redact::redacted;

/// The code of the diagnostic that is located at the last occurrence of a key instead of the first.
pub(super) const DUPLICATE_KEY: &str = "duplicate-key";

/// A text and its file name.
#[derive(Debug, Clone)]
pub(super) struct SourceText {
    name: String,
    /// The name of another version of the document, whose overlays are for this version, too.
    other_version: Option<String>,
    /// The file or URL from which the text was read, if any.
    location: Option<Location>,
    /// The URL before redirects.
    requested: Option<RemoteUrl>,
    /// The folders, other than that of the file, whose files the document can refer to.
    allowed: Vec<AllowedFolder>,
    /// The access to remote documents that the document can refer to.
    remote: Option<RemoteAccess>,
    text: String,
    /// The positions of the configured entries.
    pub(super) config: ConfigPositions,
    /// The changes that overlays made to the document after it was read.
    pub(super) edits: OverlayEdits,
}

impl SourceText {
    pub(super) fn new(name: String, text: String) -> Self {
        // A byte order mark would shift the columns of line 1.
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        };
        Self {
            name,
            other_version: None,
            location: None,
            requested: None,
            allowed: Vec::new(),
            remote: None,
            text,
            config: ConfigPositions::default(),
            edits: OverlayEdits::default(),
        }
    }

    /// Reads the text of a file. Its name is the path.
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostics> {
        let bytes = fs::read(path);
        let bytes = bytes.map_err(|error| unreadable(&path.display().to_string(), error))?;
        Self::from_bytes(path, bytes)
    }

    /// Converts the content of a file to text.
    pub(super) fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Self, Diagnostics> {
        let name = path.display().to_string();
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&name, &error))?;
        Ok(Self {
            location: Some(Location::File(path.to_owned())),
            ..Self::new(name, text)
        })
    }

    /// Converts the content of a remote document to text. Its name is the URL in the reference; `url` is the one after
    /// redirects.
    pub(super) fn from_remote(
        requested: &RemoteUrl,
        url: &RemoteUrl,
        bytes: &[u8],
    ) -> Result<Self, Diagnostics> {
        let name = requested.to_string();
        let text = String::from_utf8(bytes.to_vec()).map_err(|error| not_utf8(&name, &error))?;
        Ok(Self {
            location: Some(Location::Url(url.clone())),
            requested: Some(requested.clone()),
            ..Self::new(name, text)
        })
    }

    /// Sets the file to which references are relative.
    pub(super) fn set_path(&mut self, path: PathBuf) {
        self.location = Some(Location::File(path));
    }

    /// Sets the name of another version of the document.
    pub(super) fn set_other_version(&mut self, name: String) {
        self.other_version = Some(name);
    }

    /// The names under which overlays know the document: its own, and that of another version.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str()]
            .into_iter()
            .chain(self.other_version.as_deref())
    }

    /// Allows references to remote documents.
    pub(super) fn allow_remote(&mut self, remote: RemoteAccess) {
        self.remote = Some(remote);
    }

    /// The access to remote documents.
    pub(super) const fn remote(&self) -> Option<&RemoteAccess> {
        self.remote.as_ref()
    }

    /// Allows references to the files below a folder.
    pub(super) fn allow_dir(&mut self, folder: &Path) -> Result<(), Diagnostics> {
        self.allowed.push(AllowedFolder::new(folder)?);
        Ok(())
    }

    /// The folders that were allowed.
    pub(super) fn allowed(&self) -> &[AllowedFolder] {
        &self.allowed
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }

    /// The URL before redirects, if the text was read from a URL.
    pub(super) const fn requested(&self) -> Option<&RemoteUrl> {
        self.requested.as_ref()
    }

    /// The path, if the text was read from a file.
    pub(super) fn path(&self) -> Option<&Path> {
        self.location.as_ref()?.path()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Fills in file, position and excerpt of diagnostics that are not located yet.
    pub(super) fn locate(&self, diagnostics: &mut Diagnostics) {
        self.config.locate(diagnostics);
        let mut unlocated: Vec<_> = diagnostics
            .iter_mut()
            .filter(|diagnostic| diagnostic.file.is_empty())
            .collect();
        if unlocated.is_empty() {
            return;
        }
        let origins: Vec<_> = unlocated
            .iter()
            .map(|diagnostic| self.edits.origin(&diagnostic.pointer))
            .collect();
        let occurrences = if unlocated.iter().any(|it| it.code == DUPLICATE_KEY) {
            Occurrences::FirstAndLast
        } else {
            Occurrences::First
        };
        let pointers = origins.iter().map(|origin| origin.pointer.as_str());
        let positions = find_positions(&self.text, pointers, occurrences);
        for (diagnostic, origin) in unlocated.iter_mut().zip(origins) {
            diagnostic.file.clone_from(&self.name);
            if diagnostic.position.is_none() {
                diagnostic.position = position(&positions, &origin.pointer, diagnostic.code);
            }
            add_origin(diagnostic, origin);
        }
        self.add_excerpts(&mut unlocated);
    }

    /// Adds excerpts to diagnostics, in one pass over the text.
    fn add_excerpts(&self, findings: &mut [&mut Diagnostic]) {
        let mut located: Vec<_> = findings
            .iter_mut()
            .filter_map(|finding| Some((finding.position?, finding)))
            .collect();
        located.sort_by_key(|(position, _)| *position);
        // A line can contain a URL with a password.
        let text = redacted(&self.text);
        let lines = text.lines().map(ExcerptLine::new);
        let mut lines = (1usize..).zip(lines).peekable();
        for (SourcePosition { line, column }, finding) in located {
            while lines.next_if(|(before, _)| *before < line).is_some() {}
            finding.excerpt = lines.peek_mut().and_then(|(_, line)| line.excerpt(column));
        }
    }

    /// Returns the position of the value at each pointer, or of its nearest ancestor that has a position.
    pub(super) fn positions<'p>(
        &self,
        pointers: impl Iterator<Item = &'p str> + Clone,
    ) -> Vec<Option<SourcePosition>> {
        let positions = find_positions(&self.text, pointers.clone(), Occurrences::First);
        pointers.map(|pointer| positions.nearest(pointer)).collect()
    }

    /// Returns the text of scalars by their pointers. For example, the number `1.10` loses its last digit when it is
    /// parsed.
    pub(super) fn spellings<'p>(&self, pointers: &'p [String]) -> HashMap<&'p str, String> {
        let mut spellings = HashMap::new();
        let mut origins = Vec::new();
        for pointer in pointers {
            let origin = self.edits.origin(pointer);
            match (origin.overlay, origin.overlay_text) {
                // The document does not contain a value that an overlay wrote, or has another spelling for it.
                (Some(_), text) => {
                    spellings.extend(text.map(|text| (pointer.as_str(), text.to_owned())));
                }
                (None, _) => origins.push((pointer.as_str(), origin.pointer)),
            }
        }
        if origins.is_empty() {
            return spellings;
        }
        let pointers = origins.iter().map(|(_, origin)| origin.as_str());
        let positions = find_positions(&self.text, pointers, Occurrences::First);
        spellings.extend(origins.iter().filter_map(|(pointer, origin)| {
            Some((*pointer, positions.spelling(origin)?.to_owned()))
        }));
        spellings
    }
}

/// Sets the pointer in the original text, and names the overlay that changed the value.
fn add_origin(diagnostic: &mut Diagnostic, origin: EditOrigin<'_>) {
    diagnostic.pointer = origin.pointer + &origin.rest;
    let notes = [("changed", origin.overlay), ("copied", origin.copied_by)];
    let notes = notes
        .into_iter()
        .filter_map(|(verb, overlay)| Some((verb, overlay?)));
    let notes: Vec<_> = notes
        .map(|(verb, overlay)| format!("{verb} by the overlay at {overlay}"))
        .collect();
    if notes.is_empty() {
        return;
    }
    let note = notes.join(", ");
    diagnostic.help = Some(match diagnostic.help.take() {
        Some(help) => format!("{help} ({note})"),
        None => note,
    });
}

fn position(positions: &PositionTree, pointer: &str, code: &str) -> Option<SourcePosition> {
    let repeated = (code == DUPLICATE_KEY)
        .then(|| positions.last(pointer))
        .flatten();
    repeated.or_else(|| positions.nearest(pointer))
}

fn unreadable(name: &str, reason: impl Display) -> Diagnostic {
    let message = format!("cannot read the file: {reason}");
    let mut finding = Diagnostic::error("unreadable", "", message);
    name.clone_into(&mut finding.file);
    finding
}

fn not_utf8(name: &str, error: &FromUtf8Error) -> Diagnostic {
    let valid = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..valid).unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut finding = unreadable(name, "it is not valid UTF-8 at this position");
    finding.position = Some(SourcePosition {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    });
    finding
}
