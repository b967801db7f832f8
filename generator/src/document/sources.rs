//! The source texts of a document: that of the document itself, and those of the other files that it refers to.

use std::collections::HashMap;

use super::load::ExternalFiles;
use super::origins::Origins;
use super::pointer::below;
use super::source_text::SourceText;
use crate::diagnostic::Diagnostics;

/// The texts of all files of a document, and the moves of values between them.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    pub(super) main: SourceText,
    pub(super) files: ExternalFiles,
    pub(super) origins: Origins,
}

impl Sources {
    pub(super) fn new(main: SourceText) -> Self {
        Self {
            files: ExternalFiles::new(&main),
            main,
            origins: Origins::default(),
        }
    }

    /// Returns the pointer of the file from which a value comes. It is empty for the main document.
    pub(super) fn file(&self, pointer: &str) -> String {
        let origin = self.origins.origin(pointer);
        self.files.prefix(&origin).to_owned()
    }

    /// Returns a reference to the value at a pointer, as it would be written in the file with the pointer `from`.
    pub(super) fn shown(&self, pointer: &str, from: &str) -> String {
        self.files.shown(&self.origins.origin(pointer), from)
    }

    /// Fills in file, position and excerpt of diagnostics. The pointer of a value that was moved or copied is replaced
    /// by its pointer in the source.
    pub(super) fn locate(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        for diagnostic in &mut diagnostics {
            if diagnostic.file.is_empty() {
                diagnostic.pointer = self.origins.origin(&diagnostic.pointer);
            }
        }
        diagnostics.remove_duplicates();
        self.files.locate(&mut diagnostics);
        self.main.locate(&mut diagnostics);
        diagnostics
    }

    /// Returns the original spelling of scalars, with the index of each in `pointers`.
    pub(super) fn spellings(&self, pointers: &[String]) -> Vec<(usize, String)> {
        let mut spellings = Vec::new();
        if pointers.is_empty() {
            return spellings;
        }
        let origins = pointers.iter().map(|pointer| self.origins.origin(pointer));
        let mut by_file: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        for (index, origin) in origins.enumerate() {
            let prefix = self.files.prefix(&origin);
            if let Some(rest) = below(&origin, prefix) {
                let own = by_file.entry(prefix.to_owned()).or_default();
                own.push((index, rest.to_owned()));
            }
        }
        let texts = self.files.texts().chain([("", &self.main)]);
        for (prefix, text) in texts {
            let Some(own) = by_file.remove(prefix) else {
                continue;
            };
            let wanted: Vec<String> = own.iter().map(|(_, pointer)| pointer.clone()).collect();
            let found = text.spellings(&wanted);
            spellings.extend(own.iter().filter_map(|(index, pointer)| {
                Some((*index, found.get(pointer.as_str())?.clone()))
            }));
        }
        spellings
    }
}
