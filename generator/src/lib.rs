//! Turns an OpenAPI 3.0 or 3.1 document into an idiomatic Rust crate.
//!
//! The whole trip, for a document in YAML or JSON:
//!
//! ```
//! use trophy_generator::{Document, Options, outline, render, resolve};
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
//!       properties: { name: { type: string }, born: { type: [string, 'null'], format: date } }
//! ";
//!
//! // Text becomes one typed document, whatever dialect and notation it came in.
//! let document = Document::parse("pets.yaml", text)?;
//! // The document becomes an API in Rust terms: every question of meaning and naming is settled here.
//! let (api, warnings) = resolve(&document)?;
//! assert!(warnings.is_empty());
//! assert_eq!(outline(&api)["service pets"], "trait PetsApi\n    get(id: String) -> Pet  GET /pets/{id}\n");
//! // The API becomes files.
//! let files = render(&api, &Options::default())?;
//! assert!(files["models/pet.rs"].contains("pub born: Option<Date>,"));
//! assert!(files["pets.rs"].contains("pub trait PetsApi: Send + Sync {"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`generate`] is the same in one call, for files on disk. The code that is written depends on `serde` and
//! on `trophy-runtime`, and on nothing else.

pub mod diagnostic;
pub mod document;
pub mod examples;
pub mod model;
pub mod render;
pub mod resolve;

use std::error::Error;
use std::path::Path;

pub use diagnostic::Diagnostics;
pub use document::Document;
pub use model::{Api, outline};
pub use render::{Files, Options, render};
pub use resolve::resolve;

/// What became of a document.
#[derive(Clone, Debug)]
pub struct Generation {
    /// The API that the document describes.
    pub api: Api,
    /// The source text of each file.
    pub files: Files,
    /// What in the document was left out, guessed or renamed.
    pub warnings: Diagnostics,
}

/// Reads the document in a file and writes its API as Rust, in memory.
///
/// # Errors
///
/// [`Diagnostics`] with everything that is wrong with the document, or a
/// [`RenderError`](render::RenderError), which would be a fault of this crate.
pub fn generate(document: &Path, options: &Options) -> Result<Generation, Box<dyn Error>> {
    let document = Document::read(document)?;
    let (api, findings) = resolve(&document)?;
    let mut warnings = document.warnings;
    warnings.extend(findings);
    let files = render(&api, options)?;
    Ok(Generation { api, files, warnings })
}
