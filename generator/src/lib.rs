#![doc = include_str!("../README.md")]
//!
//! # The modules
//!
//! - [`build`]: generates code in a build script. [`render::Options`] and [`project::Config`] have all options.
//! - [`lint`]: finds errors of a document, and its parts that are not translated. [`Diagnostics`] are findings with
//!   source lines.
//! - [`diff`]: compares two versions of an API, and computes the next version of the crate.
//! - [`Overlay`]: corrects a document without changing it.
//!
//! # The steps
//!
//! [`generate`] runs all of these steps. A tool can also run them one by one, and read or change what is between them:
//!
//! ```
//! use apicrate::{Document, Options, Overlay, RawDocument, outline, render, resolve};
//!
//! let text = "
//! openapi: 3.1.0
//! info: { title: Pets, version: 1.0.0 }
//! paths:
//!   /pets/{id}:
//!     get:
//!       operationId: pets_get
//!       tags: [Pets]
//!       parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
//!       responses:
//!         '200':
//!           description: The pet.
//!           content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
//! components:
//!   schemas:
//!     Pet:
//!       type: object
//!       required: [name]
//!       properties: { name: { type: string }, born: { type: string, format: date-time } }
//! ";
//!
//! // Parse the text, and correct mistakes of the document with an overlay.
//! let overlay = Overlay::parse("overlay.yaml", "
//! overlay: 1.0.0
//! info: { title: Corrections, version: 1.0.0 }
//! actions:
//!   - description: Pets of unknown age have no date of birth, and it is a date without a time.
//!     target: $.components.schemas.Pet.properties.born
//!     update: { type: [string, 'null'], format: date }
//! ")?;
//! let raw = RawDocument::parse("pets.yaml", text)?.with_overlays(&[overlay])?;
//! // Convert any version of OpenAPI to one typed document.
//! let document = Document::from_raw(raw)?;
//! // Resolve the document to an API in Rust terms: all types, names and signatures.
//! let (api, warnings) = resolve(&document)?;
//! assert!(warnings.is_empty());
//! assert_eq!(outline(&api)["group pets"], "trait PetsApi\n    get(id: String) -> Pet  GET /pets/{id}\n");
//! // Render the API as files.
//! let files = render(&api, &Options::default())?;
//! assert!(files["models/pet.rs"].contains("pub born: Option<Date>,"));
//! assert!(files["pets.rs"].contains("pub fn get(&self, id: impl Into<String>) -> GetCall {"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Input never causes a panic.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]
// Shows on docs.rs which feature an item requires. This needs a nightly toolchain.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod build;
#[doc(hidden)]
pub mod counted;
pub mod diagnostic;
pub mod diff;
pub mod document;
mod ecma_pattern;
mod file_name;
mod files;
mod keyword;
pub mod lint;
#[doc(hidden)]
pub mod media_type;
pub mod model;
mod one_line;
mod parallel;
pub mod project;
#[doc(hidden)]
pub mod redact;
pub mod render;
pub mod resolve;
#[cfg(feature = "sample")]
pub mod sample;
mod sha256;
mod similar;
mod standard_derives;
pub mod validate;

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

pub use diagnostic::Diagnostics;
use document::Names;
pub use document::{Document, DocumentFormat, Overlay, RawDocument};
pub use model::{Api, outline};
use render::Gate;
pub use render::{Files, Options, RenderError, render};
pub use resolve::{resolve, resolve_with_names};

/// The result of [`generate`].
#[derive(Clone, Debug)]
pub struct Generation {
    /// The API that the document describes.
    pub api: Api,
    /// The names of the API. Empty unless the document [keeps names](RawDocument::keep_names).
    pub names: Names,
    /// The source text of each file.
    pub files: Files,
    /// The parts of the document that were ignored, guessed or renamed.
    pub warnings: Diagnostics,
    /// The other files that the document refers to.
    pub other_files: Vec<PathBuf>,
    /// The URLs of the remote documents that the document refers to.
    pub remote_documents: Vec<String>,
}

/// Reads a document from a file, applies overlays, and generates Rust code in memory.
///
/// # Errors
///
/// Returns all errors in the document and the overlays, together with the warnings.
pub fn generate(
    document: &Path,
    overlays: &[Overlay],
    options: &Options,
) -> Result<Generation, GenerateError> {
    generate_from(
        RawDocument::read(document)?.with_overlays(overlays)?,
        options,
    )
}

/// Generates Rust code in memory from a document that is already parsed, for example one that was changed by
/// [`lint::relax`].
///
/// # Errors
///
/// Returns the same errors as [`generate`].
pub fn generate_from(raw: RawDocument, options: &Options) -> Result<Generation, GenerateError> {
    let document = Document::from_raw(raw)?;
    let resolve::Resolution {
        api,
        mut findings,
        names,
        ..
    } = match resolve::resolve_unlocated(&document) {
        Ok(resolved) => resolved,
        Err(findings) => return Err(document.into_findings(findings).into()),
    };
    if options.server != Gate::Never && options.validation {
        findings.extend(resolve::unvalidated_patterns(&api));
    }
    let other_files = document.other_files().map(Path::to_path_buf).collect();
    let remote_documents = document.remote_documents();
    let remote_documents = remote_documents.map(|(url, _)| url.to_owned()).collect();
    // Finding the source positions of the warnings takes a while, so rendering runs in parallel.
    let (warnings, files) = parallel::join(
        || document.into_findings(findings),
        || render(&api, options),
    );
    Ok(Generation {
        files: files?,
        api,
        names: names.unwrap_or_default(),
        warnings,
        other_files,
        remote_documents,
    })
}

/// Returns the findings that a document with errors has if it is [tolerant](RawDocument::tolerant), or `None` if its
/// errors cannot be tolerated. [`Diagnostics::degraded`] returns the parts that would be degraded.
#[must_use]
pub fn tolerated(raw: RawDocument) -> Option<Diagnostics> {
    let document = Document::from_raw(raw.tolerant()).ok()?;
    let resolved = resolve::resolve_unlocated(&document).ok()?;
    Some(document.into_findings(resolved.findings))
}

/// The error of [`generate`].
pub enum GenerateError {
    /// The errors in the document or the overlays.
    Document(Diagnostics),
    /// The options do not fit the document, or the generated code is not valid Rust, which is a bug in this crate.
    Render(RenderError),
}

impl From<Diagnostics> for GenerateError {
    fn from(findings: Diagnostics) -> Self {
        Self::Document(findings)
    }
}

impl From<RenderError> for GenerateError {
    fn from(error: RenderError) -> Self {
        Self::Render(error)
    }
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(findings) => fmt::Display::fmt(findings, f),
            Self::Render(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// As `Display`: a program whose `main` returns an error prints it with `Debug`.
impl fmt::Debug for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(findings) => fmt::Debug::fmt(findings, f),
            Self::Render(error) => fmt::Display::fmt(error, f),
        }
    }
}

/// Has no source: the message of each variant is complete.
impl Error for GenerateError {}
