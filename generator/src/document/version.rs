//! Which OpenAPI a document is written in, and whether that can be read.

use serde_json::Value;

use crate::diagnostic::Diagnostic;

/// The versions whose differences matter for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// OpenAPI 3.0, with a schema dialect of its own.
    V3_0,
    /// OpenAPI 3.1, whose schemas are JSON Schema 2020-12.
    V3_1,
}

impl Version {
    /// The version that the document names.
    pub(super) fn of(document: &Value) -> Result<Self, Diagnostic> {
        if let Some(version) = document.get("openapi") {
            return Self::named(&spelt(version));
        }
        match document.get("swagger") {
            Some(version) => Err(unsupported("/swagger", &format!("Swagger {}", spelt(version)))),
            None => Err(not_openapi(document)),
        }
    }

    fn named(version: &str) -> Result<Self, Diagnostic> {
        let mut parts = version.trim().split('.');
        match (parts.next(), parts.next()) {
            (Some("3"), Some("0")) => Ok(Self::V3_0),
            (Some("3"), Some("1")) => Ok(Self::V3_1),
            _ => Err(unsupported("/openapi", &format!("OpenAPI {version}"))),
        }
    }
}

/// The version as text: unquoted in YAML it is a number.
fn spelt(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| version.to_string(), str::to_owned)
}

fn unsupported(pointer: &str, found: &str) -> Diagnostic {
    let message = format!("this document is written in {found}");
    let diagnostic = Diagnostic::error("unsupported-version", pointer, message);
    if pointer == "/swagger" {
        diagnostic.with_help("OpenAPI 3.0 and 3.1 can be read; convert the document to one of them first")
    } else {
        diagnostic.with_help("OpenAPI 3.0 and 3.1 can be read")
    }
}

fn not_openapi(document: &Value) -> Diagnostic {
    let message = match document {
        Value::Object(_) => "this document has no field `openapi`",
        Value::Null => "this document is empty",
        _ => "this document is no object",
    };
    Diagnostic::error("not-openapi", "", message)
        .with_help("an OpenAPI document begins with its version, as in `openapi: 3.1.0`")
}
