//! The OpenAPI version of a document.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};

/// The OpenAPI versions that are processed differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenApiVersion {
    /// Swagger 2.0, which is converted to OpenAPI 3.0.
    V2_0,
    /// OpenAPI 3.0, which has its own schema dialect.
    V3_0,
    /// OpenAPI 3.1 and 3.2, whose schemas are JSON Schema 2020-12.
    V3_1,
}

impl OpenApiVersion {
    /// Reads the version from the field `openapi`, or `swagger` in Swagger 2.0.
    pub(crate) fn from_document(document: &Value) -> Result<Self, Diagnostics> {
        if let Some(version) = document.get("openapi") {
            return Self::from_name(&version_text(version));
        }
        match document.get("swagger") {
            Some(version) => match version_text(version).trim() {
                "2" | "2.0" => Ok(Self::V2_0),
                version => Err(unsupported("/swagger", &format!("Swagger {version}"))),
            },
            None => Err(not_openapi(document)),
        }
    }

    /// Returns true if the siblings of `$ref` in a schema are ignored.
    pub(crate) const fn ignores_siblings(self) -> bool {
        matches!(self, Self::V2_0 | Self::V3_0)
    }

    /// The name of the version, for messages about ignored siblings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::V2_0 => "Swagger 2.0",
            Self::V3_0 => "OpenAPI 3.0",
            Self::V3_1 => "OpenAPI 3.1",
        }
    }

    fn from_name(version: &str) -> Result<Self, Diagnostics> {
        let mut parts = version.trim().split('.');
        match (parts.next(), parts.next()) {
            (Some("3"), Some("0")) => Ok(Self::V3_0),
            (Some("3"), Some("1" | "2")) => Ok(Self::V3_1),
            _ => Err(unsupported("/openapi", &format!("OpenAPI {version}"))),
        }
    }
}

/// The version as text. In YAML, a version without quotes is a number.
fn version_text(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| version.to_string(), str::to_owned)
}

fn unsupported(pointer: &str, found: &str) -> Diagnostics {
    let message = format!("unsupported version: {found}");
    Diagnostic::error("unsupported-version", pointer, message)
        .with_help(
            "supported versions are Swagger 2.0 (`swagger: '2.0'`) and OpenAPI 3.0, 3.1 and 3.2 (`openapi: 3.0.4`); \
             convert the document to one of them",
        )
        .into()
}

fn not_openapi(document: &Value) -> Diagnostics {
    let message = match document {
        Value::Object(_) => "the document has no field `openapi`",
        Value::Null => "the document is empty",
        _ => "the document is not an object",
    };
    Diagnostic::error("not-openapi", "", message)
        .with_help("add the version at the start of the document: `openapi: 3.1.0`")
        .into()
}
