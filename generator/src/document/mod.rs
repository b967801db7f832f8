//! Reads an OpenAPI document: from text in YAML or JSON to one typed OpenAPI 3.0 document, from any dialect.
//!
//! ```text
//! text ─read─▶ RawDocument ─overlay─▶ ─convert 2.0, normalize, load external files, resolve references─▶
//!      ─lower 3.1 to 3.0─▶ ─convert─▶ Document (openapiv3)
//! ```
//!
//! All steps but the last one change a JSON value in place. Diagnostics name JSON pointers; their positions in the
//! text are looked up only if there are diagnostics.

mod commented;
mod config_positions;
mod convert;
mod coverage;
mod derive;
mod describe;
mod extension;
mod file_access;
mod format_type;
mod grammar;
mod grouping;
mod limits;
mod linked;
mod load;
mod location;
mod lower;
mod mapping;
mod names;
mod normalize;
mod origins;
mod overlay;
mod overlay_edits;
mod pagination;
mod parallel_parts;
mod path_item;
mod pointer;
mod positions;
mod raw_document;
mod read;
mod recognize;
mod references;
mod remote;
mod renames;
mod resolved;
mod selection;
mod source_text;
mod sources;
mod swagger;
mod tolerance;
mod type_options;
mod type_path;
mod uri;
mod version;
mod write;

use std::path::Path;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation, PathItem, ReferenceOr};
use serde_json::Value;

use self::commented::{commented_values, join_commented};
pub use self::config_positions::ConfigPositions;
use self::convert::{Converted, convert};
pub use self::coverage::coverage;
pub use self::derive::{Derive, DeriveError};
pub(crate) use self::extension::NULL_ONLY;
pub(crate) use self::extension::{
    ALLOW_RESERVED, ANY_VALUE, CONTENT_SCHEMA, COOKIE_STYLE, DEFAULT_MAPPING, ENUM_DESCRIPTIONS,
    ENUM_NAMES, ITEM_ENCODING, ITEM_SCHEMA, OPEN_PREFIX_ITEMS, OTHER_ITEMS, PREFIX_ENCODING,
    PREFIX_ITEMS, QUERY_STRING, UNEVALUATED, prefix_encoding, recent,
};
// Hidden items are for `apicrate-testkit`, which merges documents object by object.
pub use self::format_type::{FormatType, FormatTypeError};
#[doc(hidden)]
pub use self::grammar::{FieldShape, ObjectKind, reference};
pub use self::grouping::GroupBy;
use self::limits::too_deep;
pub(crate) use self::linked::LinkedDocument;
use self::lower::lower;
pub(crate) use self::lower::tuple_length;
pub(crate) use self::mapping::mapping_names;
pub use self::names::Names;
pub use self::overlay::Overlay;
pub use self::pagination::{
    NamedPagination, PaginationOverride, PaginationOverrides, PaginationRule,
};
use self::path_item::{AdditionalOperation, converted_operations};
pub(crate) use self::path_item::{OperationPosition, operations};
#[doc(hidden)]
pub use self::pointer::join_pointer;
pub use self::pointer::{JsonPointer, segments};
pub(crate) use self::pointer::{escape, unescape};
pub use self::raw_document::RawDocument;
use self::references::prune;
pub(crate) use self::references::{DynamicAnchors, local_pointer, percent_decode, resolve_pointer};
pub use self::remote::{RemoteAccess, RemoteChange};
pub use self::renames::Renames;
pub(crate) use self::resolved::ResolvedDocument;
use self::resolved::resolve;
pub(crate) use self::selection::OperationFacts;
pub use self::selection::{PatternError, Selection, SelectionPattern};
use self::sources::Sources;
pub(crate) use self::tolerance::MAX_ROUNDS;
use self::tolerance::{DegradedParts, Regions};
pub use self::type_options::TypeOptions;
pub use self::type_path::{TypePath, TypePathError};
pub(crate) use self::version::OpenApiVersion;
pub use self::write::DocumentFormat;
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
    /// The configured pagination of operations. See [`RawDocument::paginate`].
    pub pagination: PaginationOverrides,
    /// The selected operations, webhooks and models. See [`RawDocument::select`].
    pub selection: Selection,
    /// The options that decide about types. See [`RawDocument::with_types`].
    pub type_options: TypeOptions,
    /// The way in which operations are grouped. See [`RawDocument::group_by`].
    pub group_by: GroupBy,
    /// The configured names. See [`RawDocument::rename`].
    pub renames: Renames,
    /// The names that are kept. See [`RawDocument::keep_names`].
    pub names: Option<Names>,
    /// The operations that [`PathItem`] has no field for.
    additional_operations: Vec<Vec<AdditionalOperation>>,
    sources: Sources,
    tolerant: Option<Box<TolerantDocument>>,
}

/// A document whose parts with errors are degraded.
#[derive(Debug, Clone)]
struct TolerantDocument {
    /// The document before its conversion.
    value: Value,
    parts: DegradedParts,
}

impl TolerantDocument {
    /// Degrades the parts that have errors. Returns false without errors, or if one of them cannot be tolerated.
    fn tolerate(&mut self, findings: &mut Diagnostics) -> bool {
        let regions = Regions::new();
        let is_degraded = self.parts.tolerate(&mut self.value, &regions, findings);
        if is_degraded {
            prune(&mut self.value, ObjectKind::Document);
        }
        is_degraded
    }

