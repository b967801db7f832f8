//! The text of a TOML file, and findings at positions in it.

use std::iter;
use std::ops::Range;
use std::path::Path;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use crate::diagnostic::{ConfigEntry, Diagnostic, Diagnostics, Excerpt, SourcePosition};
use crate::document::ConfigPositions;
use crate::redact::redacted;
use crate::similar::closest;

/// The code of a finding about a value.
pub(super) const INVALID: &str = "invalid-configuration";

/// The text of a TOML file, and the table in it that is read.
#[derive(Clone, Debug)]
pub(super) struct TomlText {
    /// The name of the file in findings.
    name: String,
    text: String,
    /// The keys that lead to the table; the whole file if there are none.
    table: &'static [&'static str],
}

/// A step from a value to a value in it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

impl TomlText {
    /// Takes the bytes of a file.
    pub(super) fn new(
        path: &Path,
        bytes: Vec<u8>,
        table: &'static [&'static str],
    ) -> Result<Self, Diagnostics> {
        let name = path.display().to_string();
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                name,
                // A byte order mark would shift the columns of line 1.
                text: text
                    .strip_prefix('\u{feff}')
                    .map(str::to_owned)
                    .unwrap_or(text),
                table,
            }),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
                let message = "cannot read the file: it is not valid UTF-8 at this position";
                let mut finding = Diagnostic::error("unreadable", "", message);
                finding.position = Some(position(&text, text.len()));
                finding.file = name;
                Err(finding.into())
            }
        }
    }

    /// Reads the table. Returns `None` if the file does not contain it.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, Diagnostics> {
        let Some(table) = self.table()? else {
            return Ok(None);
        };
        T::deserialize(ValueDeserializer::from(table))
            .map(Some)
            .map_err(|error| self.explained(&error).into())
    }

    /// Returns whether the file contains the table. A file that is not TOML does not.
    pub(super) fn has_table(&self) -> bool {
        matches!(self.table(), Ok(Some(_)))
    }

    /// A finding about the value that the steps lead to, or about the innermost value on the way that exists.
    pub(super) fn finding(&self, steps: &[Step<'_>], message: impl Into<String>) -> Diagnostic {
        self.located(INVALID, message.into(), self.span(steps))
    }

    /// The findings about the values that the keys lead to. The text is parsed once.
    pub(super) fn findings(&self, messages: Vec<(Vec<String>, String)>) -> Vec<Diagnostic> {
        let root = self.table().ok().flatten();
        let span = |keys: &[String]| {
            let mut value = root.as_ref()?;
            for key in keys {
                let DeValue::Table(table) = value.get_ref() else {
                    break;
                };
                let Some(found) = table.get(key.as_str()) else {
                    break;
                };
                value = found;
            }
            Some(value.span())
        };
        let messages = messages.into_iter();
        messages
            .map(|(keys, message)| self.located(INVALID, message, span(&keys)))
            .collect()
    }

    /// The positions of the entries of each document, which the table `documents` lists.
    pub(super) fn positions(&self, documents: usize) -> Vec<ConfigPositions> {
        let root = self.table().ok().flatten();
        let root = root.as_ref().map(Spanned::get_ref);
        let list = root.and_then(|root| value_of(root, &["documents"]));
        let lines = Lines::new(&self.text);
        let positions = (0..documents).map(|index| {
            let mut positions = ConfigPositions::new(&self.name);
            let document = match list {
                Some(DeValue::Array(list)) => list.get(index).map(Spanned::get_ref),
                _ => None,
            };
            for (entry, span) in document.into_iter().flat_map(entries) {
                let (position, line) = lines.position(span.start);
                let excerpt = Excerpt::new(&redacted(line), position.column);
                positions.add(entry, position, excerpt);
            }
            positions
        });
        positions.collect()
    }

    fn table(&self) -> Result<Option<Spanned<DeValue<'_>>>, Diagnostics> {
        let root = DeTable::parse(&self.text).map_err(|error| {
            let message = error.message().replace('\n', " ");
            self.located("syntax", message, error.span())
        })?;
        let span = root.span();
        let mut value = Spanned::new(span, DeValue::Table(root.into_inner()));
        for key in self.table {
            match child(value, Step::Key(key)) {
                Some(found) => value = found,
                None => return Ok(None),
            }
        }
        Ok(Some(value))
    }

    fn span(&self, steps: &[Step<'_>]) -> Option<Range<usize>> {
        let mut value = self.table().ok()??;
        let mut span = value.span();
        for step in steps {
            match child(value, *step) {
                Some(found) => value = found,
                None => break,
            }
            span = value.span();
        }
        Some(span)
    }

    /// The finding for an error of `serde`, with the similar name for a misspelt one.
    fn explained(&self, error: &Error) -> Diagnostic {
        const UNKNOWN: [(&str, &str, &str); 2] = [
            ("unknown field `", "unknown-key", "key"),
            ("unknown variant `", INVALID, "value"),
        ];
        let message = error.message();
        for (start, code, noun) in UNKNOWN {
            let rest = message.strip_prefix(start);
            let Some((name, rest)) = rest.and_then(|rest| rest.split_once("`, ")) else {
                continue;
            };
            // Every other part is between backticks.
            let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
            let finding = self.located(code, format!("unknown {noun} `{name}`"), error.span());
            return match closest(name, known.iter().copied()) {
                Some(similar) => finding.with_help(format!("did you mean `{similar}`?")),
                None => finding.with_help(format!("use one of: {}", known.join(", "))),
            };
        }
        let missing = message.strip_prefix("missing field `");
        let message = match missing.and_then(|rest| rest.strip_suffix('`')) {
            Some(key) => format!("the key `{key}` is missing"),
            None => message.replace('\n', " "),
        };
        self.located(INVALID, message, error.span())
    }

    fn located(
        &self,
        code: &'static str,
        message: String,
        span: Option<Range<usize>>,
    ) -> Diagnostic {
        let mut finding = Diagnostic::error(code, "", message);
        finding.file.clone_from(&self.name);
        if let Some(span) = span {
            let found = position(&self.text, span.start);
            finding.position = Some(found);
            // A line can contain a URL with a password.
            let line = self.text.lines().nth(found.line.saturating_sub(1));
            finding.excerpt = line.and_then(|line| Excerpt::new(&redacted(line), found.column));
        }
        finding
    }
}

