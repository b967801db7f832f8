//! Reads an OpenAPI document: from text in YAML or JSON to one typed OpenAPI 3.0 document, from any dialect.
//!
//! ```text
//! text ─read─▶ RawDocument ─overlay─▶ ─normalize, load external files, resolve references─▶ ─lower 3.1 to 3.0─▶
//!      ─convert─▶ Document (openapiv3)
//! ```
//!
//! All steps but the last one change a JSON value in place. Diagnostics name JSON pointers; their positions in the
//! text are looked up only if there are diagnostics.

mod convert;
mod coverage;
mod describe;
mod extension;
mod file_access;
mod grammar;
mod limits;
mod load;
mod lower;
mod mapping;
mod normalize;
mod origins;
mod overlay;
mod overlay_edits;
mod parallel_parts;
mod pointer;
mod positions;
mod raw_document;
mod read;
mod recognize;
mod references;
mod source_text;
mod sources;
mod version;

use std::path::Path;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr};
use serde_json::Value;

use self::convert::{Webhooks, convert};
pub use self::coverage::coverage;
pub(crate) use self::extension::{ENUM_DESCRIPTIONS, ENUM_NAMES, ITEM_SCHEMA, PREFIX_ITEMS};
// Hidden items are for `apicrate-testkit`, which merges documents object by object.
#[doc(hidden)]
pub use self::grammar::{FieldShape, ObjectKind, reference};
pub(crate) use self::grammar::{METHODS, walk};
use self::limits::too_deep;
use self::lower::lower;
pub(crate) use self::lower::tuple_length;
pub(crate) use self::mapping::mapping_names;
pub use self::overlay::Overlay;
#[doc(hidden)]
pub use self::pointer::{JsonPointer, segments};
pub(crate) use self::pointer::{escape, unescape};
pub use self::raw_document::RawDocument;
use self::references::resolve_references;
pub(crate) use self::references::{local_pointer, resolve_pointer};
use self::sources::Sources;
pub(crate) use self::version::OpenApiVersion;
use crate::diagnostic::Diagnostics;

/// A typed OpenAPI 3.0 document, with its source text for the positions of later diagnostics.
#[derive(Debug, Clone)]
pub struct Document {
    /// The document, lowered to OpenAPI 3.0. Every reference has the form `#/components/<section>/<name>`, and its
    /// target exists.
    pub openapi: OpenAPI,
    /// The webhooks of an OpenAPI 3.1 document by their names.
    pub webhooks: IndexMap<String, ReferenceOr<PathItem>>,
    /// Warnings about values that were corrected, guessed or ignored.
    pub warnings: Diagnostics,
    sources: Sources,
}

impl Document {
    /// Reads a document from a file.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in the file; or the file cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        Self::from_raw(RawDocument::read(path)?)
    }

    /// Parses a document in YAML or JSON. Diagnostics show `name` as the file name.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in the text.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Diagnostics> {
        Self::from_raw(RawDocument::parse(name, text)?)
    }

    /// Converts a parsed document.
    ///
    /// # Errors
    ///
    /// All errors in the document, with their positions in its text.
    pub fn from_raw(raw: RawDocument) -> Result<Self, Diagnostics> {
        let (value, source) = raw.into_parts();
        let mut findings = Diagnostics::new();
        let mut sources = Sources::new(source);
        let processed = process(value, &mut sources, &mut findings);
        let findings = sources.locate(findings);
        match processed {
            Some((openapi, webhooks)) if !findings.has_errors() => Ok(Self {
                openapi,
                webhooks,
                warnings: findings,
                sources,
            }),
            _ => Err(findings),
        }
    }

    /// The paths of the external files that the document refers to, directly or through another external file.
    pub fn other_files(&self) -> impl Iterator<Item = &Path> {
        self.sources.paths()
    }

    /// Fills in file, position and excerpt of diagnostics about [`openapi`](Self::openapi).
    ///
    /// The pointer of a value that a step created or moved is replaced by the pointer of the value in the source
    /// that it comes from.
    #[must_use]
    pub fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        self.sources.locate(diagnostics)
    }

    /// Drops the document and returns all diagnostics about it, located: its warnings, then `diagnostics`.
    pub(crate) fn into_findings(self, diagnostics: Diagnostics) -> Diagnostics {
        let Self {
            openapi,
            webhooks,
            mut warnings,
            sources,
        } = self;
        // The typed document needs more memory than everything generated from it, so it is dropped first.
        drop((openapi, webhooks));
        warnings.extend(sources.locate(diagnostics));
        warnings.remove_duplicates();
        warnings
    }
}

/// Runs all steps. Returns `None`, with an error among the findings, if a step stops the run.
fn process(
    mut document: Value,
    sources: &mut Sources,
    findings: &mut Diagnostics,
) -> Option<(OpenAPI, Webhooks)> {
    let version = OpenApiVersion::from_document(&document)
        .map_err(|errors| findings.extend(errors))
        .ok()?;
    findings.extend(version::newer_version_warning(&document));
    resolve_references(&mut document, version, sources, findings);
    if findings.has_errors() {
        return None;
    }
    lower(&mut document, version);
    if let Some(finding) = too_deep(&document, &JsonPointer::ROOT) {
        findings.push(finding);
        return None;
    }
    Some(convert(document, findings))
}
