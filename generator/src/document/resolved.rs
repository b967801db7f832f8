//! A document with resolved references, in its own version of OpenAPI.

use std::path::Path;

use serde_json::Value;

use super::grammar::ObjectKind;
use super::limits::too_deep;
use super::pointer::JsonPointer;
use super::raw_document::RawDocument;
use super::references::{prune, resolve_references};
use super::selection::Selection;
use super::sources::Sources;
use super::tolerance::{DegradedParts, Regions};
use super::version::OpenApiVersion;
use crate::diagnostic::Diagnostics;

/// Resolves the references of a document in place. Returns `None` if there are errors that are not tolerated.
pub(super) fn resolve(
    document: &mut Value,
    version: OpenApiVersion,
    sources: &mut Sources,
    is_tolerant: bool,
    findings: &mut Diagnostics,
) -> Option<DegradedParts> {
    resolve_references(document, version, sources, is_tolerant, findings);
    let mut parts = DegradedParts::default();
    if is_tolerant && parts.tolerate(document, &Regions::new(), findings) {
        prune(document, ObjectKind::Document);
    }
    (!findings.has_errors()).then_some(parts)
}

/// A document in which every reference has the form `#/components/<section>/<name>`, and its target exists. Its schemas
/// have all keywords of its version; Swagger 2.0 is converted to OpenAPI 3.0.
#[derive(Debug)]
pub(crate) struct ResolvedDocument {
    pub(crate) value: Value,
    pub(crate) version: OpenApiVersion,
    /// The findings, which are located.
    pub(crate) warnings: Diagnostics,
    pub(crate) selection: Selection,
    sources: Sources,
}

impl ResolvedDocument {
    pub(crate) fn from_raw(raw: RawDocument) -> Result<Self, Diagnostics> {
        let is_tolerant = raw.is_tolerant();
        let selection = raw.selection().clone();
        let (mut value, source, mut findings) = raw.into_parts();
        let version = OpenApiVersion::from_document(&value);
        let mut sources = Sources::new(source);
        let is_resolved = match version {
            Ok(version) => resolve(
                &mut value,
                version,
                &mut sources,
                is_tolerant,
                &mut findings,
            )
            .is_some(),
            Err(_) => false,
        };
        findings.extend(too_deep(&value, &JsonPointer::ROOT).filter(|_| is_resolved));
        match version {
            Ok(version) if !findings.has_errors() => Ok(Self {
                warnings: sources.locate(findings),
                value,
                version,
                selection,
                sources,
            }),
            version => {
                findings.extend(version.err().unwrap_or_default());
                Err(sources.locate(findings))
            }
        }
    }

    /// The paths of the other files to which the document refers.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.files.paths()
    }

    /// Fills in file, position and excerpt of diagnostics about the value.
    pub(crate) fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        self.sources.locate(diagnostics)
    }
}