/// The tables of a document whose keys are names in the document.
const TABLES: [&str; 9] = [
    "derives",
    "formats",
    "pagination",
    "rename.fields",
    "rename.groups",
    "rename.operations",
    "rename.types",
    "rename.variants",
    "types",
];

/// The entries of a document that contain names of the document, with their spans.
fn entries(document: &DeValue<'_>) -> Vec<(ConfigEntry, Range<usize>)> {
    let mut entries = Vec::new();
    for table in TABLES {
        let keys: Vec<&str> = table.split('.').collect();
        if let Some(DeValue::Table(found)) = value_of(document, &keys) {
            let keys = found.keys();
            entries.extend(keys.map(|key| {
                let span = key.span();
                (ConfigEntry::new(table, key.get_ref().clone()), span)
            }));
        }
    }
    for list in ["include", "exclude"] {
        if let Some(DeValue::Array(patterns)) = value_of(document, &["select", list]) {
            entries.extend(patterns.iter().filter_map(|pattern| {
                let text = pattern.get_ref().as_str()?;
                Some((ConfigEntry::new("select", text), pattern.span()))
            }));
        }
    }
    entries
}

/// The value to which keys lead.
fn value_of<'v, 'i>(value: &'v DeValue<'i>, keys: &[&str]) -> Option<&'v DeValue<'i>> {
    let mut value = value;
    for key in keys {
        let DeValue::Table(table) = value else {
            return None;
        };
        value = table.get(*key)?.get_ref();
    }
    Some(value)
}

/// The value that a step leads to.
fn child<'t>(value: Spanned<DeValue<'t>>, step: Step<'_>) -> Option<Spanned<DeValue<'t>>> {
    match (value.into_inner(), step) {
        (DeValue::Table(table), Step::Key(key)) => {
            let mut entries = table.into_iter();
            Some(entries.find(|(name, _)| name.get_ref() == key)?.1)
        }
        (DeValue::Array(array), Step::Item(index)) => array.into_iter().nth(index),
        _ => None,
    }
}

/// The lines of a text, for the positions of many bytes.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = iter::once(0).chain(breaks).collect();
        Self { text, starts }
    }

    /// The position of a byte, and its line.
    fn position(&self, offset: usize) -> (SourcePosition, &'t str) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1));
        let start = start.copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        let column = before.chars().count() + 1;
        let rest = self.text.get(start..).unwrap_or_default();
        (
            SourcePosition { line, column },
            rest.lines().next().unwrap_or_default(),
        )
    }
}

/// The position of a byte.
fn position(text: &str, offset: usize) -> SourcePosition {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    SourcePosition {
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    }
}
