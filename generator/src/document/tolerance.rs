//! Degrades the parts of a document that have errors, so that code can be generated for the rest.
//!
//! Each error has a pointer. The smallest part around it that can be replaced or left out is degraded: a schema is
//! treated as any value, an operation is left out, and so are response headers and other parts on which no signature
//! depends. References to a part that is left out are treated as errors, too. If a part that was already degraded has
//! another error, the next larger one is degraded, so that each round makes progress.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::mem;

use serde_json::{Map, Value, json};

use super::extension::{ANY_VALUE, EXTERNAL_FILES};
use super::grammar::{FieldShape, ObjectKind, reference, walk};
use super::origins::ancestors;
use super::path_item::{OperationPosition, operations};
use super::pointer::{JsonPointer, escape, segments};
use super::references::local_pointer;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// The maximum number of rounds, each of which removes at least one part. Most documents need one or two.
pub(crate) const MAX_ROUNDS: usize = 16;

/// The errors that concern the whole document or its configuration, or that protect the system that reads it. The generated code must not
/// depend on whether a request fails.
const FATAL: [&str; 6] = [
    "failed-request",
    "name-too-long",
    "remote-lock",
    "too-deep",
    "too-large",
    "unsupported-derive",
];

/// The pointers of all parts that were degraded so far.
#[derive(Clone, Debug, Default)]
pub(super) struct DegradedParts {
    replaced: HashSet<String>,
    removed: HashSet<String>,
    /// The parts that were replaced in this round.
    recent: HashSet<String>,
    /// The parts that references may have lost: the pointer of each, and true if it was removed.
    lost: Vec<(String, bool)>,
}

/// The values outside of the document's own grammar, by their pointers, each with its kind.
pub(super) type Regions = HashMap<String, ObjectKind>;

/// The reaction to an error in a part.
enum Degradation {
    Replace(Value),
    Remove,
}

impl DegradedParts {
    /// Degrades the part around each error. The errors become warnings, and a warning for each part that was degraded is
    /// added. A part that is left out becomes `null`. Returns false if there are no errors, or if one of them cannot be
    /// tolerated.
    pub(super) fn tolerate(
        &mut self,
        document: &mut Value,
        regions: &Regions,
        findings: &mut Diagnostics,
    ) -> bool {
        let is_fatal = |finding: &Diagnostic| {
            finding.severity == Severity::Error
                && (FATAL.contains(&finding.code) || !finding.file.is_empty())
        };
        if !findings.has_errors() || findings.iter().any(is_fatal) {
            return false;
        }
        let mut degraded = Vec::new();
        self.recent.clear();
        for error in findings.iter().filter(|it| is_tolerable(it)) {
            if !self.degrade_at(document, regions, error, &mut degraded) {
                return false;
            }
        }
        self.degrade_references(document, regions, &mut degraded);
        let warnings = mem::take(findings).into_iter().map(|finding| Diagnostic {
            severity: Severity::Warning,
            ..finding
        });
        findings.extend(warnings);
        findings.extend(degraded);
        true
    }

    /// Degrades the smallest part around an error that is not degraded yet. Returns false if all of them are.
    fn degrade_at(
        &mut self,
        document: &mut Value,
        regions: &Regions,
        error: &Diagnostic,
        degraded: &mut Vec<Diagnostic>,
    ) -> bool {
        let is_recent = ancestors(&error.pointer).any(|(it, _)| self.recent.contains(it));
        if is_recent || self.is_removed(&error.pointer) {
            return true;
        }
        // A section whose reference has no target is empty already.
        let section = error.pointer.strip_suffix("/$ref");
        let section = section.unwrap_or(&error.pointer);
        let is_reference = section.len() < error.pointer.len();
        if let Some((kind, empty)) = empty_section(document, section, is_reference) {
            let title = kind.title();
            let name = title.split_once(' ').map_or(title, |(_, name)| name);
            let message = if kind == ObjectKind::Components {
                format!("the {name} has errors; left out")
            } else {
                // The sections have other names in Swagger 2.0.
                format!("the section of {name}s has errors; left out")
            };
            degraded.push(Diagnostic::warning("omitted-part", section, message));
            self.removed.insert(section.to_owned());
            if let Some(value) = document.pointer_mut(section) {
                *value = empty;
            }
            return true;
        }
        for (pointer, kind) in objects_around(&error.pointer, regions) {
            let is_degraded = self.replaced.contains(&pointer);
            let Some(value) = document.pointer(&pointer).filter(|_| !is_degraded) else {
                continue;
            };
            let is_own = is_component(&pointer) || regions.contains_key(&pointer);
            let has_success = || has_other_success(document, &pointer);
            let Some(degradation) = degradation(kind, value, is_own, has_success, error) else {
                continue;
            };
            report(&pointer, kind, value, is_own, degraded);
            let new = match degradation {
                Degradation::Replace(new) => {
                    self.replaced.insert(pointer.clone());
                    self.recent.insert(pointer.clone());
                    self.lost.push((pointer.clone(), false));
                    new
                }
                Degradation::Remove => {
                    self.removed.insert(pointer.clone());
                    self.lost.push((pointer.clone(), true));
                    let is_list = pointer.ends_with("/servers");
                    if is_list { json!([]) } else { Value::Null }
                }
            };
            if let Some(value) = document.pointer_mut(&pointer) {
                *value = new;
            }
            return true;
        }
        false
    }

