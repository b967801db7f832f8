//! Relaxations as an OpenAPI Overlay 1.0: YAML, written to be read by a maintainer before it is kept.

use serde_json::Value;

use super::nullable::AllowNull;
use super::relax::{Change, Evidence, Relaxation};
use crate::document::{JsonPointer, OpenApiVersion, segments};

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

/// The overlay that consists of these actions; `None` if there are none.
pub(super) fn document<'a>(actions: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let actions: Vec<&str> = actions.into_iter().map(String::as_str).collect();
    (!actions.is_empty()).then(|| format!("{HEAD}\n{}", actions.join("\n")))
}

/// The actions that make a relaxation in `document`, which is in the file `name`.
pub(super) fn actions(
    relaxation: &Relaxation,
    document: &Value,
    version: OpenApiVersion,
    name: Option<&str>,
) -> Vec<String> {
    let name = name.map(|name| format!("x-document: {}\n    ", quoted(name)));
    let name = name.unwrap_or_default();
    let reason = reason(relaxation);
    let steps = steps(&relaxation.change, document, version).into_iter();
    let actions = steps.map(|Action { target, update }| {
        let change = match update {
            Some(update) => format!("update: {update}"),
            None => "remove: true".to_owned(),
        };
        let target = quoted(&target);
        format!("  - {name}description: >-\n{reason}    target: {target}\n    {change}\n")
    });
    actions.collect()
}

fn steps(change: &Change, document: &Value, version: OpenApiVersion) -> Vec<Action> {
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
    let payloads = relaxation.evidence.iter();
    let payloads = payloads.map(|Evidence { title, pointer }| {
        format!("      {} (#{})", one_line(title), one_line(pointer))
    });
    format!(
        "      {what}\n{}.\n",
        payloads.collect::<Vec<_>>().join(";\n")
    )
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

/// A pointer as a path of RFC 9535.
fn path(document: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut place = Some(document);
    for segment in segments(pointer) {
        let step = match place {
            Some(Value::Array(_)) => format!("[{segment}]"),
            _ => step(&segment),
        };
        path.push_str(&step);
        let down = JsonPointer::ROOT.name(&segment).to_string();
        place = place.and_then(|place| place.pointer(&down));
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

/// A string as such a path writes it.
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
    let is_plain = text.starts_with('$')
        || text.starts_with(|c: char| c.is_alphabetic()) && text.contains('.');
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
