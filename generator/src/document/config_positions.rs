//! The positions of configured entries in their file, for findings about entries that do not fit the document.

use std::collections::BTreeMap;

use crate::diagnostic::{ConfigEntry, Diagnostics, Excerpt, SourcePosition};

/// The positions of the entries of a document's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigPositions {
    file: String,
    entries: BTreeMap<ConfigEntry, (SourcePosition, Option<Excerpt>)>,
}

impl ConfigPositions {
    /// The positions in the file with this name.
    pub(crate) fn new(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            entries: BTreeMap::new(),
        }
    }

    /// Adds an entry. The first position of an entry counts.
    pub(crate) fn add(
        &mut self,
        entry: ConfigEntry,
        position: SourcePosition,
        excerpt: Option<Excerpt>,
    ) {
        self.entries.entry(entry).or_insert((position, excerpt));
    }

    /// Fills in the positions of findings about entries that the file contains.
    pub(super) fn locate(&self, findings: &mut Diagnostics) {
        for finding in findings.iter_mut().filter(|it| it.file.is_empty()) {
            let entry = finding.entry.as_ref();
            if let Some((position, excerpt)) = entry.and_then(|entry| self.entries.get(entry)) {
                finding.file.clone_from(&self.file);
                finding.position = Some(*position);
                finding.excerpt.clone_from(excerpt);
            }
        }
    }
}
