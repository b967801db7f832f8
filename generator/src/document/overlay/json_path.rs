//! Parses the `JSONPath` of a `target` or `copy` field.

use serde_json_path::{JsonPath, ParseError};

use super::query::TargetQuery;
use super::scan::{bracketed, depth};
use crate::document::limits::{MAX_TARGET_BYTES, MAX_TARGET_DEPTH};

/// A parsed `JSONPath`.
#[derive(Debug)]
pub(super) struct ParsedPath {
    pub(super) query: TargetQuery,
    /// The text in the form of RFC 9535, if the original text is not.
    pub(super) corrected: Option<String>,
}

/// The reason why a text is not a `JSONPath`.
#[derive(Debug)]
pub(super) enum PathError {
    /// The text is above a limit.
    Limit(String),
    /// The text is not valid at this offset in bytes.
    Invalid {
        reason: String,
        offset: usize,
        help: &'static str,
    },
}

/// Parses a `JSONPath` (RFC 9535). Names with `-` after a dot are accepted as well: the standard needs brackets for them,
/// but many overlays contain them, among them an example of Overlay 1.0.
pub(super) fn parse_path(text: &str) -> Result<ParsedPath, PathError> {
    if text.len() > MAX_TARGET_BYTES {
        let message = format!("the JSONPath is longer than {MAX_TARGET_BYTES} bytes");
        return Err(PathError::Limit(message));
    }
    if depth(text) > MAX_TARGET_DEPTH {
        let message = format!(
            "the brackets of the JSONPath are nested more than {MAX_TARGET_DEPTH} levels deep"
        );
        return Err(PathError::Limit(message));
    }
    if let Some(offset) = outer_space(text) {
        return Err(PathError::Invalid {
            reason: ": it starts or ends with a space or a line break".to_owned(),
            offset,
            help: "remove it; a block scalar of YAML does not end with a line break if it starts with `|-` or `>-`",
        });
    }
    let error = match JsonPath::parse(text) {
        Ok(whole) => {
            return Ok(ParsedPath {
                query: TargetQuery::new(text, whole),
                corrected: None,
            });
        }
        Err(error) => error,
    };
    let corrected = bracketed(text);
    match JsonPath::parse(&corrected) {
        Ok(whole) if corrected != text => Ok(ParsedPath {
            query: TargetQuery::new(&corrected, whole),
            corrected: Some(corrected),
        }),
        _ => Err(PathError::Invalid {
            reason: reason(&error),
            offset: error.position(),
            help: "write names with other characters than letters, digits and `_` in brackets: `$.paths['/pets'].get`",
        }),
    }
}

/// Returns the offset of a space at the start or end.
fn outer_space(text: &str) -> Option<usize> {
    if text.starts_with(char::is_whitespace) {
        return Some(0);
    }
    let trimmed = text.trim_end().len();
    (trimmed < text.len()).then_some(trimmed)
}

/// Returns the parser's message, if it contains information.
fn reason(error: &ParseError) -> String {
    match error.message() {
        "parser error" => String::new(),
        message => format!(": {message}"),
    }
}
