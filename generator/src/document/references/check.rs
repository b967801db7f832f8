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
use crate::document::limits::ReferenceBudget;
use crate::document::pointer::{escape, segments};
use crate::one_line::one_line;

/// Reports the errors in the references of a document. `refused` contains the references to other files that were not
/// read, by the pointer of the object that contains the reference.
pub(in crate::document) fn check(
    document: &Value,
    references: &[Reference],
    refused: &HashMap<String, Refusal>,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) {
    let mut checker = ReferenceChecker {
        document,
        refused,
        budget,
        valid: HashSet::new(),
        suggestions: HashMap::new(),
        followed: HashMap::new(),
    };
    for reference in references {
        let text = (reference.kind, reference.text.as_str());
        if checker.valid.contains(&text) {
            continue;
        }
        match checker.error(reference) {
            Some(error) => findings.push(error),
            None if is_final(document, reference) => _ = checker.valid.insert(text),
            None => {}
        }
    }
}

/// Returns true if the target of a reference is not itself a reference, so that it cannot be part of a cycle.
fn is_final(document: &Value, start: &Reference) -> bool {
    let target = local_pointer(&start.text).and_then(|pointer| document.pointer(&pointer));
    target.is_some_and(|target| reference(target).is_none())
}

struct ReferenceChecker<'a> {
    document: &'a Value,
    refused: &'a HashMap<String, Refusal>,
    budget: &'a mut ReferenceBudget,
    /// The references that are correct and do not point to other references. Many references have the same target, so
    /// each target is checked once.
    valid: HashSet<(ObjectKind, &'a str)>,
    /// The suggestions for pointers that do not exist.
    suggestions: HashMap<String, Option<String>>,
    /// The pointers of the references that were followed, and whether each is part of a cycle that is not reported yet.
    followed: HashMap<String, bool>,
}

impl ReferenceChecker<'_> {
    fn error(&mut self, reference: &Reference) -> Option<Diagnostic> {
        let Some(pointer) = local_pointer(&reference.text) else {
            return Some(external(
                self.document,
                reference,
                self.refused.get(&reference.at),
            ));
        };
        if is_unread(self.document, &pointer) {
            // Already reported when reading the file failed.
            return None;
        }
        let Some(target) = resolve_pointer(self.document, &pointer) else {
            return Some(self.dangling(reference, &pointer));
        };
        mismatched(reference, &target).or_else(|| self.circular(reference, target))
    }

    fn dangling(&mut self, reference: &Reference, pointer: &str) -> Diagnostic {
        let message = format!("the reference target `{}` does not exist", reference.text);
        let diagnostic = finding(reference, "dangling-reference", message);
        let known = self.suggestions.get(pointer).cloned();
        let suggestion = known.unwrap_or_else(|| {
            let suggestion = alternative(self.document, pointer, self.budget);
            self.suggestions
                .insert(pointer.to_owned(), suggestion.clone());
            suggestion
        });
        match suggestion {
            Some(alternative) => diagnostic.with_help(format!("did you mean `#{alternative}`?")),
            None => diagnostic,
        }
    }

    /// Follows a chain of references, and reports a cycle if the first reference is part of it. A cycle that does not
    /// contain the first reference is reported at one of its own references.
    fn circular(&mut self, start: &Reference, first: String) -> Option<Diagnostic> {
        let mut chain = vec![start.at.clone()];
        let mut indices = HashMap::from([(start.at.clone(), 0)]);
        let mut next = Some(first);
        let is_in_unreported = self.followed.get(&start.at) == Some(&true);
        // The index in the chain at which a cycle begins.
        let mut cycle = None;
        while let Some(pointer) = next {
            if let Some(index) = indices.get(&pointer) {
                cycle = Some(*index);
                break;
            }
            if self.followed.contains_key(&pointer) && !is_in_unreported {
                break;
            }
            indices.insert(pointer.clone(), chain.len());
            next = self.next(&pointer);
            chain.push(pointer);
        }
        let cycle_start = cycle.unwrap_or(chain.len());
        let finding = (cycle == Some(0)).then(|| cycle_finding(start, &chain));
        for (index, pointer) in chain.into_iter().enumerate() {
            let is_unreported = finding.is_none() && index >= cycle_start;
            self.followed.insert(pointer, is_unreported);
        }
        finding
    }

    /// Returns the target of the reference at a pointer, or `None` if the value is not a reference.
    fn next(&self, pointer: &str) -> Option<String> {
        let target = local_pointer(reference(self.document.pointer(pointer)?)?)?;
        resolve_pointer(self.document, &target)
    }
}

fn cycle_finding(start: &Reference, chain: &[String]) -> Diagnostic {
    let mut names: Vec<String> = chain
        .iter()
        .map(|pointer| format!("`#{pointer}`"))
        .collect();
    names.extend(names.first().cloned());
    let message = format!("reference cycle: {}", names.join(" → "));
    finding(start, "reference-cycle", message)
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

/// Returns a similar pointer that exists, with one segment corrected.
fn alternative(document: &Value, pointer: &str, budget: &mut ReferenceBudget) -> Option<String> {
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
                closest(&segment, names.keys(), budget)?
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
