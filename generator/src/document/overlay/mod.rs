//! Corrections of a document that somebody else keeps: OpenAPI Overlay 1.0.
//!
//! An overlay lives as long as the fault it corrects. So an action has to say why it is there, and
//! one that finds nothing to act on, or finds the document already as it should be, is an error
//! and never passed over.
//!
//! What the standard leaves open is decided like this:
//!
//! - A list in an update takes the place of the list it meets, as any other value does; objects
//!   alone are merged. (Overlay 1.1 joins lists.) A list that is itself the target gets the update
//!   as one more entry, unless it has an equal one.
//! - Values of every kind can be removed, as in Overlay 1.1, and not just objects and lists.
//! - `extends` limits an overlay, and the extension `x-document` an action, to the document with
//!   that file name. Everything else is for every document that the overlay is applied to, and has
//!   to find its target in each.

mod action;
mod parse;
mod scope;

use std::path::Path;

use serde_json::Value;

use self::action::OverlayAction;
use self::parse::parse;
use self::scope::OverlayScope;
use super::pointer::JsonPointer;
use super::read::read;
use super::source_text::SourceText;
use crate::diagnostic::Diagnostics;

/// An overlay, parsed and ready to be applied with
/// [`RawDocument::with_overlays`](super::RawDocument::with_overlays).
#[derive(Debug, Clone)]
pub struct Overlay {
    scope: OverlayScope,
    actions: Vec<OverlayAction>,
    source: SourceText,
}

impl Overlay {
    /// Reads the overlay in a file. The documents that it names are looked for from the file's
    /// folder.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the overlay, located in the file; or that the file cannot be
    /// read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::from_source(SourceText::read(path)?, path.parent())
    }

    /// Reads overlays, in their order.
    ///
    /// # Errors
    ///
    /// What [`read`](Self::read) says is wrong with any of them.
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

    /// Reads an overlay in YAML or JSON; `name` is what findings call it. Whether there are
    /// documents of the names that it gives remains unknown.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the overlay, located in the text.
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

    /// Changes a document, and says what could not be done. Later actions find what earlier ones
    /// have made.
    pub(super) fn apply(&self, value: &mut Value, document: &mut SourceText) -> Diagnostics {
        let mut findings = Diagnostics::new();
        match self.scope.covers(document.name()) {
            Ok(true) => findings.extend(self.act(value, document)),
            Ok(false) => {}
            Err(error) => findings.push(error.at(&JsonPointer::ROOT.name("extends"))),
        }
        self.source.locate(&mut findings);
        findings
    }

    fn act(&self, value: &mut Value, document: &mut SourceText) -> Diagnostics {
        let actions = JsonPointer::ROOT.name("actions");
        let mut findings = Diagnostics::new();
        for (index, action) in self.actions.iter().enumerate() {
            let at = &actions.item(index);
            match action.scope.covers(document.name()) {
                Ok(true) => {
                    let outcome = action.apply(value, document, at);
                    findings.extend(outcome.err().into_iter().flatten());
                }
                Ok(false) => {}
                Err(error) => findings.push(error.at(&at.name("x-document"))),
            }
        }
        findings
    }
}
