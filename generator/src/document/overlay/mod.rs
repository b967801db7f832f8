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
mod form;
mod scope;

use std::path::Path;

use serde_json::Value;

use self::action::Action;
use self::form::understand;
use self::scope::Scope;
use super::pointer::Pointer;
use super::read::read;
use super::source::Source;
use crate::diagnostic::Diagnostics;

/// An overlay, understood and ready to be applied with
/// [`Written::with`](super::Written::with).
#[derive(Debug, Clone)]
pub struct Overlay {
    scope: Scope,
    actions: Vec<Action>,
    source: Source,
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
        Self::of(Source::read(path)?, path.parent())
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
        Self::of(Source::new(name.into(), text.into()), None)
    }

    fn of(source: Source, folder: Option<&Path>) -> Result<Self, Diagnostics> {
        let mut findings = Diagnostics::new();
        let understood = match read(&source) {
            Ok(value) => understand(&value, &source, folder, &mut findings),
            Err(errors) => {
                findings.extend(errors);
                None
            }
        };
        source.locate(&mut findings);
        match understood {
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
    pub(super) fn apply(&self, value: &mut Value, document: &mut Source) -> Diagnostics {
        let mut findings = Diagnostics::new();
        match self.scope.covers(document.name()) {
            Ok(true) => findings.extend(self.act(value, document)),
            Ok(false) => {}
            Err(error) => findings.push(error.at(&Pointer::ROOT.name("extends"))),
        }
        self.source.locate(&mut findings);
        findings
    }

    fn act(&self, value: &mut Value, document: &mut Source) -> Diagnostics {
        let actions = Pointer::ROOT.name("actions");
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
