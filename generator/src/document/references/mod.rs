//! Resolves references: checks that all targets exist, and moves targets into the components.
//!
//! In OpenAPI, a reference can point to any part of a document. After this step, all references have the form
//! `#/components/<section>/<name>`; other targets are moved to the components or, if OpenAPI 3.0 has no component of
//! that kind, copied to the place of the reference.

mod check;
mod collect;
mod components;
mod copy;
mod inline;
mod suggest;
mod target;

pub(super) use self::check::check;
pub(super) use self::collect::{Reference, all_references, references};
pub(super) use self::components::{MovedComponents, move_to_components};
pub(super) use self::inline::inline;
pub(super) use self::target::percent_decode;
pub(crate) use self::target::{local_pointer, resolve_pointer};
