//! Changes of the Rust API in words: for a terminal, and for a page.

use std::fmt::Write;

use apicrate::diff::{ApiChange, Bump, ChangeKind};

use crate::diff::{Comparison, bump};

/// For a terminal: what matters most comes first; of documentation, only how much there is.
pub(crate) fn text(comparisons: &[Comparison]) -> String {
    let mut text = String::new();
    for it in comparisons {
        text_of(it, &mut text);
    }
    let bump = bump(comparisons);
    text + &format!("{}\n", verdict(bump))
}

fn text_of(it: &Comparison, text: &mut String) {
    _ = writeln!(text, "{}\n", title(it));
    if it.is_unversioned() {
        _ = writeln!(text, "note: {}\n", unversioned(it));
    }
    for weight in [Bump::Major, Bump::Minor, Bump::Patch] {
        let changes: Vec<&ApiChange> = shown(it, weight).collect();
        if changes.is_empty() {
            continue;
        }
        _ = writeln!(text, "{weight}: {}", changes.len());
        for change in changes {
            _ = writeln!(text, "  {:<10}  {}", change.kind.to_string(), path(change));
            _ = writeln!(text, "              {}", change.note);
            _ = writeln!(text, "              #{}", change.pointer);
        }
        text.push('\n');
    }
    if !it.changes.wire.is_empty() {
        _ = writeln!(text, "on the wire alone: {}", it.changes.wire.len());
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

/// For a page, as Markdown: a table for each weight, and what is long folded away.
pub(crate) fn markdown(comparisons: &[Comparison]) -> String {
    let mut text = format!("# {}\n", verdict(bump(comparisons)));
    for it in comparisons {
        _ = write!(text, "\n## {}\n", title(it));
        if it.is_unversioned() {
            _ = write!(text, "\n> {}\n", unversioned(it));
        }
        for weight in [Bump::Major, Bump::Minor, Bump::Patch] {
            let changes: Vec<&ApiChange> = shown(it, weight).collect();
            if !changes.is_empty() {
                _ = write!(text, "\n### {weight}\n\n");
                table(&changes, &mut text);
            }
        }
        if !it.changes.wire.is_empty() {
            _ = write!(text, "\n### On the wire alone\n\n");
            for change in &it.changes.wire {
                _ = writeln!(text, "- `{}`: {}", change.path, change.note);
            }
        }
        let docs = documentation(it);
        if docs > 0 {
            _ = write!(
                text,
                "\nThe documentation of {docs} things reads differently.\n"
            );
        }
    }
    text
}

/// Old path, new path, and what is to be done.
pub(crate) fn table(changes: &[&ApiChange], text: &mut String) {
    let cell =
        |path: Option<&String>| path.map_or_else(|| "–".to_owned(), |path| format!("`{path}`"));
    text.push_str("| before | after | what to do |\n| --- | --- | --- |\n");
    for change in changes {
        let (before, after) = (cell(change.before.as_ref()), cell(change.after.as_ref()));
        let note = change.note.replace('|', "\\|");
        _ = writeln!(text, "| {before} | {after} | {note} |");
    }
}

/// Changes that are listed one by one: all but those of documentation.
pub(crate) fn shown(it: &Comparison, weight: Bump) -> impl Iterator<Item = &ApiChange> {
    let changes = it.changes.api.iter();
    changes.filter(move |change| change.bump == weight && change.kind != ChangeKind::Docs)
}

fn documentation(it: &Comparison) -> usize {
    let changes = it.changes.api.iter();
    changes
        .filter(|change| change.kind == ChangeKind::Docs)
        .count()
}

fn title(it: &Comparison) -> String {
    let name = match it.source {
        Some(source) => format!("{} ({})", source.module, it.new),
        None => format!("{} → {}", it.old, it.new),
    };
    let (old, new) = &it.versions;
    let versions = if old == new {
        old.clone()
    } else {
        format!("{old} → {new}")
    };
    format!("{name}, version {versions}: {}", weight(it.weight()))
}

fn unversioned(it: &Comparison) -> String {
    format!(
        "the content has changed, and the version is {} as before",
        it.versions.1
    )
}

fn verdict(bump: Option<Bump>) -> String {
    match bump {
        Some(weight) => format!("A {weight} change"),
        None => "No change".to_owned(),
    }
}

fn weight(weight: Option<Bump>) -> String {
    weight.map_or_else(|| "no change".to_owned(), |weight| weight.to_string())
}

/// `models::User`, or `models::User → models::Person`.
fn path(change: &ApiChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
        (Some(path), _) | (None, Some(path)) => path.clone(),
        (None, None) => String::new(),
    }
}
