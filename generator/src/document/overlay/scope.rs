//! The documents to which an overlay or an action applies.
//!
//! `extends` of an overlay is the URI of the document for which the overlay was written. The caller decides to which
//! documents the overlay is applied, so the URI does not have to match: the document may have been renamed, or
//! downloaded from the URI. The overlay is skipped only if the URI is the path of another file. The extension
//! `x-document` restricts an action to the document with this file name; a name that does not exist is an error. An
//! overlay that is skipped, or that has no action for the document, is reported.

use std::collections::BTreeSet;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::pointer::JsonPointer;
use crate::document::source_text::SourceText;

/// The code of the finding that nothing of an overlay is for the document.
pub(super) const NOT_APPLIED: &str = "overlay-not-applied";

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

    /// Returns the warning that the overlay is for another document.
    pub(super) fn other_document(&self, document: &SourceText) -> Option<Diagnostic> {
        let Self::Named {
            reference,
            exists: Some(true),
        } = self
        else {
            return None;
        };
        if is_name_of(document, reference) {
            return None;
        }
        let message = format!(
            "the overlay is for `{reference}`, and not for {}; not applied to this document",
            document.name()
        );
        let at = &JsonPointer::ROOT.name("extends");
        let finding = Diagnostic::warning(NOT_APPLIED, at, message);
        Some(finding.with_help("remove `extends` to apply the overlay to all documents"))
    }

    /// Returns true if an action with this scope applies to the document. `at` is the pointer of the action. Returns an
    /// error if the named document does not exist, probably because its name is misspelt.
    pub(super) fn covers(
        &self,
        document: &SourceText,
        at: &JsonPointer<'_>,
    ) -> Result<bool, Diagnostics> {
        match self {
            Self::Every => Ok(true),
            Self::Named { reference, .. } if is_name_of(document, reference) => Ok(true),
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

    /// The path or URI of the document, unless the scope is every document.
    pub(super) fn reference(&self) -> Option<&str> {
        match self {
            Self::Every => None,
            Self::Named { reference, .. } => Some(reference),
        }
    }
}

/// Returns the warning that no action is for the document. The first of the actions is the one at `at`, and all of them
/// are for one of the other documents.
pub(super) fn no_action_for(
    document: &SourceText,
    at: &JsonPointer<'_>,
    others: &BTreeSet<&str>,
) -> Diagnostic {
    let message = format!(
        "no action of the overlay is for {}; nothing was applied to this document",
        document.name()
    );
    let others: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
    let help = format!(
        "the actions are for {}; remove `x-document` to apply an action to all documents",
        others.join(", ")
    );
    Diagnostic::warning(NOT_APPLIED, &at.name("x-document"), message).with_help(help)
}

/// Returns true if a path or URI has the file name of the document, or of another version of it.
fn is_name_of(document: &SourceText, reference: &str) -> bool {
    document
        .names()
        .any(|name| file_name(name) == file_name(reference))
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
