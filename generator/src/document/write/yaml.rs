//! Writes YAML in block style. A string is plain only if YAML 1.1 and 1.2 read it as a string; otherwise it is quoted, or
//! a literal block if it has several lines.

use std::fmt::Write;
use std::iter::repeat_n;

use serde_json::{Map, Value};

use super::number::NumberTexts;
use super::quoted::{double_quoted, is_printable};
use crate::document::pointer::JsonPointer;

/// The words that YAML 1.1 or 1.2 reads as other values than strings, in lower case.
const RESERVED: [&str; 13] = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "none",
];

/// The characters of plain strings, besides letters and digits.
const PLAIN: &str = " _-./$+()<>=~^;@*&!%?'\"{}[],|\\:#";

/// The maximum length of a key in bytes, unless a `?` is written before it. YAML allows 1024 characters.
const MAX_KEY_BYTES: usize = 512;

/// A text in YAML, and the texts of its numbers.
pub(super) struct YamlWriter<'a> {
    numbers: &'a NumberTexts,
    text: String,
}

impl<'a> YamlWriter<'a> {
    pub(super) fn new(numbers: &'a NumberTexts) -> Self {
        let text = String::new();
        Self { numbers, text }
    }

    pub(super) fn document(mut self, value: &Value) -> String {
        let root = &JsonPointer::ROOT;
        if is_block(value) {
            self.block(value, 0, false, root);
        } else {
            match value {
                Value::String(text) => self.text.push_str(&one_line(text)),
                other => self.scalar(other, 0, root),
            }
            self.text.push('\n');
        }
        self.text
    }

    /// Writes a list or an object that is not empty. Its first line may already be indented.
    fn block(&mut self, value: &Value, indent: usize, is_indented: bool, at: &JsonPointer<'_>) {
        match value {
            Value::Object(entries) => self.object(entries, indent, is_indented, at),
            Value::Array(items) => self.list(items, indent, is_indented, at),
            _ => {}
        }
    }

    fn object(
        &mut self,
        entries: &Map<String, Value>,
        indent: usize,
        is_indented: bool,
        at: &JsonPointer<'_>,
    ) {
        for (index, (name, entry)) in entries.iter().enumerate() {
            if index > 0 || !is_indented {
                self.indent(indent);
            }
            let key = one_line(name);
            if key.len() > MAX_KEY_BYTES {
                let _ = writeln!(self.text, "? {key}");
                self.indent(indent);
            } else {
                self.text.push_str(&key);
            }
            self.text.push(':');
            let at = &at.name(name);
            if is_block(entry) {
                self.text.push('\n');
                self.block(entry, indent + 2, false, at);
            } else {
                self.text.push(' ');
                self.scalar(entry, indent + 2, at);
                self.text.push('\n');
            }
        }
    }

    fn list(&mut self, items: &[Value], indent: usize, is_indented: bool, at: &JsonPointer<'_>) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 || !is_indented {
                self.indent(indent);
            }
            self.text.push_str("- ");
            let at = &at.item(index);
            if is_block(item) {
                self.block(item, indent + 2, true, at);
            } else {
                self.scalar(item, indent + 2, at);
                self.text.push('\n');
            }
        }
    }

    /// Writes a scalar or an empty list or object. The lines of a literal block have this indentation.
    fn scalar(&mut self, value: &Value, indent: usize, at: &JsonPointer<'_>) {
        match value {
            Value::String(text) if is_literal(text) => {
                self.text
                    .push_str(if text.ends_with('\n') { "|" } else { "|-" });
                for line in text.lines() {
                    self.text.push('\n');
                    if !line.is_empty() {
                        self.indent(indent);
                        self.text.push_str(line);
                    }
                }
            }
            Value::String(text) => self.text.push_str(&one_line(text)),
            Value::Number(number) => {
                let text = self.numbers.text(number, at);
                self.text.push_str(&with_point(text));
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn indent(&mut self, indent: usize) {
        self.text.extend(repeat_n(' ', indent));
    }
}

/// Returns true for lists and objects that are not empty.
fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// Adds the decimal point without which YAML 1.1 reads a number with an exponent as a string, and the sign of the
/// exponent.
fn with_point(number: String) -> String {
    let Some((mantissa, exponent)) = number.split_once(['e', 'E']) else {
        return number;
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) {
        ""
    } else {
        "+"
    };
    format!("{mantissa}{point}e{sign}{exponent}")
}

/// Returns true if a text can be a literal block.
fn is_literal(text: &str) -> bool {
    let is_allowed = |c: char| matches!(c, '\n' | '\t') || is_printable(c);
    text.contains('\n')
        && !text.starts_with(|c: char| c.is_whitespace())
        && !text.ends_with("\n\n")
        && text.chars().all(is_allowed)
        && text
            .lines()
            .all(|line| line.is_empty() || !line.trim().is_empty())
}

/// Returns a string in one line: plain, in single quotes or in double quotes.
fn one_line(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if text.chars().all(is_printable) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        double_quoted(text)
    }
}

fn is_plain(text: &str) -> bool {
    let is_first = |c: char| c.is_alphabetic() || matches!(c, '_' | '/' | '$');
    let is_reserved = RESERVED.contains(&text.to_ascii_lowercase().as_str());
    is_version(text)
        || text.starts_with(is_first)
            && text
                .chars()
                .all(|c| c.is_alphanumeric() || PLAIN.contains(c))
            && text.chars().all(is_printable)
            && !text.ends_with([' ', ':'])
            && !text.contains(": ")
            && !text.contains(" #")
            && !is_reserved
}

/// Returns true for a version with three numbers or more, such as `3.1.0`, which is not a number.
fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').count() > 2 && text.split('.').all(is_number)
}
