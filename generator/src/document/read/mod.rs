//! Parses a text in YAML or JSON to one JSON value.
//!
//! Features of the two notations that OpenAPI does not allow are resolved or rejected here: duplicate keys, keys that
//! are not strings, merge keys, tags, numbers that are not finite, and several documents in one file.

mod nesting;
mod out_of_range;
mod sections;
mod value;
mod yaml;
mod yaml_help;

use serde::de::DeserializeSeed;
use serde_json::Value;

use self::nesting::check_nesting;
pub(super) use self::out_of_range::is_out_of_range;
use self::out_of_range::quote_numbers;
use self::value::{EXPANDED, LONG_POINTER, ReadLog, TOO_DEEP, ValueReader};
use self::yaml_help::yaml_help;
use super::limits::{TOO_LARGE, long_pointer_message, too_deep_message};
use super::pointer::segments;
use super::positions::second_document;
use super::source_text::{DUPLICATE_KEY, SourceText};
use crate::diagnostic::{Diagnostic, Diagnostics, SourcePosition};

const SYNTAX: &str = "syntax";

/// The message of the JSON parser for a number that is too large for a float.
const OUT_OF_RANGE: &str = "number out of range";

/// Parses the text of a document as JSON or YAML.
pub(super) fn read(source: &SourceText) -> Result<Value, Diagnostics> {
    let text = source.text();
    if !text.trim_start().starts_with('{') {
        return read_yaml(text);
    }
    // A text that starts with `{` can also be YAML in flow style. If it is neither, the JSON error is reported. A text
    // above a limit is above it in both notations.
    let read = read_json(text).or_else(|diagnostics| {
        if diagnostics.iter().any(|it| it.message == OUT_OF_RANGE) {
            return read_json(&quote_numbers(text));
        }
        Err(diagnostics)
    });
    read.or_else(|diagnostics| {
        if diagnostics.iter().all(|it| it.code != SYNTAX) {
            return Err(diagnostics);
        }
        read_yaml(text).map_err(|_| diagnostics)
    })
}

fn read_json(text: &str) -> Result<Value, Diagnostics> {
    let log = ReadLog::new(text.len());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    ValueReader::root(&log)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            let position = SourcePosition {
                line: error.line().max(1),
                column: character_column(text, error.line(), error.column()),
            };
            syntax(&error.to_string(), Some(position))
        })
        .and_then(|value| checked(value, &log))
}

/// Parses YAML.
fn read_yaml(text: &str) -> Result<Value, Diagnostics> {
    check_nesting(text)?;
    match sections::read(text) {
        Some(value) => Ok(value),
        None => read_yaml_as_whole(text),
    }
}

fn read_yaml_as_whole(text: &str) -> Result<Value, Diagnostics> {
    let log = ReadLog::new(text.len()).with_merge_keys();
    let (value, has_second) = yaml::parse(text, &log).map_err(|error| {
        let position = error.location().map(|location| SourcePosition {
            line: location.line(),
            column: location.column(),
        });
        let message = error.to_string();
        let help = position.and_then(|position| yaml_help(&message, text, position));
        let mut findings = syntax(&message, position);
        for finding in findings.iter_mut().filter(|it| it.code == SYNTAX) {
            finding.help.clone_from(&help);
        }
        findings
    })?;
    if has_second {
        let message = "the file contains a second YAML document; only one is allowed";
        let mut finding = Diagnostic::error("several-documents", "", message);
        finding.position = second_document(text);
        return Err(finding.into());
    }
    checked(value, &log)
}

/// Returns the value unless the reader recorded errors that the parser accepts.
fn checked(value: Value, log: &ReadLog) -> Result<Value, Diagnostics> {
    let mut findings = Diagnostics::new();
    findings.extend(log.duplicates().into_iter().map(|pointer| {
        let name = segments(&pointer).last().unwrap_or_default();
        let message = format!("duplicate key `{name}` in the same object");
        Diagnostic::error(DUPLICATE_KEY, pointer.as_str(), message)
    }));
    findings.extend(log.not_numbers().into_iter().map(|pointer| {
        let message = "infinite numbers and NaN are not allowed";
        Diagnostic::error("not-a-number", pointer, message)
    }));
    if findings.is_empty() {
        Ok(value)
    } else {
        Err(findings)
    }
}

fn syntax(message: &str, position: Option<SourcePosition>) -> Diagnostics {
    let mut finding = if message.contains(EXPANDED) {
        let message = "YAML aliases expand the document beyond the size limit";
        Diagnostic::error(TOO_LARGE, "", message)
    } else if message.contains(TOO_DEEP) {
        Diagnostic::error("too-deep", "", too_deep_message())
    } else if message.contains(LONG_POINTER) {
        Diagnostic::error(TOO_LARGE, "", long_pointer_message())
    } else {
        Diagnostic::error(SYNTAX, "", without_location(message))
    };
    finding.position = position;
    finding.into()
}

/// Removes line and column from a parser's message, because the diagnostic has its own position.
fn without_location(message: &str) -> String {
    let Some((before, after)) = message.split_once(" at line ") else {
        return message.to_owned();
    };
    let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
    let after = after.strip_prefix(" column ").unwrap_or(after);
    let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
    format!("{before}{after}")
}

/// Converts a column in bytes, as the JSON parser reports it, to a column in characters.
fn character_column(text: &str, line: usize, column: usize) -> usize {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let before = line.bytes().take(column.saturating_sub(1));
    1 + before.filter(|byte| byte & 0xC0 != 0x80).count()
}
