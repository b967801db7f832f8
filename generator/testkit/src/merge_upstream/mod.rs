//! Merges a new upstream document into the document of this workspace. Everything that has meaning to programs is
//! taken from upstream. Descriptions and examples stay ours; upstream's are never copied.

mod examples;
mod facts;
mod merged_document;
mod yaml;

use apicrate::diagnostic::Diagnostic;
use apicrate::document::ObjectKind;
use apicrate::{Diagnostics, Overlay, RawDocument};
use serde_json::Value;

use self::examples::correct_examples;
pub use self::merged_document::{MergedDocument, ReplacedValue};

/// Merges `upstream` into `ours`. The overlays are applied before the examples are validated. An invalid example gets the
/// properties that it lacks, and other values in place of those that are not valid any more; it is removed only if no such
/// value is found.
///
/// # Errors
///
/// Returns an error if an overlay does not fit the merged document, or if a document is not OpenAPI 3.
pub fn merge_upstream(
    ours: &RawDocument,
    upstream: &RawDocument,
    overlays: &[Overlay],
) -> Result<MergedDocument, Diagnostics> {
    for document in [ours, upstream] {
        if document.value().get("swagger").is_some() {
            return Err(unsupported(document).into());
        }
    }
    let mut merged = MergedDocument::default();
    let mut value = facts::merge(
        ObjectKind::Document,
        ours.value(),
        upstream.value(),
        &mut merged,
    );
    let text = |value: &Value| yaml::rewrite(ours.text(), ours.value(), value);
    let corrected = |value: &Value| {
        RawDocument::parse(ours.name(), text(value)).and_then(|it| it.with_overlays(overlays))
    };
    correct_examples(&mut value, ours.value(), &mut merged, corrected)?;
    merged.text = text(&value);
    Ok(merged)
}

/// Reports a document of Swagger 2.0. The merge knows the objects of OpenAPI 3 only.
fn unsupported(document: &RawDocument) -> Diagnostic {
    let message = "documents of Swagger 2.0 cannot be merged";
    let help =
        "generate from the new document, and compare it with the old one: `cargo xtask diff`";
    let mut finding = Diagnostic::error("unsupported-version", "/swagger", message).with_help(help);
    document.name().clone_into(&mut finding.file);
    finding
}
