//! Which OpenAPI a document is written in, and whether that can be read.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The versions whose differences matter for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenApiVersion {
    /// OpenAPI 3.0, with a schema dialect of its own.
    V3_0,
    /// OpenAPI 3.1, whose schemas are JSON Schema 2020-12; and 3.2, as far as it is the same.
    V3_1,
}

impl OpenApiVersion {
    /// The version that the document names.
    pub(crate) fn from_document(document: &Value) -> Result<Self, Diagnostics> {
        if let Some(version) = document.get("openapi") {
            return Self::from_name(&spelt(version));
        }
        let Some(version) = document.get("swagger") else {
            return Err(not_openapi(document));
        };
        let found = format!("Swagger {}", spelt(version));
        let help = "OpenAPI 3.0 and 3.1 can be read; a converter has to make one of them of this";
        Err(unsupported("/swagger", &found, help))
    }

    fn from_name(version: &str) -> Result<Self, Diagnostics> {
        let mut parts = version.trim().split('.');
        match (parts.next(), parts.next()) {
            (Some("3"), Some("0")) => Ok(Self::V3_0),
            (Some("3"), Some("1" | "2")) => Ok(Self::V3_1),
            _ => {
                let found = format!("OpenAPI {version}");
                Err(unsupported(
                    "/openapi",
                    &found,
                    "OpenAPI 3.0 and 3.1 can be read",
                ))
            }
        }
    }
}

/// What is to be said of a document that is newer than what is known of OpenAPI.
pub(super) fn newer_version_warning(document: &Value) -> Option<Diagnostic> {
    let version = spelt(document.get("openapi")?);
    let is_newer = version.trim().starts_with("3.2");
    let message =
        format!("this document is written in OpenAPI {version}, and read as if it were 3.1");
    is_newer.then(|| {
        Diagnostic::warning("newer-version", "/openapi", message)
            .with_help("fields that are new in 3.2 are listed as unknown, and are ignored")
    })
}

/// The version as text: unquoted in YAML it is a number.
fn spelt(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| version.to_string(), str::to_owned)
}

fn unsupported(pointer: &str, found: &str, help: &str) -> Diagnostics {
    let message = format!("this document is written in {found}");
    Diagnostic::error("unsupported-version", pointer, message)
        .with_help(help)
        .into()
}

fn not_openapi(document: &Value) -> Diagnostics {
    let message = match document {
        Value::Object(_) => "this document has no field `openapi`",
        Value::Null => "this document is empty",
        _ => "this document is no object",
    };
    Diagnostic::error("not-openapi", "", message)
        .with_help("an OpenAPI document begins with its version, as in `openapi: 3.1.0`")
        .into()
}
