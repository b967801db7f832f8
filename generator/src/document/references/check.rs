//! Finds references that lead nowhere, out of the document, to the wrong thing, or in a circle.

use std::collections::HashSet;

use serde_json::Value;

use super::collect::Reference;
use super::suggest::closest;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{Expected, ObjectKind, expected_at, reference};
use crate::document::pointer::{escape, segments};

/// Adds to `findings` what is wrong with the references of a document.
pub(in crate::document) fn check(
    document: &Value,
    references: &[Reference],
    findings: &mut Diagnostics,
) {
    let mut circles = HashSet::new();
    // Most references are to a few things that many refer to.
    let mut sound = HashSet::new();
    for reference in references {
        let text = (reference.kind, reference.text.as_str());
        if sound.contains(&text) {
            continue;
        }
        match fault(document, reference, &mut circles) {
            Some(fault) => findings.push(fault),
            None if ends(document, reference) => _ = sound.insert(text),
            None => {}
        }
    }
}

/// Whether a reference leads to something that is no reference itself, and so to no circle, wherever it stands.
fn ends(document: &Value, start: &Reference) -> bool {
    let target = local_pointer(&start.text).and_then(|pointer| document.pointer(&pointer));
    target.is_some_and(|target| reference(target).is_none())
}

fn fault(
    document: &Value,
    reference: &Reference,
    circles: &mut HashSet<String>,
) -> Option<Diagnostic> {
    let Some(pointer) = local_pointer(&reference.text) else {
        return Some(external(document, reference));
    };
    if is_unread(document, &pointer) {
        // Why not has been said where it was tried.
        return None;
    }
    let Some(target) = resolve_pointer(document, &pointer) else {
        return Some(dangling(document, reference, &pointer));
    };
    mismatched(reference, &target).or_else(|| circular(document, reference, target, circles))
}

/// Whether a pointer leads into another file that could not be read.
fn is_unread(document: &Value, pointer: &str) -> bool {
    let mut way = segments(pointer);
    way.next().is_some_and(|first| first == EXTERNAL_FILES)
        && way.next().is_none_or(|file| {
            let files = document.get(EXTERNAL_FILES);
            files.is_none_or(|files| files.get(file.as_ref()).is_none())
        })
}

/// Examples are not part of what is generated, so nothing is lost but the example.
fn finding(reference: &Reference, code: &'static str, message: String) -> Diagnostic {
    let at = format!("{}/$ref", reference.at);
    if reference.kind == ObjectKind::Example {
        Diagnostic::warning(code, at, message)
    } else {
        Diagnostic::error(code, at, message)
    }
}

fn external(document: &Value, reference: &Reference) -> Diagnostic {
    let text = &reference.text;
    let message = format!("`{text}` leads out of this document");
    let diagnostic = finding(reference, "external-reference", message);
    let section = reference.kind.section().unwrap_or_default();
    let component = format!("/components/{section}/{}", escape(text));
    diagnostic.with_help(if document.pointer(&component).is_some() {
        format!("did you mean `#{component}`?")
    } else {
        "only files beside the document are followed, and only if it is read from a file; \
         bundle the others into one first"
            .to_owned()
    })
}

fn dangling(document: &Value, reference: &Reference, pointer: &str) -> Diagnostic {
    let message = format!("nothing stands at `{}`", reference.text);
    let diagnostic = finding(reference, "dangling-reference", message);
    match alternative(document, pointer) {
        Some(alternative) => diagnostic.with_help(format!("did you mean `#{alternative}`?")),
        None => diagnostic,
    }
}

/// Goes down a pointer as far as it leads and corrects the name where it ends; what is left of it
/// has to exist from there.
fn alternative(document: &Value, pointer: &str) -> Option<String> {
    let mut way = String::new();
    let mut value = document;
    let mut corrected = false;
    for segment in segments(pointer) {
        let names = value.as_object()?;
        let name = match names.get_key_value(segment.as_ref()) {
            Some((name, _)) => name,
            None if corrected => return None,
            None => {
                corrected = true;
                closest(&segment, names.keys())?
            }
        };
        value = names.get(name)?;
        way.push('/');
        way.push_str(&escape(name));
    }
    corrected.then_some(way)
}

fn mismatched(reference: &Reference, target: &str) -> Option<Diagnostic> {
    let found = match expected_at(target) {
        Expected::Unspecified => return None,
        Expected::Object(kind) if kind == reference.kind => return None,
        Expected::Object(kind) => kind.title(),
        Expected::Other => "none",
    };
    let expected = reference.kind.title();
    let message = format!("expected {expected}, but `{}` is {found}", reference.text);
    Some(finding(reference, "mismatched-reference", message))
}

/// Follows references until there is none, and reports the circle if this one is part of it.
fn circular(
    document: &Value,
    start: &Reference,
    first: String,
    circles: &mut HashSet<String>,
) -> Option<Diagnostic> {
    let mut way = vec![first];
    while way.last() != Some(&start.at) {
        let target = document.pointer(way.last()?)?;
        let next = resolve_pointer(document, &local_pointer(reference(target)?)?)?;
        if way.contains(&next) {
            // A circle further on, which is reported where it stands.
            return None;
        }
        way.push(next);
    }
    if way.iter().any(|pointer| circles.contains(pointer)) {
        return None;
    }
    let names: Vec<String> = std::iter::once(&start.at)
        .chain(&way)
        .map(|pointer| format!("`#{pointer}`"))
        .collect();
    circles.extend(way);
    let message = format!("this reference leads back to itself: {}", names.join(" → "));
    Some(finding(start, "reference-cycle", message))
}