    /// Degrades the parts whose references have lost their targets: values that were removed, or values inside of those
    /// that were replaced.
    fn degrade_references(
        &mut self,
        document: &mut Value,
        regions: &Regions,
        degraded: &mut Vec<Diagnostic>,
    ) {
        if self.lost.is_empty() {
            return;
        }
        let mut references = references_by_target(document, regions);
        while let Some((pointer, is_removed)) = self.lost.pop() {
            let inside = references.range(format!("{pointer}/")..format!("{pointer}0"));
            let mut targets: Vec<String> = inside.map(|(target, _)| target.clone()).collect();
            targets.extend(is_removed.then_some(pointer));
            for target in targets {
                for at in references.remove(&target).unwrap_or_default() {
                    let error = Diagnostic::error("dangling-reference", at, "");
                    self.degrade_at(document, regions, &error, degraded);
                }
            }
        }
    }

    /// Returns true if a value was removed, alone or with a value that contains it.
    fn is_removed(&self, pointer: &str) -> bool {
        !self.removed.is_empty() && ancestors(pointer).any(|(it, _)| self.removed.contains(it))
    }
}

/// Returns an empty value for a section of the document or of its components that is not an object or a list, as it
/// should be, or that is a reference without a target, and the kind of the objects in the section. A document without
/// paths describes no API.
fn empty_section(
    document: &Value,
    pointer: &str,
    is_reference: bool,
) -> Option<(ObjectKind, Value)> {
    let mut names = segments(pointer);
    let (first, second) = (names.next()?, names.next());
    let shape = match (first.as_ref(), second) {
        ("components", Some(section)) => ObjectKind::Components.field(&section)?,
        ("paths" | "info", _) | (_, Some(_)) => return None,
        (first, None) => ObjectKind::Document.field(first)?,
    };
    if names.next().is_some() {
        return None;
    }
    let value = document.pointer(pointer)?;
    let is_empty = *value == json!({}) || *value == json!([]);
    if is_reference && !is_empty {
        return None;
    }
    match shape {
        FieldShape::One(kind @ ObjectKind::Components) | FieldShape::Map(kind)
            if is_reference || !value.is_object() =>
        {
            Some((kind, json!({})))
        }
        FieldShape::List(kind) if is_reference || !value.is_array() => Some((kind, json!([]))),
        _ => None,
    }
}

/// Returns the pointers of all references to each pointer.
fn references_by_target(document: &mut Value, regions: &Regions) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut visit = |kind: ObjectKind, at: &JsonPointer<'_>, value: &mut Value| {
        let target = reference(value).and_then(local_pointer);
        if let Some(target) = target.filter(|_| kind.is_referable()) {
            found
                .entry(target.into_owned())
                .or_default()
                .push(at.into());
        }
    };
    for (pointer, kind) in regions {
        if let Some(value) = document.pointer_mut(pointer) {
            walk(value, *kind, &JsonPointer::Start(pointer), &mut visit);
        }
    }
    walk(
        document,
        ObjectKind::Document,
        &JsonPointer::ROOT,
        &mut visit,
    );
    found
}

/// Returns true for errors about one part. If there are too many errors, the others are found in the next round.
fn is_tolerable(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error && finding.code != "too-many-findings"
}

/// Returns the reaction to an error in an object, or `None` if the object that contains it has to be degraded. `is_own`
/// is true for components, which only references use.
fn degradation(
    kind: ObjectKind,
    value: &Value,
    is_own: bool,
    has_success: impl Fn() -> bool,
    error: &Diagnostic,
) -> Option<Degradation> {
    match kind {
        ObjectKind::Schema => {
            let mut schema = Map::new();
            if let Some(description @ Value::String(_)) = value.get("description") {
                schema.insert("description".to_owned(), description.clone());
            }
            // The other declaration of the same property does not apply, either.
            if error.code == "contradictory-all-of" {
                schema.insert(ANY_VALUE.to_owned(), true.into());
            }
            Some(Degradation::Replace(Value::Object(schema)))
        }
        ObjectKind::MediaType => Some(Degradation::Replace(json!({}))),
        ObjectKind::Discriminator
        | ObjectKind::Header
        | ObjectKind::Encoding
        | ObjectKind::Example
        | ObjectKind::Link
        | ObjectKind::Tag
        | ObjectKind::Callback
        | ObjectKind::SecurityScheme
        | ObjectKind::SecurityRequirement
        | ObjectKind::Server
        | ObjectKind::Operation
        | ObjectKind::PathItem => Some(Degradation::Remove),
        ObjectKind::Parameter | ObjectKind::RequestBody if is_own => Some(Degradation::Remove),
        ObjectKind::Response if is_own || has_success() => Some(Degradation::Remove),
        _ => None,
    }
}

