//! Corrects a third-party document with OpenAPI Overlay 1.0.
//!
//! An overlay is needed only as long as the document has the mistakes that it corrects. So each action must have a
//! description, and an action that matches nothing or does not change the document is an error.
//!
//! The standard does not define some cases. This module handles them as follows:
//!
//! - A list in an update replaces the existing list, like any other value; only objects are merged. (Overlay 1.1
//!   concatenates lists.) If the target itself is a list, the update is appended unless the list contains an equal
//!   value.
//! - Values of all types can be removed, as in Overlay 1.1, not only objects and lists.
//! - `extends` restricts an overlay, and the extension `x-document` an action, to the document with that file name. All
//!   other actions apply to every document and must match a target in each.

mod action;
mod parse;
mod query;
mod scan;
mod scope;

use std::path::Path;

use serde_json::Value;

use self::action::{ActionEffect, OverlayAction, OverlayBudget};
use self::parse::parse;
use self::scope::OverlayScope;
use super::pointer::JsonPointer;
use super::read::read;
use super::source_text::SourceText;
use crate::diagnostic::Diagnostics;

/// A valid overlay, which [`RawDocument::with_overlays`](super::RawDocument::with_overlays) applies.
#[derive(Debug, Clone)]
pub struct Overlay {
    scope: OverlayScope,
    actions: Vec<OverlayAction>,
    source: SourceText,
}

impl Overlay {
    /// Reads an overlay from a file. Paths of documents in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// All errors in the overlay, with their positions in the file; or the file cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::read(path)?, path.parent())
    }

    /// Reads several overlays in order.
    ///
    /// # Errors
    ///
    /// The errors of all overlays, each as of [`read`](Self::read).
    pub fn read_all(paths: &[impl AsRef<Path>]) -> Result<Vec<Self>, Diagnostics> {
        let mut overlays = Vec::with_capacity(paths.len());
        let mut findings = Diagnostics::new();
        for path in paths {
            match Self::read(path.as_ref()) {
                Ok(overlay) => overlays.push(overlay),
                Err(errors) => findings.extend(errors),
            }
        }
        if findings.is_empty() {
            Ok(overlays)
        } else {
            Err(findings)
        }
    }

    /// Parses an overlay in YAML or JSON. Diagnostics show `name` as the file name. The existence of the documents that
    /// it names is not checked.
    ///
    /// # Errors
    ///
    /// All errors in the overlay, with their positions in the text.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::new(name.into(), text.into()), None)
    }

    fn from_source(source: SourceText, folder: Option<&Path>) -> Result<Self, Diagnostics> {
        let mut findings = Diagnostics::new();
        let parsed = match read(&source) {
            Ok(value) => parse(&value, &source, folder, &mut findings),
            Err(errors) => {
                findings.extend(errors);
                None
            }
        };
        source.locate(&mut findings);
        match parsed {
            Some((scope, actions)) if findings.is_empty() => Ok(Self {
                scope,
                actions,
                source,
            }),
            _ => Err(findings),
        }
    }

    /// Applies the actions to a document and returns the errors. Later actions see the changes of earlier ones.
    fn apply(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        budget: &mut OverlayBudget,
    ) -> Diagnostics {
        let mut findings = Diagnostics::new();
        match self.scope.covers(document.name()) {
            Ok(true) => findings.extend(self.apply_actions(value, document, budget)),
            Ok(false) => {}
            Err(error) => findings.push(error.at(&JsonPointer::ROOT.name("extends"))),
        }
        self.source.locate(&mut findings);
        findings
    }

    fn apply_actions(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        budget: &mut OverlayBudget,
    ) -> Diagnostics {
        let actions = JsonPointer::ROOT.name("actions");
        let mut findings = Diagnostics::new();
        for (index, action) in self.actions.iter().enumerate() {
            let at = &actions.item(index);
            match action.scope.covers(document.name()) {
                Ok(true) => {
                    let outcome = action.apply(value, document, at, budget);
                    findings.extend(outcome.err().into_iter().flatten());
                }
                Ok(false) => {}
                Err(error) => findings.push(error.at(&at.name("x-document"))),
            }
        }
        findings
    }
}

/// Applies overlays in order and returns the errors.
pub(super) fn apply_overlays(
    overlays: &[Overlay],
    value: &mut Value,
    document: &mut SourceText,
) -> Diagnostics {
    let actions = overlays.iter().flat_map(|overlay| &overlay.actions);
    let updates = actions.filter_map(|action| match &action.effect {
        ActionEffect::Update(update) => Some(update),
        ActionEffect::Remove => None,
    });
    let mut budget = OverlayBudget::new(value, updates);
    let mut findings = Diagnostics::new();
    for overlay in overlays {
        findings.extend(overlay.apply(value, document, &mut budget));
    }
    findings
}
