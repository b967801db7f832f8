//! Relaxations as an OpenAPI Overlay 1.0: YAML, written to be read by a maintainer before it is kept.

use std::fmt::Write as _;

use serde_json::Value;

use super::nullable::AllowNull;
use super::relax::{Change, Evidence, Relaxation};
use crate::document::{Version, segments};

/// What an overlay begins with.
const HEAD: &str = "\
overlay: 1.0.0
info:
  title: What documented payloads call for
  version: 1.0.0
actions:";

/// One action, without its reason.
struct Action {
    target: String,
    update: Option<Value>,
}

/// The overlay that makes the relaxations in `document`; `None` if there is none to make.
/// `name` is the file that the document is in.
pub(super) fn overlay(
    relaxations: &[Relaxation],
    document: &Value,
    version: Version,
    name: Option<&str>,
) -> Option<String> {
    (!relaxations.is_empty())
        .then(|| format!("{HEAD}{}", actions(relaxations, document, version, name)))
}

fn actions(
    relaxations: &[Relaxation],
    document: &Value,
    version: Version,
    name: Option<&str>,
) -> String {
    let mut text = String::new();
    for relaxation in relaxations {
        let reason = reason(relaxation);
        for action in steps(&relaxation.change, document, version) {
            text.push_str("\n  - ");
            if let Some(name) = name {
                push(&mut text, &format!("x-document: {}\n    ", quoted(name)));
            }
            push(
                &mut text,
                &format!(
                    "description: >-\n{reason}    target: {}\n    ",
                    quoted(&action.target)
                ),
            );
            match action.update {
                Some(update) => push(&mut text, &format!("update: {update}\n")),
                None => text.push_str("remove: true\n"),
            }
        }
    }
    text
}

fn push(text: &mut String, more: &str) {
    text.push_str(more);
}

fn steps(change: &Change, document: &Value, version: Version) -> Vec<Action> {
    match change {
        Change::Optional { required, name } => {
            let target = format!(
                "{}[?@ == {}]",
                path(document, required),
                single_quoted(name)
            );
            vec![Action {
                target,
                update: None,
            }]
        }
        Change::Nullable { schema: pointer } => {
            let Some(schema) = document.pointer(pointer) else {
                return Vec::new();
            };
            let AllowNull { remove, update } = AllowNull::to(schema, version);
            let target = path(document, pointer);
            let removals = remove.iter().map(|keyword| Action {
                target: format!("{target}{}", step(keyword)),
                update: None,
            });
            let update = Action {
                target: target.clone(),
                update: Some(update),
            };
            removals.chain([update]).collect()
        }
    }
}

/// Why the change is made, as the lines of a folded scalar. A line for each payload.
fn reason(relaxation: &Relaxation) -> String {
    let what = match &relaxation.change {
        Change::Optional { name, .. } => {
            format!("Documented payloads leave `{name}` out, although it is required:")
        }
        Change::Nullable { .. } => {
            "Documented payloads have `null` here, which is not allowed:".to_owned()
        }
    };
    let mut text = format!("      {what}\n");
    let last = relaxation.evidence.len().saturating_sub(1);
    for (index, Evidence { title, pointer }) in relaxation.evidence.iter().enumerate() {
        let end = if index == last { "." } else { ";" };
        // Writing to a string does not fail.
        let _ = writeln!(text, "      {title} (#{}){end}", one_line(pointer));
    }
    text
}

/// What a line of a folded scalar cannot hold is escaped as in JSON.
fn one_line(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}

/// A pointer as a JSONPath.
fn path(document: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut place = Some(document);
    for segment in segments(pointer) {
        let is_list = place.is_some_and(Value::is_array);
        if is_list {
            push(&mut path, &format!("[{segment}]"));
        } else {
            path.push_str(&step(&segment));
        }
        place = place.and_then(|place| match place {
            Value::Array(items) => items.get(segment.parse::<usize>().ok()?),
            place => place.get(segment.as_ref()),
        });
    }
    path
}

fn step(name: &str) -> String {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_word {
        format!(".{name}")
    } else {
        format!("[{}]", single_quoted(name))
    }
}

/// A string as JSONPath writes it.
fn single_quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| match c {
            '\'' | '\\' => vec!['\\', c],
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)).chars().collect(),
            c => vec![c],
        })
        .collect();
    format!("'{escaped}'")
}

/// A string that YAML reads as one: as JSON writes it, unless it is plain enough to stand as it is.
fn quoted(text: &str) -> String {
    let is_plain =
        text.starts_with(['$', '.', '/']) || text.starts_with(|c: char| c.is_alphabetic());
    let has_signs = text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.chars().any(char::is_control);
    if is_plain && !has_signs {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}
