//! Checks references: each target must exist, must have the right kind, and must not be part of a reference cycle.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::reference::{Reference, ReferenceField, ResolvedReference, Target};
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::Diagnostic;
use crate::document::grammar::{Expected, ObjectKind, reference};
use crate::document::limits::ReferenceBudget;
use crate::document::load::LoadError;
use crate::document::pointer::{below, escape, segments};
use crate::document::sources::Sources;
use crate::one_line::one_line;
use crate::redact::redacted;

/// Returns the indices of the references that have no usable target, and the findings about them. Each reference of the
/// document contains the pointer of its target already; `expected` returns the kind of the value at a pointer.
pub(super) fn check(
    document: &Value,
    sources: &Sources,
    budget: &mut ReferenceBudget,
    references: &[ResolvedReference],
    expected: impl Fn(&str) -> Expected,
) -> (Vec<usize>, Vec<Diagnostic>) {
    let mut checker = ReferenceChecker {
        document,
        sources,
        valid: HashSet::new(),
        followed: HashMap::new(),
    };
    let mut suggestions = Suggestions::default();
    let mut failed = Vec::new();
    let mut findings = Vec::new();
    for (index, resolved) in references.iter().enumerate() {
        let ResolvedReference {
            reference, target, ..
        } = resolved;
        // The value of a mapping can be any string.
        if matches!(
            reference.field,
            ReferenceField::Mapping(_) | ReferenceField::DefaultMapping
        ) {
            continue;
        }
        let Target::Found(target) = target else {
            failed.push(index);
            let subject = Subject::from(reference);
            findings.extend(subject.missing(document, sources, budget, target, &mut suggestions));
            continue;
        };
        let key = (reference.kind, target.as_str());
        if checker.valid.contains(&key) {
            continue;
        }
        let finding = mismatched(reference, expected(target), sources, target)
            .or_else(|| checker.circular(reference, target.clone()));
        if let Some(finding) = finding {
            failed.push(index);
            findings.push(finding);
        } else if checker.is_final(target) {
            checker.valid.insert(key);
        }
    }
    (failed, findings)
}

struct ReferenceChecker<'a> {
    document: &'a Value,
    sources: &'a Sources,
    /// The targets that are correct and not references themselves. Many references have the same target, so each target
    /// is checked once.
    valid: HashSet<(ObjectKind, &'a str)>,
    /// The pointers of the references that were followed, and whether each is part of a cycle that is not reported yet.
    followed: HashMap<String, bool>,
}

impl ReferenceChecker<'_> {
    /// Returns true if a target is not itself a reference, so that it cannot be part of a cycle.
    fn is_final(&self, target: &str) -> bool {
        let target = self.document.pointer(target);
        target.is_some_and(|target| reference(target).is_none())
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
        let finding = (cycle == Some(0)).then(|| self.cycle_finding(start, &chain));
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

    fn cycle_finding(&self, start: &Reference, chain: &[String]) -> Diagnostic {
        let from = self.sources.file(&start.at);
        let mut names: Vec<String> = chain
            .iter()
            .map(|pointer| format!("`{}`", self.sources.shown(pointer, &from)))
            .collect();
        names.extend(names.first().cloned());
        let message = format!("reference cycle: {}", names.join(" → "));
        Subject::from(start).finding("reference-cycle", message)
    }
}

/// Reports a target of the wrong kind.
fn mismatched(
    reference: &Reference,
    expected: Expected,
    sources: &Sources,
    target: &str,
) -> Option<Diagnostic> {
    let found = match expected {
        Expected::Unspecified if sources.files.is_text(target) => "a text file",
        Expected::Unspecified | Expected::Data => return None,
        Expected::Object(kind) if kind == reference.kind => return None,
        Expected::Object(kind) => kind.title(),
        Expected::Other => "not an OpenAPI object",
    };
    let message = format!(
        "expected a reference to {}, but `{}` is {found}",
        reference.kind.title(),
        reference.text
    );
    Some(Subject::from(reference).finding("mismatched-reference", message))
}

/// The similar pointers for pointers that do not exist.
pub(super) type Suggestions = HashMap<String, Option<String>>;

/// A reference, for the findings about it.
pub(super) struct Subject<'a> {
    /// The pointer of the object that contains the reference.
    pub(super) at: &'a str,
    /// The pointer of the text.
    pub(super) pointer: String,
    pub(super) text: &'a str,
    /// The kind of object that is required.
    pub(super) kind: Option<ObjectKind>,
}

impl<'a> From<&'a Reference> for Subject<'a> {
    fn from(reference: &'a Reference) -> Self {
        Self {
            at: &reference.at,
            pointer: reference.pointer(),
            text: &reference.text,
            kind: Some(reference.kind),
        }
    }
}

