//! Resolves references, for every kind of object and in all files of a document.
//!
//! In OpenAPI, a reference can point to any part of a document or of another file. After this step, all references have
//! the form `#/components/<section>/<name>`:
//!
//! 1. [`discover`] finds the target of each reference. It loads other files, converts Swagger 2.0, normalizes values that
//!    are only defined by references to them, and reports references without a target.
//! 2. [`move_to_components`] moves the targets to the components.
//! 3. [`inline`] copies the targets that cannot be components in OpenAPI 3.0 to the places of the references.
//! 4. [`prune`] removes references without a target.

mod check;
mod collect;
mod components;
mod discover;
mod identifiers;
mod include;
mod inline;
mod localize;
mod prune;
mod reference;
mod swagger_state;
mod target;
mod unused;

use serde_json::Value;

use self::components::move_to_components;
pub(super) use self::discover::discover;
pub(crate) use self::identifiers::DynamicAnchors;
use self::inline::inline;
pub(super) use self::localize::{has_identifiers, localize};
pub(super) use self::prune::prune;
pub(crate) use self::target::{local_pointer, percent_decode, resolve_pointer};
use self::unused::tolerate_unused;
use super::grammar::ObjectKind;
use super::limits::ReferenceBudget;
use super::sources::Sources;
use super::swagger::add_discriminator_values;
use super::tolerance::DegradedParts;
use super::version::OpenApiVersion;
use crate::diagnostic::Diagnostics;

/// Normalizes a document and resolves its references. Each reference that cannot be resolved is reported and removed. If
/// `is_tolerant` is true, the parts of the document that have errors are degraded.
pub(super) fn resolve_references(
    document: &mut Value,
    version: OpenApiVersion,
    sources: &mut Sources,
    is_tolerant: bool,
    findings: &mut Diagnostics,
) {
    let mut budget = ReferenceBudget::new(document);
    let references = discover(document, version, sources, &mut budget, findings);
    tolerate_unused(document, &references, findings);
    let is_degraded = is_tolerant && {
        let regions = references.regions.iter().cloned().collect();
        DegradedParts::default().tolerate(document, &regions, findings)
    };
    move_to_components(document, &references, &mut sources.origins);
    inline(document, sources, &mut budget, findings);
    if references.has_swagger {
        add_discriminator_values(document, findings);
    }
    if references.has_removed || is_degraded {
        prune(document, ObjectKind::Document);
    }
}
