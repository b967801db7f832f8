//! The changes of the Rust API between two versions of a document, computed from two [`Api`] values before any code
//! is generated: for each change its Rust path before and after, its version bump, and a migration note.
//!
//! The bump is that of the generated code and not that of the wire format. Structs and enums are
//! `#[non_exhaustive]`, so a new field, variant or optional parameter does not break code. A new required field or
//! parameter does, because it is an argument of a constructor. Changes that are visible only on the wire are listed
//! separately.
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
//! assert_eq!(change.note, "is now `Option<f64>` (before: `Option<i64>`): adapt to the new type");
//! # Ok::<(), apicrate::Diagnostics>(())
//! ```

mod access;
mod arguments;
mod change;
mod comparison;
mod content;
mod error;
mod group;
mod input;
mod old_names;
mod operation;
mod output;
mod pairs;
mod server;
mod structure;
mod translation;
mod types;
mod validation;
mod webhook;

use std::cmp::Reverse;

use self::comparison::Comparison;
use self::pairs::Pairs;
use crate::model::Api;

pub use self::change::{ApiChange, Bump, ChangeKind, Changes, WireChange};
pub use self::old_names::{Renames, renames};

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
    comparison.access();
    comparison.servers();
    comparison.groups();
    comparison.operations();
    comparison.types();
    comparison.type_aliases();
    comparison.webhooks();
    comparison.validation();
    let mut changes = comparison.changes;
    changes.api.sort_by_key(|change| Reverse(change.bump));
    changes
}
