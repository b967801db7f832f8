//! References: that each leads somewhere, and that all of them lead into the components.
//!
//! OpenAPI lets a reference point at any part of a document. The later rooms know but one form,
//! `#/components/<section>/<name>`; what is referred to elsewhere is moved there.

mod check;
mod closest;
mod hoist;
mod inline;
mod target;

use serde_json::Value;

pub(super) use self::check::check;
use self::check::check_within;
pub(super) use self::hoist::{Hoisted, hoist, origin};
pub(super) use self::inline::inline;
pub(super) use self::target::percent_decoded;
pub(crate) use self::target::{local, resolve as follow};
use super::conform::Standard;
use super::grammar::{Kind, reference, walk};
use super::parts;
use super::pointer::Pointer;
use crate::diagnostic::Diagnostics;

/// A reference and the place it stands in.
#[derive(Debug)]
pub(super) struct Reference {
    /// The pointer of the object that holds the `$ref`.
    pub(super) at: String,
    /// What stands there, once the reference is followed.
    kind: Kind,
    /// The reference as it is written.
    text: String,
}

/// All references of a document, in its order.
pub(super) fn all_references(document: &mut Value) -> Vec<Reference> {
    references(document, |_, _| true)
}

/// The references of a document to which something applies, by their kind and text, in its order.
pub(super) fn references(
    document: &mut Value,
    applies: impl Fn(Kind, &str) -> bool + Sync,
) -> Vec<Reference> {
    let found = parts::each(document, |part, kind, at| {
        references_within(part, kind, at, &applies)
    });
    found.into_iter().flatten().collect()
}

/// The references below a value to which something applies.
fn references_within(
    value: &mut Value,
    kind: Kind,
    at: &Pointer<'_>,
    applies: impl Fn(Kind, &str) -> bool,
) -> Vec<Reference> {
    let mut found = Vec::new();
    walk(value, kind, at, &mut |kind, at, value| {
        if !kind.is_referable() {
            return;
        }
        if let Some(text) = reference(value).filter(|text| applies(kind, text)) {
            found.push(Reference {
                at: at.into(),
                kind,
                text: text.to_owned(),
            });
        }
    });
    found
}

/// A copy of what stands where the standard has no place for it. Nobody has looked at it so far.
fn copy(
    document: &Value,
    kind: Kind,
    pointer: &str,
    standard: Standard<'_>,
    findings: &mut Diagnostics,
) -> Value {
    let mut value = document.pointer(pointer).cloned().unwrap_or_default();
    let at = Pointer::Start(pointer);
    standard.conform(&mut value, kind, &at, findings);
    check_within(document, &mut value, kind, &at, findings);
    value
}
