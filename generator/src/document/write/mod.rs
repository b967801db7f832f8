//! Writes a document as text in YAML or JSON, after overlays. The text is in the order of the document and does not
//! contain its comments.

mod json;
mod number;
mod quoted;
mod yaml;

use serde_json::Value;

use self::json::JsonWriter;
pub(super) use self::number::NumberTexts;
use self::yaml::YamlWriter;

/// The notation of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFormat {
    /// YAML in block style, which YAML 1.1 and 1.2 read as the same values.
    Yaml,
    /// JSON, indented by two spaces.
    Json,
}

impl DocumentFormat {
    /// Returns the format of a text: JSON if it starts with a bracket, otherwise YAML.
    pub(super) fn from_text(text: &str) -> Self {
        if text.trim_start().starts_with(['{', '[']) {
            Self::Json
        } else {
            Self::Yaml
        }
    }

    /// Writes a value. `numbers` are the texts of numbers that differ from the usual one.
    pub(super) fn write(self, value: &Value, numbers: &NumberTexts) -> String {
        match self {
            Self::Yaml => YamlWriter::new(numbers).document(value),
            Self::Json => JsonWriter::new(numbers).document(value),
        }
    }
}
