//! Writes a value as YAML in the layout of an existing text. Entries whose values have not changed keep their lines;
//! the others are written again.

use std::fmt::Write;

use apicrate::RawDocument;
use serde_json::{Map, Value};

/// The longest line in columns. Longer texts are folded.
const WIDTH: usize = 100;

/// Returns `value` as YAML. `text` is the YAML of the value `before`; its lines are kept for equal entries.
pub(super) fn rewrite(text: &str, before: &Value, value: &Value) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines
        .iter()
        .position(|line| !is_blank_or_comment(line))
        .unwrap_or(lines.len());
    let (head, body) = lines.split_at(start);
    let head = header(head, before, value);
    let mut patched = head.clone();
    let old = Old {
        value: before,
        lines: body,
    };
    node(value, Some(old), 0, &mut patched);
    // The line scanner below does not know all of YAML. If the result is wrong, all of it is written again.
    let is_correct = RawDocument::parse("", patched.as_str())
        .is_ok_and(|written| is_same(written.value(), value));
    if is_correct {
        return patched;
    }
    let mut fresh = head;
    node(value, None, 0, &mut fresh);
    fresh
}

/// The comment at the top, with the version of the new value.
fn header(lines: &[&str], before: &Value, value: &Value) -> String {
    let version =
        |document: &Value| Some(document.get("info")?.get("version")?.as_str()?.to_owned());
    let mut text = String::new();
    copy(lines, &mut text);
    match (version(before), version(value)) {
        (Some(before), Some(now)) => text.replace(&before, &now),
        _ => text,
    }
}

fn is_blank_or_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// A value before the change, and its lines.
#[derive(Clone, Copy)]
struct Old<'o> {
    value: &'o Value,
    lines: &'o [&'o str],
}

/// Writes the block below a key, or the whole document.
fn node(value: &Value, old: Option<Old<'_>>, indent: usize, text: &mut String) {
    match value {
        Value::Object(object) => mapping(object, old, indent, text),
        Value::Array(items) => sequence(items, old, indent, text),
        value => {
            text.push_str(&" ".repeat(indent));
            text.push_str(&scalar(value));
            text.push('\n');
        }
    }
}

fn mapping(object: &Map<String, Value>, old: Option<Old<'_>>, indent: usize, text: &mut String) {
    let before = old.and_then(|old| Some((old.value.as_object()?, entries(old.lines, indent)?)));
    for (name, value) in object {
        let known = before.as_ref().and_then(|(values, entries)| {
            let lines = entries.iter().find(|(key, _)| key == name)?;
            Some(Old {
                value: values.get(name)?,
                lines: lines.1,
            })
        });
        if let Some(known) = known.filter(|known| is_same(known.value, value)) {
            copy(known.lines, text);
            continue;
        }
        let key = format!("{}{}:", " ".repeat(indent), key(name));
        // Only a value that starts below its key is a block.
        let below = known.and_then(|known| {
            let (first, rest) = known.lines.split_first()?;
            Some(Old {
                lines: rest,
                ..known
            })
            .filter(|_| first.trim_end() == key)
        });
        entry(&key, value, below, indent, text);
    }
}

/// Writes `key: value`, or the key and the block below it.
fn entry(key: &str, value: &Value, below: Option<Old<'_>>, indent: usize, text: &mut String) {
    text.push_str(key);
    match value {
        Value::Object(object) if !object.is_empty() => {
            text.push('\n');
            node(value, below, indent + 2, text);
        }
        Value::Array(items) if !items.is_empty() => {
            if let Some(line) = flow(items, key.len()) {
                text.push(' ');
                text.push_str(&line);
                text.push('\n');
            } else {
                text.push('\n');
                node(value, below, indent + 2, text);
            }
        }
        Value::String(words) if key.len() + words.len() > WIDTH && is_prose(words) => {
            text.push_str(" >-\n");
            fold(words, indent + 2, text);
        }
        value => {
            text.push(' ');
            text.push_str(&scalar(value));
            text.push('\n');
        }
    }
}

fn sequence(items: &[Value], old: Option<Old<'_>>, indent: usize, text: &mut String) {
    let before = old.and_then(|old| Some((old.value.as_array()?, members(old.lines, indent)?)));
    for (index, item) in items.iter().enumerate() {
        let known = before.as_ref().and_then(|(values, members)| {
            let same = values.iter().position(|value| is_same(value, item));
            Some(Old {
                value: values.get(same?)?,
                lines: members.get(same?)?,
            })
        });
        if let Some(known) = known {
            copy(known.lines, text);
            continue;
        }
        let near = before
            .as_ref()
            .and_then(|(values, members)| Some((values.get(index)?, *members.get(index)?)));
        // The first line of an item follows its dash.
        let opened: Vec<String> = near.map_or_else(Vec::new, |(_, lines)| undashed(lines, indent));
        let lines: Vec<&str> = opened.iter().map(String::as_str).collect();
        let near = near.map(|(value, _)| Old {
            value,
            lines: &lines,
        });
        let mut block = String::new();
        match item {
            Value::Object(object) if !object.is_empty() => {
                mapping(object, near, indent + 2, &mut block);
            }
            item => block = format!("{}{}\n", " ".repeat(indent + 2), inline(item)),
        }
        block.replace_range(indent..=indent, "-");
        text.push_str(&block);
    }
}

