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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use serde_json::{Value, json};
    use serde_json_path::{JsonPath, PathElement};

    use super::*;
    use crate::document::pointer::JsonPointer;

    /// Parses a path that has exactly the form of RFC 9535.
    fn exact(path: &str) -> Option<TargetQuery> {
        let parsed = parse_path(path).ok()?;
        parsed.corrected.is_none().then_some(parsed.query)
    }

    fn selected(path: &str, value: &Value) -> Option<BTreeSet<String>> {
        let found = exact(path)?.evaluate(value, &mut { usize::MAX })?;
        Some(found.into_iter().collect())
    }

    /// Converts a normalized path, such as `$['a'][0]`, to the pointer of the value.
    fn pointer(path: &str, value: &Value) -> String {
        let path = JsonPath::parse(path).expect("a normalized path");
        let nodes = path.query_located(value).all();
        let node = nodes.into_iter().next().expect("it selects a value");
        let location = node.to_location();
        let mut pointer = String::new();
        for element in location.iter() {
            let parent = &JsonPointer::Start(&pointer);
            pointer = match element {
                PathElement::Name(name) => parent.name(name).to_string(),
                PathElement::Index(index) => parent.item(*index).to_string(),
            };
        }
        pointer
    }

    #[test]
    fn spaces_before_and_after_a_path_are_errors() {
        for path in [" $", "$ ", "\n$.a", "$.a\t", "$\u{a0}"] {
            assert!(parse_path(path).is_err(), "{path:?}");
        }
        assert!(exact("$ .a [ 'b' , 0 ]").is_some());
    }

    /// The test suite of RFC 9535 is not part of this repository; without it, this test is skipped.
    #[test]
    fn paths_are_those_of_rfc_9535() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites/jsonpath/cts.json");
        let Ok(text) = fs::read_to_string(&path) else {
            println!("skipped: there is no file {}", path.display());
            return;
        };
        let suite: Value = serde_json::from_str(&text).expect("the suite is JSON");
        let cases = suite["tests"].as_array().expect("a list of cases");
        let mut differences = Vec::new();
        for case in cases {
            let selector = case["selector"].as_str().expect("a selector");
            let found = selected(selector, &case["document"]);
            let is_equal = if case["invalid_selector"].as_bool() == Some(true) {
                found.is_none()
            } else {
                let results = case["results_paths"].as_array().map(Vec::as_slice);
                let results = results.unwrap_or(std::slice::from_ref(&case["result_paths"]));
                found.is_some_and(|found| {
                    results.iter().any(|paths| {
                        let paths = paths.as_array().into_iter().flatten();
                        let paths = paths.filter_map(Value::as_str);
                        let paths = paths.map(|path| pointer(path, &case["document"]));
                        paths.collect::<BTreeSet<_>>() == found
                    })
                })
            };
            if !is_equal {
                differences.push(selector);
            }
        }
        assert_eq!(differences, [""; 0]);
        let suite = "JSONPath Compliance Test Suite";
        let result = json!({ "suite": suite, "passed": cases.len(), "other": {} });
        println!("conformance {result}");
    }
}
