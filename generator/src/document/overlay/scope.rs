//! The documents to which an overlay or an action applies.
//!
//! `extends` of an overlay is the URI of the document for which the overlay was written. The caller decides to which
//! documents the overlay is applied, so the URI does not have to match: the document may have been renamed, or
//! downloaded from the URI. The overlay is skipped only if the URI is the path of another file. The extension
//! `x-document` restricts an action to the document with this file name; a name that does not exist is an error.

use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::pointer::JsonPointer;

/// Every document, or one document by its file name.
#[derive(Debug, Clone)]
pub(super) enum OverlayScope {
    Every,
    Named {
        /// The path or URI of the document in the overlay.
        reference: String,
        /// Whether the file exists, relative to the overlay; `None` if the folder of the overlay is not known.
        exists: Option<bool>,
    },
}

impl OverlayScope {
    /// Creates the scope for a document that an overlay in `folder` names.
    pub(super) fn named(reference: &str, folder: Option<&Path>) -> Self {
        let path = path(reference);
        Self::Named {
            reference: reference.to_owned(),
            exists: folder.map(|folder| folder.join(path).is_file()),
        }
    }

    /// Returns the warning that the overlay is for another document than the one with this name.
    pub(super) fn other_document(&self, document: &str) -> Option<Diagnostic> {
        let Self::Named {
            reference,
            exists: Some(true),
        } = self
        else {
            return None;
        };
        if file_name(reference) == file_name(document) {
            return None;
        }
        let message = format!(
            "the overlay is for `{reference}`, and not for {document}; not applied to this document"
        );
        let finding = Diagnostic::warning(
            "overlay-not-applied",
            &JsonPointer::ROOT.name("extends"),
            message,
        );
        Some(finding.with_help("remove `extends` to apply the overlay to all documents"))
    }

    /// Returns true if an action with this scope applies to the document with this name. `at` is the pointer of the
    /// action. Returns an error if the named document does not exist, probably because its name is misspelt.
    pub(super) fn covers(&self, document: &str, at: &JsonPointer<'_>) -> Result<bool, Diagnostics> {
        match self {
            Self::Every => Ok(true),
            Self::Named { reference, .. } if file_name(reference) == file_name(document) => {
                Ok(true)
            }
            Self::Named {
                reference,
                exists: Some(false),
            } => {
                let message = format!(
                    "`{reference}` is not the name of this document, and no file with that path exists"
                );
                let at = &at.name("x-document");
                Err(Diagnostic::error("overlay-document-not-found", at, message).into())
            }
            Self::Named { .. } => Ok(false),
        }
    }
}

/// The path in a relative reference or in a URI with the scheme `file`.
fn path(reference: &str) -> &str {
    let path = reference.strip_prefix("file://").unwrap_or(reference);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// The last segment of a path or URI.
fn file_name(reference: &str) -> &str {
    let path = path(reference);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
