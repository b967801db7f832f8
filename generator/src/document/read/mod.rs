//! From text to one JSON value, whether the text is YAML or JSON.
//!
//! What the two notations allow and OpenAPI does not ends here: keys that stand twice, keys that
//! are no strings, merge keys, tags, numbers that are none, and streams of several documents.

mod value;

use serde::de::DeserializeSeed;
use serde_json::Value;

use self::value::{ReadLog, TOO_DEEP, TOO_LARGE, ValueReader};
use super::limits::MAX_DEPTH;
use super::pointer::segments;
use super::positions::second_document;
use super::source_text::{DUPLICATE_KEY, SourceText};
use crate::diagnostic::{Diagnostic, Diagnostics, SourcePosition};

/// Reads a text that may be JSON, and otherwise has to be YAML.
pub(super) fn read(source: &SourceText) -> Result<Value, Diagnostics> {
    let text = source.text();
    if !text.trim_start().starts_with('{') {
        return yaml(text);
    }
    // What begins like JSON may still be YAML in its flow style; if it is neither, JSON is
    // what its author has most likely meant.
    json(text).or_else(|diagnostics| yaml(text).map_err(|_| diagnostics))
}

fn json(text: &str) -> Result<Value, Diagnostics> {
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

/// Reads YAML. The only function that knows which crate does.
fn yaml(text: &str) -> Result<Value, Diagnostics> {
    let log = ReadLog::new(text.len()).with_merge_keys();
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let Some(document) = documents.next() else {
        return Ok(Value::Null);
    };
    let value = ValueReader::root(&log)
        .deserialize(document)
        .map_err(|error| {
            let position = error.location().map(|location| SourcePosition {
                line: location.line(),
                column: location.column(),
            });
            syntax(&error.to_string(), position)
        })?;
    if documents.next().is_some() {
        let mut finding = Diagnostic::error(
            "several-documents",
            "",
            "a second YAML document begins here, where only one is expected",
        );
        finding.position = second_document(text);
        return Err(finding.into());
    }
    checked(value, &log)
}

/// What could be read, unless it had faults that a parser lets pass.
fn checked(value: Value, log: &ReadLog) -> Result<Value, Diagnostics> {
    let mut findings = Diagnostics::new();
    findings.extend(log.duplicates().into_iter().map(|pointer| {
        let name = segments(&pointer).last().unwrap_or_default();
        let message = format!("the key `{name}` stands twice in the same object");
        Diagnostic::error(DUPLICATE_KEY, pointer.as_str(), message)
    }));
    findings.extend(log.not_numbers().into_iter().map(|pointer| {
        let message = "a number of an OpenAPI document is finite";
        Diagnostic::error("not-a-number", pointer, message)
    }));
    if findings.is_empty() {
        Ok(value)
    } else {
        Err(findings)
    }
}

fn syntax(message: &str, position: Option<SourcePosition>) -> Diagnostics {
    let mut finding = if message.contains(TOO_LARGE) {
        Diagnostic::error(
            "too-large",
            "",
            "aliases unfold this document without bounds",
        )
    } else if message.contains(TOO_DEEP) {
        let message = format!("this is nested more than {MAX_DEPTH} levels deep");
        Diagnostic::error("too-deep", "", message)
    } else {
        Diagnostic::error("syntax", "", without_location(message))
    };
    finding.position = position;
    finding.into()
}

/// The parsers write line and column into their messages, where a diagnostic has a place for them.
fn without_location(message: &str) -> String {
    let Some((before, after)) = message.split_once(" at line ") else {
        return message.to_owned();
    };
    let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
    let after = after.strip_prefix(" column ").unwrap_or(after);
    let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
    format!("{before}{after}")
}

/// The JSON parser counts columns in bytes, editors count in characters.
fn character_column(text: &str, line: usize, column: usize) -> usize {
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let before = line.bytes().take(column.saturating_sub(1));
    1 + before.filter(|byte| byte & 0xC0 != 0x80).count()
}