fn undashed(lines: &[&str], indent: usize) -> Vec<String> {
    let first = lines.first().map(|line| {
        format!(
            "{}{}",
            " ".repeat(indent + 2),
            line.trim_start().trim_start_matches("- ")
        )
    });
    first
        .into_iter()
        .chain(lines.iter().skip(1).map(|line| (*line).to_owned()))
        .collect()
}

/// Returns whether two values are equal, with their properties in the same order.
fn is_same(one: &Value, other: &Value) -> bool {
    let in_order = Value::to_string;
    one == other && in_order(one) == in_order(other)
}

fn copy(lines: &[&str], text: &mut String) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// The entries of a block mapping. `None` if the lines are not a block mapping.
fn entries<'l>(lines: &'l [&'l str], indent: usize) -> Option<Vec<(String, &'l [&'l str])>> {
    let is_start = |line: &str| {
        depth(line) == indent && !is_blank_or_comment(line) && !line.trim_start().starts_with("- ")
    };
    let parts = parts(lines, is_start)?;
    parts
        .into_iter()
        .map(|part| Some((key_of(part.first()?.trim_start())?, part)))
        .collect()
}

/// The items of a block sequence. `None` if the lines are not a block sequence.
fn members<'l>(lines: &'l [&'l str], indent: usize) -> Option<Vec<&'l [&'l str]>> {
    parts(lines, |line| {
        depth(line) == indent && line.trim_start().starts_with("- ")
    })
}

/// Splits lines before each start.
fn parts<'l>(lines: &'l [&'l str], is_start: impl Fn(&str) -> bool) -> Option<Vec<&'l [&'l str]>> {
    let mut starts: Vec<usize> = (0..lines.len())
        .filter(|&index| lines.get(index).is_some_and(|line| is_start(line)))
        .collect();
    if starts.first() != Some(&0) {
        return None;
    }
    starts.push(lines.len());
    starts
        .windows(2)
        .map(|pair| lines.get(*pair.first()?..*pair.last()?))
        .collect()
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn key_of(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix('\'') {
        return rest.split_once("':").map(|(key, _)| key.replace("''", "'"));
    }
    if let Some(rest) = line.strip_prefix('"') {
        return rest.split_once("\":").map(|(key, _)| key.to_owned());
    }
    let end = line
        .find(": ")
        .or_else(|| line.strip_suffix(':').map(str::len))?;
    line.get(..end).map(str::to_owned)
}

/// A list of scalars on one line, if it is short enough.
fn flow(items: &[Value], before: usize) -> Option<String> {
    let is_short = |item: &Value| {
        !item.is_object()
            && !item.is_array()
            && item
                .as_str()
                .is_none_or(|text| !text.contains(['\n', ',', '[', ']', '{', '}']))
    };
    let line = items.iter().all(is_short).then(|| {
        let items: Vec<String> = items.iter().map(scalar).collect();
        format!("[{}]", items.join(", "))
    });
    line.filter(|line| before + line.len() < WIDTH)
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(_) | Value::Array(_) => value.to_string(),
        value => scalar(value),
    }
}

fn key(name: &str) -> String {
    plain(name).unwrap_or_else(|| quoted(name))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text).unwrap_or_else(|| quoted(text)),
        Value::Object(_) => "{}".to_owned(),
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        other => other.to_string(),
    }
}

/// The text without quotes, if YAML reads it as a string.
fn plain(text: &str) -> Option<String> {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '$')
        && text.chars().all(|c| {
            c.is_alphanumeric()
                || " _-./()'`$+;<>=".contains(c)
                || "{}".contains(c) && text.starts_with('/')
        })
        && !text.ends_with(' ');
    // Digits with two dots are not a number.
    let is_version = text.split('.').count() > 2
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    let lower = text.to_ascii_lowercase();
    let is_reserved = matches!(
        lower.as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    (is_version || is_word && !is_reserved).then(|| text.to_owned())
}

fn quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        // A JSON string is a valid YAML scalar.
        Value::String(text.to_owned()).to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// Returns whether folding keeps the text as it is: a text of words that are separated by one space each.
fn is_prose(text: &str) -> bool {
    !text.chars().any(char::is_control)
        && !text.contains("  ")
        && text.trim() == text
        && !text.is_empty()
}

fn fold(words: &str, indent: usize, text: &mut String) {
    let start = " ".repeat(indent);
    let mut line = String::new();
    for word in words.split(' ') {
        if !line.is_empty() && indent + line.len() + 1 + word.len() > WIDTH {
            _ = writeln!(text, "{start}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    _ = writeln!(text, "{start}{line}");
}