/// Returns true if a response is that of an error: its status is not 2xx, and it is not the only one.
fn has_other_success(document: &Value, pointer: &str) -> bool {
    let Some((responses, status)) = pointer.rsplit_once('/') else {
        return false;
    };
    let is_success = |status: &str| {
        let response = document.pointer(responses).and_then(|it| it.get(status));
        response.is_some_and(|response| !response.is_null())
    };
    !status.starts_with('2')
        && (is_success("2XX") || (200..300).any(|status: u16| is_success(&status.to_string())))
}

/// Reports a part that is degraded.
fn report(
    pointer: &str,
    kind: ObjectKind,
    value: &Value,
    is_own: bool,
    degraded: &mut Vec<Diagnostic>,
) {
    let owner = owner(pointer);
    let is_callback = pointer.contains("/callbacks/");
    let mut warn = |code, pointer: &str, subject: String, reaction| {
        let message = format!("{subject} has errors; {reaction}");
        degraded.push(Diagnostic::warning(code, pointer, message));
    };
    match kind {
        ObjectKind::Schema | ObjectKind::MediaType => {
            let subject = if is_own {
                owner
            } else {
                format!("a part of {owner}")
            };
            warn("degraded-schema", pointer, subject, "treated as any value");
        }
        ObjectKind::Operation if !is_callback => {
            warn("omitted-operation", pointer, owner, "left out");
        }
        ObjectKind::PathItem if !is_callback => {
            let mut operations = operations(value).peekable();
            if operations.peek().is_none() {
                warn("omitted-part", pointer, owner, "left out");
            }
            for operation in operations {
                let names = operation.names.into_iter();
                let at = names.fold(pointer.to_owned(), |at, name| {
                    format!("{at}/{}", escape(name))
                });
                let owner = self::owner(&at);
                warn("omitted-operation", &at, owner, "left out");
            }
        }
        _ => {
            let subject = if is_own {
                owner
            } else {
                format!("{} in {owner}", kind.title())
            };
            warn("omitted-part", pointer, subject, "left out");
        }
    }
}

/// Describes the component, operation or path that contains a value.
fn owner(pointer: &str) -> String {
    let mut names: Vec<_> = segments(pointer).collect();
    if names.first().is_some_and(|first| first == EXTERNAL_FILES) {
        names.drain(..names.len().min(2));
    }
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        ["components", "schemas", name, ..] => format!("schema `{name}`"),
        ["components", _, name, ..] => format!("component `{name}`"),
        ["paths", path, names @ ..] => match OperationPosition::from_names(names) {
            Some(operation) => format!("operation `{} {path}`", operation.method),
            None => format!("path `{path}`"),
        },
        ["webhooks", name, ..] => format!("webhook `{name}`"),
        [name, names @ ..] => match OperationPosition::from_names(names) {
            Some(operation) => format!("operation `{}` of `{name}`", operation.method),
            None => format!("`{name}`"),
        },
        [] => "the file".to_owned(),
    }
}

/// Returns true if a pointer is that of a component.
fn is_component(pointer: &str) -> bool {
    pointer.starts_with("/components/") && pointer.matches('/').count() == 3
}

/// Returns the objects that contain a value, from the inside out, by the grammar of the regions that contain it.
fn objects_around(pointer: &str, regions: &Regions) -> Vec<(String, ObjectKind)> {
    let mut objects = Vec::new();
    for (region, inside) in ancestors(pointer) {
        let kind = match regions.get(region) {
            _ if region.is_empty() => ObjectKind::Document,
            Some(kind) => *kind,
            None => continue,
        };
        let found = objects_on_way(region, kind, inside);
        objects.extend(found.into_iter().rev());
    }
    objects
}

/// Returns the objects on the way from an object to a value in it, from the outside in.
fn objects_on_way(start: &str, kind: ObjectKind, pointer: &str) -> Vec<(String, ObjectKind)> {
    let mut shape = FieldShape::One(kind);
    let mut at = start.to_owned();
    let mut objects = vec![(at.clone(), kind)];
    for segment in segments(pointer) {
        let Some(next) = shape.child(&segment, ObjectKind::field) else {
            break;
        };
        shape = next;
        at.push('/');
        at.push_str(&escape(&segment));
        match shape {
            FieldShape::One(kind) | FieldShape::List(kind @ ObjectKind::Server) => {
                objects.push((at.clone(), kind));
            }
            FieldShape::SchemaOrFlag => objects.push((at.clone(), ObjectKind::Schema)),
            _ => {}
        }
    }
    objects
}
