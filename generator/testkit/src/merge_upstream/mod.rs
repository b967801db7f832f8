//! Merges a new upstream document into the document of this workspace. Everything that has meaning to programs is
//! taken from upstream. Descriptions and examples stay ours; upstream's are never copied.

mod facts;
mod merged_document;
mod yaml;

use apicrate::diagnostic::Diagnostic;
use apicrate::document::{JsonPointer, ObjectKind, segments};
use apicrate::lint::{InvalidExample, MissingProperty, invalid_examples};
use apicrate::sample::valid_value;
use apicrate::validate::ApiDescription;
use apicrate::{Diagnostics, Overlay, RawDocument};
use serde_json::Value;

pub use self::merged_document::MergedDocument;

/// The maximum number of times that an example is completed. A value that is made from a schema has all required
/// properties, so once is usually enough.
const MAX_ROUNDS: usize = 4;

/// Merges `upstream` into `ours`. The overlays are applied before the examples are validated. An example that only lacks
/// required properties gets them; another one that is invalid is removed.
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
    let mut invalid = invalid_examples(&corrected(&value)?);
    for _ in 0..MAX_ROUNDS {
        let before = merged.completed.len();
        // A document with other errors is reported later.
        if invalid.iter().any(|it| !it.missing.is_empty())
            && let Ok(description) = ApiDescription::from_raw(corrected(&value)?)
        {
            for example in &invalid {
                complete(&mut value, example, &description, &mut merged.completed);
            }
        }
        if merged.completed.len() == before {
            break;
        }
        invalid = invalid_examples(&corrected(&value)?);
    }
    for example in invalid {
        let pointer = &example.pointer;
        let pointer = pointer.strip_suffix("/value").unwrap_or(pointer);
        if remove(&mut value, pointer) {
            merged.removed.push(pointer.to_owned());
        }
    }
    let is_kept = |pointer: &String| value.pointer(pointer).is_some();
    merged.completed.retain(is_kept);
    merged.text = text(&value);
    Ok(merged)
}

/// Adds the missing properties to an example, with values that are valid for their schemas.
fn complete(
    value: &mut Value,
    example: &InvalidExample,
    description: &ApiDescription,
    completed: &mut Vec<String>,
) {
    for MissingProperty {
        object,
        schema,
        name,
    } in &example.missing
    {
        // A value for the whole object, because the schema of the property can be in one of several places.
        let made = valid_value(description, schema, example.direction);
        let property = made.as_ref().and_then(|made| made.get(name));
        let at = format!("{}{object}", example.pointer);
        if let (Some(property), Some(Value::Object(object))) = (property, value.pointer_mut(&at)) {
            // An example can belong to several schemas.
            if object.insert(name.clone(), property.clone()).is_none() {
                completed.push(JsonPointer::Start(&at).name(name).to_string());
            }
        }
    }
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

/// Removes the property at a pointer. Returns whether there was one.
fn remove(value: &mut Value, pointer: &str) -> bool {
    let (Some((parent, _)), Some(name)) = (pointer.rsplit_once('/'), segments(pointer).last())
    else {
        return false;
    };
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.shift_remove(&*name).is_some())
}
