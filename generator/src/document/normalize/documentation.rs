//! The parts of a document that no generated code depends on. An error in one of them is a warning.

use crate::document::grammar::{ObjectKind, is_checked_only};

/// Returns true if objects of this kind describe the API for readers only.
pub(super) const fn is_documentation(kind: ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Contact
            | ObjectKind::License
            | ObjectKind::ExternalDocumentation
            | ObjectKind::Tag
            | ObjectKind::Example
            | ObjectKind::Link
    )
}

/// Returns true if a field describes the API for readers only, or is a constraint that is only documented.
pub(super) fn is_documentation_field(kind: ObjectKind, name: &str) -> bool {
    match kind {
        ObjectKind::Schema if is_checked_only(name) => true,
        ObjectKind::Schema => matches!(
            name,
            "title"
                | "description"
                | "$comment"
                | "$schema"
                | "deprecated"
                | "externalDocs"
                | "minLength"
                | "maxLength"
                | "minProperties"
                | "maxProperties"
                | "multipleOf"
                | "pattern"
                | "uniqueItems"
        ),
        ObjectKind::Document => {
            matches!(name, "info" | "tags" | "externalDocs" | "jsonSchemaDialect")
        }
        ObjectKind::Info => true,
        // The names of these fields come from the document.
        ObjectKind::SecurityRequirement | ObjectKind::Callback => false,
        _ => matches!(
            name,
            "summary"
                | "description"
                | "bearerFormat"
                | "deprecated"
                | "externalDocs"
                | "examples"
                | "links"
        ),
    }
}