impl Subject<'_> {
    /// Creates a diagnostic at the reference: a warning for examples, links and other objects from which no code is
    /// generated, otherwise an error.
    pub(super) fn finding(&self, code: &'static str, message: String) -> Diagnostic {
        if let Some(
            ObjectKind::Example
            | ObjectKind::Link
            | ObjectKind::Tag
            | ObjectKind::ExternalDocumentation
            | ObjectKind::License
            | ObjectKind::Contact,
        ) = self.kind
        {
            Diagnostic::warning(code, self.pointer.as_str(), message)
        } else {
            Diagnostic::error(code, self.pointer.as_str(), message)
        }
    }

    /// Reports that a reference has no target, unless reading its file has already been reported.
    pub(super) fn missing(
        &self,
        document: &Value,
        sources: &Sources,
        budget: &mut ReferenceBudget,
        target: &Target,
        suggestions: &mut Suggestions,
    ) -> Option<Diagnostic> {
        match target {
            Target::Found(_) | Target::Unloaded(LoadError::Unread) => None,
            Target::Unloaded(error) => Some(self.external(document, sources, error)),
            Target::Missing(pointer) => {
                let file = sources.file(self.at);
                Some(self.dangling(document, sources, budget, pointer, &file, suggestions))
            }
        }
    }

    fn dangling(
        &self,
        document: &Value,
        sources: &Sources,
        budget: &mut ReferenceBudget,
        pointer: &str,
        file: &str,
        suggestions: &mut Suggestions,
    ) -> Diagnostic {
        let message = format!("the reference target `{}` does not exist", self.text);
        let diagnostic = self.finding("dangling-reference", message);
        let known = suggestions.get(pointer).cloned();
        let suggestion = known.unwrap_or_else(|| {
            let prefix = sources.files.prefix(pointer);
            let suggestion = below(pointer, prefix).and_then(|rest| {
                let root = document.pointer(prefix)?;
                let similar = alternative(root, rest, budget)?;
                Some(format!("{prefix}{similar}"))
            });
            suggestions.insert(pointer.to_owned(), suggestion.clone());
            suggestion
        });
        match suggestion {
            Some(similar) => {
                let similar = sources.shown(&similar, file);
                diagnostic.with_help(format!("did you mean `{similar}`?"))
            }
            None => diagnostic,
        }
    }

    fn external(&self, document: &Value, sources: &Sources, error: &LoadError) -> Diagnostic {
        let text = one_line(&redacted(self.text));
        let mut code = "external-reference";
        let reason = match error {
            LoadError::Refused(refusal) => format!(": {refusal}"),
            LoadError::Remote(error) => {
                code = error.code();
                format!(": {error}")
            }
            LoadError::Unusable(reason) => format!(": {reason}"),
            LoadError::NoRemote => ": it is not a relative path".to_owned(),
            LoadError::NoFolder | LoadError::Unread => String::new(),
        };
        let message = format!("cannot resolve the external reference `{text}`{reason}");
        let diagnostic = self.finding(code, message);
        let section = self.kind.and_then(ObjectKind::section);
        if let Some(section) = section {
            let component = format!("/components/{section}/{}", escape(self.text));
            if document.pointer(&component).is_some() {
                let component = sources.shown(&component, &sources.file(self.at));
                return diagnostic.with_help(format!("did you mean `{component}`?"));
            }
        }
        let help = match error {
            LoadError::Remote(error) => {
                return match error.help() {
                    Some(help) => diagnostic.with_help(help),
                    None => diagnostic,
                };
            }
            LoadError::NoRemote => Some(
                "only local files with a relative path are loaded; `--allow-host HOST`, or `Build::allow_host` in a \
                 build script, allows the documents of a host",
            ),
            LoadError::Refused(refusal) => refusal.help(),
            LoadError::NoFolder => Some(
                "only local files with a relative path are loaded, and only if the document itself is read from a \
                 file; bundle other documents into this one first",
            ),
            LoadError::Unusable(_) | LoadError::Unread => None,
        };
        match help {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        }
    }

    /// Reports a target that contains the reference itself.
    pub(super) fn infinite(&self) -> Diagnostic {
        let message = format!(
            "`{}` contains a reference to itself, so it cannot be inserted here",
            self.text
        );
        Diagnostic::error("reference-cycle", self.pointer.as_str(), message)
    }

    /// Reports a target that is not what is required, without showing its content.
    pub(super) fn unexpected(&self, expected: &str) -> Diagnostic {
        let message = format!(
            "expected a reference to {expected}, but `{}` is something else",
            self.text
        );
        self.finding("mismatched-reference", message)
    }
}

/// Returns a similar pointer that exists, with one segment corrected.
fn alternative(root: &Value, pointer: &str, budget: &mut ReferenceBudget) -> Option<String> {
    let mut pointer_so_far = String::new();
    let mut value = root;
    let mut corrected = false;
    for segment in segments(pointer) {
        let names = value.as_object()?;
        let name = match names.get_key_value(segment.as_ref()) {
            Some((name, _)) => name,
            None if corrected => return None,
            None => {
                corrected = true;
                budget.suggestions.closest(&segment, names.keys())?
            }
        };
        value = names.get(name)?;
        pointer_so_far.push('/');
        pointer_so_far.push_str(&escape(name));
    }
    corrected.then_some(pointer_so_far)
}
