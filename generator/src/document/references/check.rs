//! Checks references: each target must exist in the document, must have the right kind, and must not be part of a
//! reference cycle.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::collect::Reference;
use super::suggest::closest;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::file_access::Refusal;
use crate::document::grammar::{Expected, ObjectKind, expected_at, reference};
use crate::document::pointer::{escape, segments};
use crate::file_name::one_line;

/// Reports the errors in the references of a document. `refused` contains the references to other files that were not
/// read, by the pointer of the object that contains the reference.
pub(in crate::document) fn check(
    document: &Value,
    references: &[Reference],
    refused: &HashMap<String, Refusal>,
    findings: &mut Diagnostics,
) {
    let mut cycles = HashSet::new();
    // Many references have the same target, so each target is checked once.
    let mut valid = HashSet::new();
    for reference in references {
        let text = (reference.kind, reference.text.as_str());
        if valid.contains(&text) {
            continue;
        }
        match error(document, reference, refused, &mut cycles) {
            Some(error) => findings.push(error),
            None if is_final(document, reference) => _ = valid.insert(text),
            None => {}
        }
    }
}

/// Returns true if the target of a reference is not itself a reference, so that it cannot be part of a cycle.
fn is_final(document: &Value, start: &Reference) -> bool {
    let target = local_pointer(&start.text).and_then(|pointer| document.pointer(&pointer));
    target.is_some_and(|target| reference(target).is_none())
}

fn error(
    document: &Value,
    reference: &Reference,
    refused: &HashMap<String, Refusal>,
    cycles: &mut HashSet<String>,
) -> Option<Diagnostic> {
    let Some(pointer) = local_pointer(&reference.text) else {
        return Some(external(document, reference, refused.get(&reference.at)));
    };
    if is_unread(document, &pointer) {
        // Already reported when reading the file failed.
        return None;
    }
    let Some(target) = resolve_pointer(document, &pointer) else {
        return Some(dangling(document, reference, &pointer));
    };
    mismatched(reference, &target).or_else(|| circular(document, reference, target, cycles))
}

/// Returns true if a pointer refers to an external file that could not be read.
fn is_unread(document: &Value, pointer: &str) -> bool {
    let mut segments = segments(pointer);
    segments.next().is_some_and(|first| first == EXTERNAL_FILES)
        && segments.next().is_none_or(|file| {
            let files = document.get(EXTERNAL_FILES);
            files.is_none_or(|files| files.get(file.as_ref()).is_none())
        })
}

/// Creates a diagnostic at a reference: a warning for examples, because no code is generated from them, otherwise an
/// error.
fn finding(reference: &Reference, code: &'static str, message: String) -> Diagnostic {
    let at = format!("{}/$ref", reference.at);
    if reference.kind == ObjectKind::Example {
        Diagnostic::warning(code, at, message)
    } else {
        Diagnostic::error(code, at, message)
    }
}

fn external(document: &Value, reference: &Reference, refusal: Option<&Refusal>) -> Diagnostic {
    let text = one_line(&reference.text);
    let reason = refusal.map(|refusal| format!(": {refusal}"));
    let reason = reason.unwrap_or_default();
    let message = format!("cannot resolve the external reference `{text}`{reason}");
    let diagnostic = finding(reference, "external-reference", message);
    let section = reference.kind.section().unwrap_or_default();
    let component = format!("/components/{section}/{}", escape(&reference.text));
    if document.pointer(&component).is_some() {
        return diagnostic.with_help(format!("did you mean `#{component}`?"));
    }
    match refusal {
        Some(refusal) => match refusal.help() {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        },
        None => diagnostic.with_help(
            "only local files with a relative path are loaded, and only if the document itself is read from a file; \
             bundle other documents into this one first",
        ),
    }
}

fn dangling(document: &Value, reference: &Reference, pointer: &str) -> Diagnostic {
    let message = format!("the reference target `{}` does not exist", reference.text);
    let diagnostic = finding(reference, "dangling-reference", message);
    match alternative(document, pointer) {
        Some(alternative) => diagnostic.with_help(format!("did you mean `#{alternative}`?")),
        None => diagnostic,
    }
}

/// Returns a similar pointer that exists, with one segment corrected.
fn alternative(document: &Value, pointer: &str) -> Option<String> {
    let mut pointer_so_far = String::new();
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
        pointer_so_far.push('/');
        pointer_so_far.push_str(&escape(name));
    }
    corrected.then_some(pointer_so_far)
}

fn mismatched(reference: &Reference, target: &str) -> Option<Diagnostic> {
    let found = match expected_at(target) {
        Expected::Unspecified => return None,
        Expected::Object(kind) if kind == reference.kind => return None,
        Expected::Object(kind) => kind.title(),
        Expected::Other => "not an OpenAPI object",
    };
    let expected = reference.kind.title();
    let message = format!(
        "expected a reference to {expected}, but `{}` is {found}",
        reference.text
    );
    Some(finding(reference, "mismatched-reference", message))
}

/// Follows a chain of references, and reports a cycle if the first reference is part of it.
fn circular(
    document: &Value,
    start: &Reference,
    first: String,
    cycles: &mut HashSet<String>,
) -> Option<Diagnostic> {
    let mut chain = vec![first];
    while chain.last() != Some(&start.at) {
        let target = document.pointer(chain.last()?)?;
        let next = resolve_pointer(document, &local_pointer(reference(target)?)?)?;
        if chain.contains(&next) {
            // A cycle that does not contain the first reference is reported at its own references.
            return None;
        }
        chain.push(next);
    }
    if chain.iter().any(|pointer| cycles.contains(pointer)) {
        return None;
    }
    let names: Vec<String> = std::iter::once(&start.at)
        .chain(&chain)
        .map(|pointer| format!("`#{pointer}`"))
        .collect();
    cycles.extend(chain);
    let message = format!("reference cycle: {}", names.join(" → "));
    Some(finding(start, "reference-cycle", message))
}
