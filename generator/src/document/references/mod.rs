//! References: that each leads somewhere, and that all of them lead into the components.
//!
//! OpenAPI lets a reference point at any part of a document. The later rooms know but one form,
//! `#/components/<section>/<name>`; what is referred to elsewhere is moved there.

mod check;
mod collect;
mod components;
mod copy;
mod inline;
mod suggest;
mod target;

pub(super) use self::check::check;
pub(super) use self::collect::{all_references, references};
pub(super) use self::components::{MovedComponent, move_to_components, origin};
pub(super) use self::inline::inline;
pub(super) use self::target::percent_decode;
pub(crate) use self::target::{local_pointer, resolve_pointer};
