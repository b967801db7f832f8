//! The text a document was read from, kept so that findings can be shown where they stand in it.

use std::collections::HashMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use super::overlay_edits::{EditOrigin, OverlayEdits};
use super::positions::{Occurrences, PositionTree, positions};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, SourcePosition};

/// The code of the finding that shows a key's second place and not its first.
pub(super) const DUPLICATE_KEY: &str = "duplicate-key";

/// A text and the name that findings call it by.
#[derive(Debug, Clone)]
pub(super) struct SourceText {
    name: String,
    /// The file it was read from.
    path: Option<PathBuf>,
    text: String,
    /// How the document has departed from the text since.
    pub(super) edits: OverlayEdits,
}

impl SourceText {
    pub(super) fn new(name: String, text: String) -> Self {
        // The byte order mark is no part of the text, and would shift the columns of line 1.
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        };
        Self {
            name,
            path: None,
            text,
            edits: OverlayEdits::default(),
        }
    }

    /// The text of a file, called by its path.
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostics> {
        let name = path.display().to_string();
        let bytes = fs::read(path).map_err(|error| unreadable(&name, error))?;
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&name, &error))?;
        Ok(Self {
            path: Some(path.to_owned()),
            ..Self::new(name, text)
        })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Fills in file, position and source line of findings that have none yet.
    pub(super) fn locate(&self, diagnostics: &mut Diagnostics) {
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
        let wanted = unlocated.iter().any(|it| it.code == DUPLICATE_KEY);
        let wanted = if wanted {
            Occurrences::All
        } else {
            Occurrences::First
        };
        let pointers = origins.iter().map(|origin| origin.place.as_str());
        let places = positions(&self.text, pointers, wanted);
        for (diagnostic, origin) in unlocated.iter_mut().zip(origins) {
            diagnostic.file.clone_from(&self.name);
            if diagnostic.position.is_none() {
                diagnostic.position = position(&places, &origin.place, diagnostic.code);
            }
            show_origin(diagnostic, origin);
        }
        self.quote(&mut unlocated);
    }

    /// Shows findings in their lines, in one way through the text.
    fn quote(&self, findings: &mut [&mut Diagnostic]) {
        let mut placed: Vec<_> = findings
            .iter_mut()
            .filter_map(|finding| Some((finding.position?, finding)))
            .collect();
        placed.sort_by_key(|(position, _)| position.line);
        let mut lines = self.text.lines().enumerate().peekable();
        for (position, finding) in placed {
            while lines
                .next_if(|(before, _)| before + 1 < position.line)
                .is_some()
            {}
            let line = lines.peek().map(|(_, line)| *line);
            finding.excerpt = line.and_then(|line| Excerpt::new(line, position.column));
        }
    }

    /// Where the values at some pointers stand.
    pub(super) fn positions<'p>(
        &self,
        pointers: impl Iterator<Item = &'p str> + Clone,
    ) -> Vec<Option<SourcePosition>> {
        let places = positions(&self.text, pointers.clone(), Occurrences::First);
        pointers.map(|pointer| places.nearest(pointer)).collect()
    }

    /// How scalars are spelt in the text, by their pointers: `1.10` is a number that has
    /// forgotten its last digit once it has been read.
    pub(super) fn spellings<'p>(&self, pointers: &'p [String]) -> HashMap<&'p str, String> {
        // What an overlay wrote stands nowhere in this text, or is spelt otherwise here.
        let origins: Vec<(&str, String)> = pointers
            .iter()
            .map(|pointer| (pointer.as_str(), self.edits.origin(pointer)))
            .filter(|(_, origin)| origin.overlay.is_none())
            .map(|(pointer, origin)| (pointer, origin.place))
            .collect();
        if origins.is_empty() {
            return HashMap::new();
        }
        let pointers = origins.iter().map(|(_, place)| place.as_str());
        let places = positions(&self.text, pointers, Occurrences::First);
        origins
            .iter()
            .filter_map(|(pointer, place)| Some((*pointer, places.spelling(place)?.to_owned())))
            .collect()
    }
}

/// Says of a finding about a changed document what the text cannot show.
fn show_origin(diagnostic: &mut Diagnostic, origin: EditOrigin<'_>) {
    diagnostic.pointer = origin.place + &origin.rest;
    let Some(overlay) = origin.overlay else {
        return;
    };
    let note = format!("an overlay has changed this, at {overlay}");
    diagnostic.help = Some(match diagnostic.help.take() {
        Some(help) => format!("{help} ({note})"),
        None => note,
    });
}

fn position(places: &PositionTree, pointer: &str, code: &str) -> Option<SourcePosition> {
    let repeated = (code == DUPLICATE_KEY)
        .then(|| places.last(pointer))
        .flatten();
    repeated.or_else(|| places.nearest(pointer))
}

fn unreadable(name: &str, reason: impl Display) -> Diagnostic {
    let mut finding = Diagnostic::error(
        "unreadable",
        "",
        format!("this file cannot be read: {reason}"),
    );
    name.clone_into(&mut finding.file);
    finding
}

fn not_utf8(name: &str, error: &FromUtf8Error) -> Diagnostic {
    let valid = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..valid).unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut finding = unreadable(name, "it is not UTF-8 from here on");
    finding.position = Some(SourcePosition {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    });
    finding
}
