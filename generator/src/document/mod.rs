//! From text to one typed OpenAPI 3.0 document, whatever dialect and notation it was written in.
//!
//! ```text
//! text ─read─▶ value ─overlay─▶ corrected ─gather─▶ whole ─conform─▶ right ─hoist, inline─▶ one form of reference
//!      ─lower─▶ 3.0 ─typed─▶ OpenAPI
//! ```
//!
//! The steps up to the last one change a JSON value in place. Findings name JSON pointers; where
//! these stand in the text is only looked up when there are findings.

mod bounds;
mod conform;
mod coverage;
mod edits;
mod external;
mod grammar;
mod lower;
mod overlay;
mod parts;
mod pointer;
mod position;
mod read;
mod reference;
mod source;
mod typed;
mod version;
mod written;

use std::path::Path;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr};
use serde_json::Value;

use self::bounds::too_deep;
use self::conform::Standard;
pub use self::coverage::coverage;
use self::external::{Externals, gather};
pub(crate) use self::grammar::{Kind, METHODS, Shape, reference, walk};
use self::lower::lower;
pub(crate) use self::lower::{
    ENUM_DESCRIPTIONS, ENUM_NAMES, ITEM_SCHEMA, PREFIX_ITEMS, tuple_length,
};
pub use self::overlay::Overlay;
pub(crate) use self::pointer::{Pointer, escape, segments, unescaped};
use self::reference::{Hoisted, all_references, check, hoist, inline, origin};
pub(crate) use self::reference::{follow, local};
use self::source::Source;
use self::typed::{Webhooks, typed};
pub(crate) use self::version::Version;
pub use self::written::Written;
use crate::diagnostic::Diagnostics;

/// An OpenAPI document as the later rooms read it, with its source at hand for their findings.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document in the terms of OpenAPI 3.0. All references in it are of the form
    /// `#/components/<section>/<name>` and lead somewhere.
    pub openapi: OpenAPI,
    /// The webhooks of an OpenAPI 3.1 document by their names.
    pub webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// What was corrected, guessed or left out on the way.
    pub warnings: Diagnostics,
    source: Source,
    externals: Externals,
    hoisted: Vec<Hoisted>,
}

impl Document {
    /// Reads the document in a file.
    ///
    /// # Errors
    ///
    /// Everything that keeps the document from being understood, located in the file; or that the
    /// file cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::of(Written::read(path)?)
    }

    /// Reads a document in YAML or JSON; `name` is what findings call it.
    ///
    /// # Errors
    ///
    /// Everything that keeps the document from being understood, located in the text.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Diagnostics> {
        Self::of(Written::parse(name, text)?)
    }

    /// Understands a document.
    ///
    /// # Errors
    ///
    /// Everything that keeps the document from being understood, located in its text.
    pub fn of(written: Written) -> Result<Self, Diagnostics> {
        let (mut value, source) = written.into_parts();
        let mut findings = Diagnostics::new();
        let mut hoisted = Vec::new();
        let externals = gather(&mut value, &source, &mut findings);
        let understood = understand(value, &source, &mut findings, &mut hoisted);
        let findings = locate(findings, &source, &externals, &hoisted);
        match understood {
            Some((openapi, webhooks)) if !findings.has_errors() => Ok(Self {
                openapi,
                webhooks,
                warnings: findings,
                source,
                externals,
                hoisted,
            }),
            _ => Err(findings),
        }
    }

    /// The other files that the document is made of, by references from it or from each other.
    pub fn other_files(&self) -> impl Iterator<Item = &Path> {
        self.externals.paths()
    }

    /// Fills in file, position and source line of findings about [`openapi`](Self::openapi).
    ///
    /// A pointer to something that reading the document has made or moved is turned into the
    /// pointer to what it was made of.
    #[must_use]
    pub fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        locate(diagnostics, &self.source, &self.externals, &self.hoisted)
    }

    /// What is left of a document when its meaning is known: all that was found in it, now located.
    pub(crate) fn into_findings(self, diagnostics: Diagnostics) -> Diagnostics {
        let Self {
            openapi,
            webhooks,
            mut warnings,
            source,
            externals,
            hoisted,
        } = self;
        // It takes more memory than all that is made of it.
        drop((openapi, webhooks));
        warnings.extend(locate(diagnostics, &source, &externals, &hoisted));
        warnings
    }
}

/// The whole trip. `None`, and an error among the findings, if it ends early.
fn understand(
    mut document: Value,
    source: &Source,
    findings: &mut Diagnostics,
    hoisted: &mut Vec<Hoisted>,
) -> Option<(OpenAPI, Webhooks)> {
    let version = Version::of(&document)
        .map_err(|errors| findings.extend(errors))
        .ok()?;
    findings.extend(version::newer(&document));
    let standard = Standard { version, source };
    standard.conform(&mut document, Kind::Document, &Pointer::ROOT, findings);
    let mut references = all_references(&mut document);
    check(&document, &references, findings);
    if findings.has_errors() {
        return None;
    }
    *hoisted = hoist(&mut document, &mut references, standard, findings);
    inline(&mut document, references, standard, findings);
    if findings.has_errors() {
        return None;
    }
    lower(&mut document, version);
    if let Some(finding) = too_deep(&document, &Pointer::ROOT) {
        findings.push(finding);
        return None;
    }
    Some(typed(document, findings))
}

fn locate(
    mut diagnostics: Diagnostics,
    source: &Source,
    externals: &Externals,
    hoisted: &[Hoisted],
) -> Diagnostics {
    for diagnostic in &mut diagnostics {
        if diagnostic.file.is_empty() {
            diagnostic.pointer = origin(hoisted, &diagnostic.pointer);
        }
    }
    externals.locate(&mut diagnostics);
    source.locate(&mut diagnostics);
    diagnostics
}
