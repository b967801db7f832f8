//! Changes a document with OpenAPI Overlay 1.0 or 1.1.
//!
//! The standard leaves some cases open. This module handles them as follows:
//!
//! - Both versions merge values in the same way, so that a list in an update is appended to the existing list. Overlay
//!   1.0 does not define it, but its example of traits and all known tools do the same.
//! - If the old and the new value of a property are of different kinds, such as a string and a list, Overlay 1.1 forbids
//!   the update. For Overlay 1.0, the value is replaced with a warning; `null` for an object or list is ignored.
//! - The targets of an Overlay 1.0 may be strings and other values that are not objects or lists: they are removed, or
//!   replaced with a warning.
//! - A later minor version is read as Overlay 1.1, with a warning.
//! - A `JSONPath` with `-` in a name after a dot is accepted with a warning.
//!
//! The standard accepts an action that matches nothing or changes nothing, and an overlay for another document. Each is a
//! warning, and an error for [`Overlay::strict`].

mod action;
mod fields;
mod json_path;
mod merge;
mod parse;
mod query;
mod remove;
mod scan;
mod scope;
mod version;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use self::action::{ActionContext, ActionEffect, OverlayBudget};
pub(super) use self::fields::{OVERLAY_FIELDS, OverlayObject};
use self::parse::{ParsedOverlay, parse};
use self::scope::{NOT_APPLIED, no_action_for};
pub(super) use self::version::OverlayVersion;
use super::commented::{commented_values, join_commented};
use super::pointer::JsonPointer;
use super::read::read;
use super::remote::RemoteUrl;
use super::source_text::SourceText;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::one_line::one_line;
use crate::redact::redacted;

/// The codes of the warnings about actions that are not necessary or do not fit. [`Overlay::strict`] makes them errors.
const STRICT: [&str; 4] = [
    "overlay-target-not-found",
    "overlay-action-without-effect",
    "overlay-repeated-item",
    "overlay-mismatch",
];

/// A valid overlay, which [`RawDocument::with_overlays`](super::RawDocument::with_overlays) applies.
#[derive(Debug, Clone)]
pub struct Overlay {
    parsed: ParsedOverlay,
    source: SourceText,
    /// The warnings about the overlay itself.
    warnings: Diagnostics,
    is_strict: bool,
    is_shared: bool,
}

impl Overlay {
    /// Reads an overlay from a file. Paths of documents in it are relative to its folder.
    ///
    /// # Errors
    ///
    /// All errors in the overlay, with their positions in the file; or the file cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        if path.to_str().is_some_and(RemoteUrl::is_url) {
            let mut finding =
                Diagnostic::error("unreadable", "", "an overlay must be a local file")
                    .with_help("download the overlay, and pass the path of the file");
            finding.file = one_line(&redacted(&path.display().to_string()));
            return Err(finding.into());
        }
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
        findings.extend(commented_values(&source));
        join_commented(&mut findings);
        match parsed {
            Some(parsed) if !findings.has_errors() => Ok(Self {
                parsed,
                source,
                warnings: findings,
                is_strict: false,
                is_shared: false,
            }),
            _ => Err(findings),
        }
    }

    /// Makes it an error if an action matches nothing, changes nothing or repeats an item of a list, if the kinds of its
    /// values do not fit, or if the overlay has no action for a document. Use it for corrections of a document: an error
    /// shows that the document has changed.
    #[must_use]
    pub fn strict(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self
    }

    /// Declares that the overlay is applied to several documents, so that not each of them needs an action: one without is
    /// not reported.
    #[must_use]
    pub fn shared(mut self, is_shared: bool) -> Self {
        self.is_shared = is_shared;
        self
    }

    /// Requires that each action has a `description`, which the standard does not. Use it if an overlay is reviewed.
    ///
    /// # Errors
    ///
    /// All actions without a description.
    pub fn require_reasons(self) -> Result<Self, Diagnostics> {
        let at = &JsonPointer::ROOT.name("actions");
        let actions = self.parsed.actions.iter();
        let actions = actions.filter(|action| !action.has_reason);
        let findings = actions.map(|action| {
            let message = "the action has no `description`";
            let at = &at.item(action.index);
            Diagnostic::error("overlay-action-without-reason", at, message)
                .with_help("add a `description` of the mistake in the document")
        });
        let mut findings: Diagnostics = findings.collect();
        if findings.is_empty() {
            return Ok(self);
        }
        self.source.locate(&mut findings);
        Err(findings)
    }

    /// Applies the actions to a document and returns the findings. Later actions see the changes of earlier ones.
    fn apply(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        budget: &mut OverlayBudget,
    ) -> Diagnostics {
        let mut findings = Diagnostics::new();
        if let Some(finding) = self.parsed.scope.other_document(document) {
            findings.push(finding);
        } else {
            findings.extend(self.warnings.clone());
            findings.extend(self.without_action(document));
            self.apply_actions(value, document, budget, &mut findings);
        }
        self.source.locate(&mut findings);
        for finding in &mut findings {
            if self.is_error(finding.code) {
                finding.severity = Severity::Error;
            }
        }
        findings
    }

    /// Returns true if `strict` makes a finding with this code an error.
    fn is_error(&self, code: &str) -> bool {
        self.is_strict && (STRICT.contains(&code) || code == NOT_APPLIED && !self.is_shared)
    }

    /// Returns the warning that no action is for the document, unless the overlay is shared.
    fn without_action(&self, document: &SourceText) -> Option<Diagnostic> {
        let actions = &self.parsed.actions;
        let first = actions.first().filter(|_| !self.is_shared)?;
        let actions_at = JsonPointer::ROOT.name("actions");
        let at = &actions_at.item(first.index);
        let mut others = BTreeSet::new();
        for action in actions {
            // An action for a document that does not exist is an error of its own.
            if !matches!(action.scope.covers(document, at), Ok(false)) {
                return None;
            }
            others.extend(action.scope.reference());
        }
        Some(no_action_for(document, at, &others))
    }

    fn apply_actions(
        &self,
        value: &mut Value,
        document: &mut SourceText,
        budget: &mut OverlayBudget,
        findings: &mut Diagnostics,
    ) {
        let actions = JsonPointer::ROOT.name("actions");
        for action in &self.parsed.actions {
            let at = &actions.item(action.index);
            let outcome = match action.scope.covers(document, at) {
                Ok(true) => {
                    let context = &mut ActionContext {
                        version: self.parsed.version,
                        spellings: &self.parsed.spellings,
                        value,
                        document,
                        budget,
                        findings,
                    };
                    action.apply(context, at)
                }
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            findings.extend(outcome.err().into_iter().flatten());
        }
    }
}

/// Applies overlays in order and returns the findings.
pub(super) fn apply_overlays(
    overlays: &[Overlay],
    value: &mut Value,
    document: &mut SourceText,
) -> Diagnostics {
    let actions = overlays.iter().flat_map(|overlay| &overlay.parsed.actions);
    let updates = actions.filter_map(|action| match &action.effect {
        Some(ActionEffect::Update(update)) => Some(update),
        _ => None,
    });
    let mut budget = OverlayBudget::new(value, updates);
    let mut findings = Diagnostics::new();
    for overlay in overlays {
        findings.extend(overlay.apply(value, document, &mut budget));
    }
    findings
}
