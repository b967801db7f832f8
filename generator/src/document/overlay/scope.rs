//! The documents to which an overlay or an action applies.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::document::pointer::JsonPointer;

/// Every document, or one document by its file name.
#[derive(Debug, Clone)]
pub(super) enum OverlayScope {
    Every,
    Named {
        /// The path or URL of the document in the overlay.
        reference: String,
        /// True if the file exists, relative to the overlay, or if the folder of the overlay is not known.
        exists: bool,
    },
}

/// The error that a named document does not exist, probably because its name is misspelt.
#[derive(Debug)]
pub(super) struct NoSuchDocument<'a>(&'a str);

impl OverlayScope {
    /// Creates the scope for a document that an overlay in `folder` names.
    pub(super) fn named(reference: &str, folder: Option<&Path>) -> Self {
        Self::Named {
            reference: reference.to_owned(),
            exists: folder.is_none_or(|folder| folder.join(reference).is_file()),
        }
    }

    /// Returns true if the scope includes the document with this name.
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
    /// Creates the diagnostic for the field that names the document.
    pub(super) fn at(&self, field: &JsonPointer<'_>) -> Diagnostic {
        let message = format!(
            "`{}` is not the name of this document, and no file with that path exists",
            self.0
        );
        Diagnostic::error("overlay-document-not-found", field, message)
    }
}

/// The last segment of a path or URL.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
