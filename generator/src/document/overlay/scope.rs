//! Which documents an overlay or one of its actions is for.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::document::pointer::JsonPointer;

/// One document by its file name, or every document.
#[derive(Debug, Clone)]
pub(super) enum OverlayScope {
    Every,
    Named {
        /// The document as the overlay names it: a path or a URL.
        reference: String,
        /// Whether it is there, beside the overlay; assumed where that cannot be told.
        exists: bool,
    },
}

/// A document that is neither the one at hand nor any other: its name must be misspelt, and what
/// is meant for it would never be applied.
#[derive(Debug)]
pub(super) struct NoSuchDocument<'a>(&'a str);

impl OverlayScope {
    /// The scope of what names a document, written in an overlay in `folder`.
    pub(super) fn named(reference: &str, folder: Option<&Path>) -> Self {
        Self::Named {
            reference: reference.to_owned(),
            exists: folder.is_none_or(|folder| folder.join(reference).is_file()),
        }
    }

    /// Whether the document of this name is in the scope.
    pub(super) fn covers(&self, document: &str) -> Result<bool, NoSuchDocument<'_>> {
        match self {
            Self::Every => Ok(true),
            Self::Named { reference, .. } if file_name(reference) == file_name(document) => {
                Ok(true)
            }
            Self::Named { exists: true, .. } => Ok(false),
            Self::Named { reference, .. } => Err(NoSuchDocument(reference)),
        }
    }
}

impl NoSuchDocument<'_> {
    /// The finding, for the field that names the document.
    pub(super) fn at(&self, field: &JsonPointer<'_>) -> Diagnostic {
        let message = format!(
            "`{}` is neither the document at hand nor another one beside this overlay",
            self.0
        );
        Diagnostic::error("overlay-document-not-found", field, message)
    }
}

/// The last part of a path or a URL.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
