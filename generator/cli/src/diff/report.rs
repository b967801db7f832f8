//! Changes of the Rust API as text for a terminal, as Markdown and as JSON.

use std::fmt::Write;

use apicrate::counted::counted;
use apicrate::diff::{ApiChange, Bump, ChangeKind};
use serde_json::{Value, json};

use crate::diff::comparison::{Comparison, bump};

/// Formats changes for a terminal: major ones first; changes of documentation are only counted.
#[must_use]
pub fn text(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for it in comparisons {
        write_text(it, &mut text);
    }
    let bump = bump(comparisons);
    text + &format!("{}\n", verdict(bump))
}

fn write_text(it: &Comparison, text: &mut String) {
    _ = writeln!(text, "{}\n", title(it));
    if it.is_reversed() {
        _ = writeln!(text, "note: {}\n", reversed(it));
    }
    if it.is_unversioned() {
        _ = writeln!(text, "note: {}\n", unversioned(it));
    }
    for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
        let changes: Vec<&ApiChange> = shown(it, bump).collect();
        if changes.is_empty() {
            continue;
        }
        _ = writeln!(text, "{bump}: {}", changes.len());
        for change in changes {
            _ = writeln!(text, "  {:<10}  {}", change.kind.to_string(), path(change));
            _ = writeln!(text, "              {}", change.note);
            _ = writeln!(text, "              #{}", change.pointer);
        }
        text.push('\n');
    }
    if !it.changes.wire.is_empty() {
        _ = writeln!(text, "payloads only: {}", it.changes.wire.len());
        for change in &it.changes.wire {
            _ = writeln!(text, "  {}: {}", change.path, change.note);
            _ = writeln!(text, "              #{}", change.pointer);
        }
        text.push('\n');
    }
    let docs = documentation(it);
    if docs > 0 {
        _ = writeln!(text, "documentation: {docs}\n");
    }
}

/// Formats changes as Markdown: a table for each bump.
#[must_use]
pub fn markdown(comparisons: &[Comparison]) -> String {
    let mut text = format!("# {}\n", verdict(bump(comparisons)));
    for it in comparisons {
        _ = write!(text, "\n## {}\n", title(it));
        if it.is_reversed() {
            _ = write!(text, "\n> {}\n", reversed(it));
        }
        if it.is_unversioned() {
            _ = write!(text, "\n> {}\n", unversioned(it));
        }
        for bump in [Bump::Major, Bump::Minor, Bump::Patch] {
            let changes: Vec<&ApiChange> = shown(it, bump).collect();
            if !changes.is_empty() {
                _ = write!(text, "\n### {bump}\n\n");
                table(&changes, &mut text);
            }
        }
        if !it.changes.wire.is_empty() {
            _ = write!(text, "\n### Payloads only\n\n");
            for change in &it.changes.wire {
                _ = writeln!(text, "- `{}`: {}", change.path, change.note);
            }
        }
        let docs = documentation(it);
        if docs > 0 {
            let items = counted(docs, "item");
            _ = write!(text, "\nThe documentation of {items} has changed.\n");
        }
    }
    text
}

/// Formats changes as one JSON object.
pub(crate) fn json(comparisons: &[Comparison]) -> Value {
    let documents = comparisons.iter().map(|it| {
        json!({
            "old": it.old.name,
            "new": it.new.name,
            "versions": it.versions(),
            "module": it.module,
            "bump": it.bump(),
            "unversioned": it.is_unversioned(),
            "api": it.changes.api,
            "wire": it.changes.wire,
        })
    });
    json!({ "bump": bump(comparisons), "documents": documents.collect::<Value>() })
}

/// Writes a table of changes: old path, new path, migration note.
pub fn table(changes: &[&ApiChange], text: &mut String) {
    let cell =
        |path: Option<&String>| path.map_or_else(|| "–".to_owned(), |path| format!("`{path}`"));
    text.push_str("| before | after | what to do |\n| --- | --- | --- |\n");
    for change in changes {
        let (before, after) = (cell(change.before.as_ref()), cell(change.after.as_ref()));
        let note = change.note.replace('|', "\\|");
        _ = writeln!(text, "| {before} | {after} | {note} |");
    }
}

/// The changes with a given bump, except those of documentation.
pub(crate) fn shown(it: &Comparison, bump: Bump) -> impl Iterator<Item = &ApiChange> {
    let changes = it.changes.api.iter();
    changes.filter(move |change| change.bump == bump && change.kind != ChangeKind::Docs)
}

/// The number of changes of documentation.
pub(crate) fn documentation(it: &Comparison) -> usize {
    let changes = it.changes.api.iter();
    changes
        .filter(|change| change.kind == ChangeKind::Docs)
        .count()
}

pub(crate) fn title(it: &Comparison) -> String {
    let name = match &it.module {
        Some(module) => format!("{module} ({})", it.new.name),
        None => format!("{} → {}", it.old.name, it.new.name),
    };
    let (old, new) = it.versions();
    let versions = if old == new {
        old.to_owned()
    } else {
        format!("{old} → {new}")
    };
    let bump = it.bump();
    let bump = bump.map_or_else(|| "no change".to_owned(), |bump| bump.to_string());
    format!("{name}, version {versions}: {bump}")
}

pub(crate) fn reversed(it: &Comparison) -> String {
    let (old, new) = it.versions();
    format!(
        "`{}` is compared as the old version, although its version {old} is higher than {new}, that of `{}`; name both, the old one first, to compare them the other way round",
        it.old.name, it.new.name
    )
}

pub(crate) fn unversioned(it: &Comparison) -> String {
    format!(
        "the content has changed, but the version is still {}",
        it.versions().1
    )
}

pub(crate) fn verdict(bump: Option<Bump>) -> String {
    match bump {
        Some(bump) => format!("A {bump} change"),
        None => "No change".to_owned(),
    }
}

/// Formats the path of a change: `models::User`, or `models::User → models::Person`.
fn path(change: &ApiChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
        (Some(path), _) | (None, Some(path)) => path.clone(),
        (None, None) => String::new(),
    }
}