    /// Converts the document. Degrades the parts that cannot be converted.
    fn convert(&mut self, findings: &mut Diagnostics) -> Converted {
        for _ in 1..MAX_ROUNDS {
            let mut errors = Diagnostics::new();
            let converted = convert(self.value.clone(), &mut errors);
            let is_degraded = self.tolerate(&mut errors);
            findings.extend(errors);
            if !is_degraded {
                return converted;
            }
        }
        convert(self.value.clone(), findings)
    }
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
        let is_tolerant = raw.is_tolerant();
        let pagination = raw.pagination().clone();
        let selection = raw.selection().clone();
        let type_options = raw.type_options().clone();
        let group_by = raw.grouping();
        let renames = raw.renames().clone();
        let names = raw.names().cloned();
        let (value, source, mut findings) = raw.into_parts();
        let mut sources = Sources::new(source);
        let processed = process(value, &mut sources, is_tolerant, &mut findings);
        let mut findings = sources.locate(findings);
        for (_, file) in sources.files.texts() {
            findings.extend(commented_values(file));
        }
        join_commented(&mut findings);
        match processed {
            Some((converted, tolerant)) if !findings.has_errors() => {
                let document = Self::new(converted, findings, sources, tolerant);
                Ok(Self {
                    pagination,
                    selection,
                    type_options,
                    group_by,
                    renames,
                    names,
                    ..document
                })
            }
            _ => Err(findings),
        }
    }

    fn new(
        converted: Converted,
        warnings: Diagnostics,
        sources: Sources,
        tolerant: Option<Box<TolerantDocument>>,
    ) -> Self {
        Self {
            openapi: converted.openapi,
            webhooks: converted.webhooks,
            warnings,
            pagination: PaginationOverrides::new(),
            selection: Selection::default(),
            type_options: TypeOptions::default(),
            group_by: GroupBy::default(),
            renames: Renames::default(),
            names: None,
            additional_operations: converted.additional_operations,
            sources,
            tolerant,
        }
    }

    /// The paths of the external files that the document refers to, directly or through another external file.
    pub fn other_files(&self) -> impl Iterator<Item = &Path> {
        self.sources.files.paths()
    }

    /// The URLs of the remote documents that the document refers to, with their texts.
    pub fn remote_documents(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.files.remote_documents()
    }

    /// Fills in file, position and excerpt of diagnostics about [`openapi`](Self::openapi).
    ///
    /// The pointer of a value that a step created or moved is replaced by the pointer of the value in the source
    /// that it comes from.
    #[must_use]
    pub fn locate(&self, diagnostics: Diagnostics) -> Diagnostics {
        self.sources.locate(diagnostics)
    }

    /// The operations of a path item, with their positions in it.
    pub(crate) fn operations<'a>(
        &'a self,
        item: &'a PathItem,
    ) -> impl Iterator<Item = (OperationPosition<'a>, &'a Operation)> + use<'a> {
        converted_operations(item, &self.additional_operations)
    }

    /// Keeps these names, like [`RawDocument::keep_names`].
    #[must_use]
    pub fn keep_names(self, names: Names) -> Self {
        Self {
            names: Some(names),
            ..self
        }
    }

    /// Returns the document without the parts that have errors, if it is [tolerant](RawDocument::tolerant). The errors
    /// become warnings. Returns `None` if one of them cannot be tolerated.
    pub(crate) fn degraded(&self, findings: &mut Diagnostics) -> Option<Self> {
        let mut tolerant = self.tolerant.clone()?;
        if !tolerant.tolerate(findings) {
            return None;
        }
        let converted = tolerant.convert(findings);
        let (warnings, sources) = (&self.warnings, &self.sources);
        (!findings.has_errors()).then(|| Self {
            pagination: self.pagination.clone(),
            selection: self.selection.clone(),
            type_options: self.type_options.clone(),
            group_by: self.group_by,
            renames: self.renames.clone(),
            names: self.names.clone(),
            ..Self::new(converted, warnings.clone(), sources.clone(), Some(tolerant))
        })
    }

    /// Drops the document and returns all diagnostics about it, located: its warnings, then `diagnostics`.
    pub(crate) fn into_findings(self, diagnostics: Diagnostics) -> Diagnostics {
        let Self {
            openapi,
            webhooks,
            mut warnings,
            pagination: _,
            selection: _,
            type_options: _,
            group_by: _,
            renames: _,
            names: _,
            additional_operations,
            sources,
            tolerant,
        } = self;
        // The typed document needs more memory than everything generated from it, so it is dropped first.
        drop((openapi, webhooks, additional_operations, tolerant));
        warnings.extend(sources.locate(diagnostics));
        warnings.remove_duplicates();
        warnings
    }
}

/// A converted document, and its value if it is tolerant.
type Processed = (Converted, Option<Box<TolerantDocument>>);

/// Runs all steps. Returns `None`, with an error among the findings, if a step stops the run.
fn process(
    mut document: Value,
    sources: &mut Sources,
    is_tolerant: bool,
    findings: &mut Diagnostics,
) -> Option<Processed> {
    let version = OpenApiVersion::from_document(&document)
        .map_err(|errors| findings.extend(errors))
        .ok()?;
    let parts = resolve(&mut document, version, sources, is_tolerant, findings)?;
    lower(&mut document, version);
    if let Some(finding) = too_deep(&document, &JsonPointer::ROOT) {
        findings.push(finding);
        return None;
    }
    if !is_tolerant {
        return Some((convert(document, findings), None));
    }
    let value = document;
    let mut tolerant = Box::new(TolerantDocument { value, parts });
    Some((tolerant.convert(findings), Some(tolerant)))
}
