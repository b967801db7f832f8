//! What a new version of a document does to the Rust API, told from two [`Api`] values before any code is
//! written: each change with its Rust path before and after, its bump, and what callers have to do.
//!
//! The bump is that of the code that the renderer writes, and not that of the wire format. Structs and
//! enums are `#[non_exhaustive]`, so that a new field, variant or optional parameter breaks nobody; a
//! required one is an argument of a constructor, and does. What changes on the wire alone is listed
//! apart.
//!
//! ```
//! use apicrate::diff::{Bump, diff};
//! use apicrate::{Document, resolve};
//!
//! let pets = |ty: &str| {
//!     let text = format!("
//! openapi: 3.1.0
//! info: {{ title: Pets, version: 1.0.0 }}
//! paths: {{}}
//! components: {{ schemas: {{ Pet: {{ type: object, properties: {{ age: {{ type: {ty} }} }} }} }} }}
//! ");
//!     resolve(&Document::parse("pets.yaml", text)?).map(|(api, _)| api)
//! };
//! let changes = diff(&pets("integer")?, &pets("number")?);
//! assert_eq!(changes.bump(), Some(Bump::Major));
//! let change = &changes.api[0];
//! assert_eq!(change.after.as_deref(), Some("models::Pet::age"));
//! assert_eq!(change.note, "is `Option<f64>`, was `Option<i64>`: follow the type");
//! # Ok::<(), apicrate::Diagnostics>(())
//! ```

mod access;
mod arguments;
mod change;
mod comparison;
mod content;
mod group;
mod input;
mod operation;
mod output;
mod pairs;
mod structure;
mod translation;
mod types;
mod webhook;

use std::cmp::Reverse;

use self::comparison::Comparison;
use self::pairs::Pairs;
use crate::model::Api;

pub use self::change::{ApiChange, Bump, ChangeKind, Changes, WireChange};

/// Compares two versions of an API.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Changes {
    let mut comparison = Comparison {
        old,
        new,
        pairs: Pairs::new(old, new),
        changes: Changes::default(),
    };
    comparison.front_page();
    comparison.reach();
    comparison.services();
    comparison.operations();
    comparison.types();
    comparison.webhooks();
    let mut changes = comparison.changes;
    changes.api.sort_by_key(|change| Reverse(change.bump));
    changes
}
