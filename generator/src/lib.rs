//! Turns an OpenAPI 3.0 or 3.1 document into an idiomatic Rust crate.
//!
//! The whole trip, for a document in YAML or JSON:
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
//! // Text becomes a value, and what its author got wrong is corrected in the open.
//! let overlay = Overlay::parse("overlay.yaml", "
//! overlay: 1.0.0
//! info: { title: Corrections, version: 1.0.0 }
//! actions:
//!   - description: Pets of unknown age have no date of birth, and it is a date without a time.
//!     target: $.components.schemas.Pet.properties.born
//!     update: { type: [string, 'null'], format: date }
//! ")?;
//! let written = RawDocument::parse("pets.yaml", text)?.with_overlays(&[overlay])?;
//! // The value becomes one typed document, whatever dialect and notation it came in.
//! let document = Document::from_raw(written)?;
//! // The document becomes an API in Rust terms: every question of meaning and naming is settled here.
//! let (api, warnings) = resolve(&document)?;
//! assert!(warnings.is_empty());
//! assert_eq!(outline(&api)["service pets"], "trait PetsApi\n    get(id: String) -> Pet  GET /pets/{id}\n");
//! // The API becomes files.
//! let files = render(&api, &Options::default())?;
//! assert!(files["models/pet.rs"].contains("pub born: Option<Date>,"));
//! assert!(files["pets.rs"].contains("fn get(request: GetRequest, call: GetCall) -> models::Pet;"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`generate`] is the same in one call, for files on disk, and [`build::Build`] for a build script. The code that is
//! written depends on `serde` and on `apicrate-runtime`, and on nothing else.

// The features that an item needs, on docs.rs, which has the toolchain for it.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod build;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod lint;
mod media_type;
pub mod model;
mod parallel;
pub mod project;
pub mod render;
pub mod resolve;

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

pub use diagnostic::Diagnostics;
pub use document::{Document, Overlay, RawDocument};
pub use model::{Api, outline};
pub use render::{Files, Options, RenderError, render};
pub use resolve::resolve;

/// The guide and the package's front page, whose code is compiled with the tests.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../docs/generating.md")]
    struct Generating;
    #[doc = include_str!("../README.md")]
    struct Readme;
}

/// What became of a document.
#[derive(Clone, Debug)]
pub struct Generation {
    /// The API that the document describes.
    pub api: Api,
    /// The source text of each file.
    pub files: Files,
    /// What in the document was left out, guessed or renamed.
    pub warnings: Diagnostics,
    /// The other files that the document is made of.
    pub other_files: Vec<PathBuf>,
}

/// Reads the document in a file, corrects it and writes its API as Rust, in memory.
///
/// # Errors
///
/// Everything that is wrong with the overlays or with the document, and what was to be said about it besides.
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

/// Writes the API of a document as Rust, in memory: of one that was corrected by more than overlays, as
/// by [`lint::relax`].
///
/// # Errors
///
/// As those of [`generate`].
pub fn generate_from(written: RawDocument, options: &Options) -> Result<Generation, GenerateError> {
    let document = Document::from_raw(written)?;
    let (api, findings) = match resolve::resolve_unlocated(&document) {
        Ok(understood) => understood,
        Err(findings) => return Err(document.into_findings(findings).into()),
    };
    let other_files = document.other_files().map(Path::to_path_buf).collect();
    // To look up in the text where findings stand takes a while, in which the rest can be done.
    let (warnings, files) = parallel::join(
        || document.into_findings(findings),
        || render(&api, options),
    );
    Ok(Generation {
        files: files?,
        api,
        warnings,
        other_files,
    })
}

/// Why nothing became of a document.
#[derive(Debug)]
pub enum GenerateError {
    /// Everything that is wrong with the document or the overlays.
    Document(Diagnostics),
    /// Code that would not be Rust: a fault of this crate.
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
            Self::Document(findings) => findings.fmt(f),
            Self::Render(error) => error.fmt(f),
        }
    }
}

/// Each says all there is to say itself.
impl Error for GenerateError {}
