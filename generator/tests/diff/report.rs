//! A comparison as text, for snapshots.

use std::fmt::Write;

use apicrate::RawDocument;
use apicrate::diff::{Changes, diff};

use crate::versions::api;

/// The changes between two documents, each without the fields `openapi` and `info`.
pub(crate) fn changes(old: &str, new: &str) -> Changes {
    diff(&api(document(old)), &api(document(new)))
}

/// The changes between two documents as text.
pub(crate) fn compared(old: &str, new: &str) -> String {
    report(&changes(old, new))
}

/// A document without the fields `openapi` and `info`.
pub(crate) fn document(rest: &str) -> RawDocument {
    let text = format!("openapi: 3.2.0\ninfo: {{ title: Harbour, version: 1.0.0 }}\n{rest}");
    RawDocument::parse("harbour.yaml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The changes as text.
pub(crate) fn report(changes: &Changes) -> String {
    let mut text = match changes.bump() {
        Some(bump) => format!("{bump}\n"),
        None => "no change\n".to_owned(),
    };
    for change in &changes.api {
        let path = match (&change.before, &change.after) {
            (Some(before), Some(after)) if before != after => format!("{before} -> {after}"),
            (Some(path), _) | (_, Some(path)) => path.clone(),
            (None, None) => panic!("a change has a path"),
        };
        writeln!(
            text,
            "\n{} {} {path}\n  {}\n  {}",
            change.bump, change.kind, change.note, change.pointer
        )
        .expect("a string can be written to");
    }
    for change in &changes.wire {
        writeln!(
            text,
            "\nwire {}\n  {}\n  {}",
            change.path, change.note, change.pointer
        )
        .expect("a string can be written to");
    }
    text
}
