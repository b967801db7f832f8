//! Writes relaxations as an OpenAPI Overlay 1.1 in YAML, for a maintainer to review and keep.

use serde_json::Value;

use super::nullable::AllowNull;
use super::relax::{Evidence, Relaxation, SchemaChange};
use crate::document::{JsonPointer, OpenApiVersion, segments};

/// The first lines of the overlay.
const HEAD: &str = "\
overlay: 1.1.0
info:
  title: Relaxations that documented payloads need
  version: 1.0.0
actions:";

/// One overlay action without its description.
struct OverlayAction {
    target: String,
    update: Option<Value>,
}

/// Returns the overlay with these actions; `None` without actions.
pub(super) fn document<'a>(actions: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let actions: Vec<&str> = actions.into_iter().map(String::as_str).collect();
    (!actions.is_empty()).then(|| format!("{HEAD}\n{}", actions.join("\n")))
}

/// Returns the actions that apply a relaxation to `document`, which is in the file `name`.
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
    let actions = steps.map(|OverlayAction { target, update }| {
        let change = match update {
            Some(update) => format!("update: {update}"),
            None => "remove: true".to_owned(),
        };
        let target = quoted(&target);
        format!("  - {name}description: >-\n{reason}    target: {target}\n    {change}\n")
    });
    actions.collect()
}

fn steps(change: &SchemaChange, document: &Value, version: OpenApiVersion) -> Vec<OverlayAction> {
    match change {
        SchemaChange::Optional { required, name } => {
            let target = format!(
                "{}[?@ == {}]",
                path(document, required),
                single_quoted(name)
            );
            vec![OverlayAction {
                target,
                update: None,
            }]
        }
        SchemaChange::Nullable { schema: pointer } => {
            let Some(schema) = document.pointer(pointer) else {
                return Vec::new();
            };
            let AllowNull { remove, update } = AllowNull::new(schema, version);
            let target = path(document, pointer);
            let removals = remove.iter().map(|keyword| OverlayAction {
                target: format!("{target}{}", step(keyword)),
                update: None,
            });
            let update = OverlayAction {
                target: target.clone(),
                update: Some(update),
            };
            removals.chain([update]).collect()
        }
    }
}

/// The description of an action as a folded scalar, with one line per payload.
fn reason(relaxation: &Relaxation) -> String {
    let what = match &relaxation.change {
        SchemaChange::Optional { name, .. } => {
            format!("Documented payloads omit `{name}`, although it is required:")
        }
        SchemaChange::Nullable { .. } => {
            "Documented payloads contain `null`, which the schema does not allow:".to_owned()
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

/// Escapes control characters, which a line of a folded scalar cannot contain.
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

/// Converts a JSON pointer to a JSONPath (RFC 9535).
fn path(document: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut value = Some(document);
    for segment in segments(pointer) {
        let step = match value {
            Some(Value::Array(_)) => format!("[{segment}]"),
            _ => step(&segment),
        };
        path.push_str(&step);
        let down = JsonPointer::ROOT.name(&segment).to_string();
        value = value.and_then(|value| value.pointer(&down));
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

/// Quotes a name for a JSONPath.
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

/// Quotes a string for YAML, unless it is a valid plain scalar.
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
