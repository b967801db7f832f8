//! Moves reference targets that are not components into the components.
//!
//! The original place gets a reference to the new component, so that both stay one type instead of two equal types.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::mem;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::collect::{Reference, all_references};
use super::copy::copy;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::Diagnostics;
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{Expected, ObjectKind, expected_at, reference, walk};
use crate::document::limits::ReferenceBudget;
use crate::document::normalize::NormalizeContext;
use crate::document::pointer::{JsonPointer, escape, segments};

/// The values that were moved into the components: the pointer in the source, by the pointer of the new component.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct MovedComponents(HashMap<String, String>);

impl MovedComponents {
    /// Returns the pointer in the source for a pointer in the document after the moves.
    pub(in crate::document) fn origin(&self, pointer: &str) -> String {
        // A component is `/components/<section>/<name>`.
        let end = pointer.match_indices('/').nth(3);
        let end = end.map_or(pointer.len(), |(end, _)| end);
        let (component, rest) = pointer.split_at(end);
        match self.0.get(component) {
            Some(origin) => format!("{origin}{rest}"),
            None => pointer.to_owned(),
        }
    }
}

/// Moves all reference targets into the components and rewrites the references. `references` contains the references
/// of the document; it is updated.
pub(in crate::document) fn move_to_components(
    document: &mut Value,
    references: &mut Vec<Reference>,
    context: NormalizeContext<'_>,
    budget: &mut ReferenceBudget,
    findings: &mut Diagnostics,
) -> MovedComponents {
    let mut mover = ComponentMover {
        document,
        context,
        budget,
        findings,
        targets: HashMap::new(),
        moves: HashMap::new(),
        added: Vec::new(),
        names: HashMap::new(),
        moved: MovedComponents::default(),
    };
    mover.move_targets(references);
    // A copied value can contain references to other values that must be moved.
    while !mover.added.is_empty() && !mover.findings.has_errors() {
        let added = mem::take(&mut mover.added);
        mover.move_targets(&added);
    }
    if !mover.targets.is_empty() {
        mover.rewrite();
        *references = all_references(mover.document);
    }
    mover.moved
}

/// A target: the expected kind and the pointer.
type ReferenceTarget = (ObjectKind, String);

/// A reference: the expected kind and the value of `$ref`.
type ReferenceText = (ObjectKind, String);

struct ComponentMover<'a> {
    document: &'a mut Value,
    context: NormalizeContext<'a>,
    budget: &'a mut ReferenceBudget,
    findings: &'a mut Diagnostics,
    /// The targets of all references that do not point to a component.
    targets: HashMap<ReferenceText, ReferenceTarget>,
    /// The new pointer of each target: the component, or, if the target contains only a reference, the target of that
    /// reference.
    moves: HashMap<ReferenceTarget, String>,
    /// The references in copied values, and those that a target contains instead of a value.
    added: Vec<Reference>,
    /// The number of components that were named after the same name.
    names: HashMap<(ObjectKind, String), usize>,
    moved: MovedComponents,
}

impl ComponentMover<'_> {
    /// Moves the targets of references.
    fn move_targets(&mut self, references: &[Reference]) {
        let targets = self.new_targets(references);
        let mut sorted: Vec<&ReferenceTarget> = targets.values().collect();
        // Deeper values are moved first, while their pointers are still valid.
        sorted.sort_by_cached_key(|(kind, pointer)| {
            (Reverse(pointer.matches('/').count()), pointer, kind.title())
        });
        sorted.dedup();
        for (kind, pointer) in sorted {
            self.move_value(*kind, pointer);
        }
        self.targets.extend(targets);
    }

    /// Returns the targets of the references that do not point to a component yet.
    fn new_targets(&self, references: &[Reference]) -> HashMap<ReferenceText, ReferenceTarget> {
        let mut targets = HashMap::new();
        for Reference { kind, text, .. } in references {
            if matches!(kind, ObjectKind::PathItem | ObjectKind::Callback)
                || is_component(text, *kind)
            {
                continue;
            }
            let key = (*kind, text.clone());
            if self.targets.contains_key(&key) || targets.contains_key(&key) {
                continue;
            }
            let pointer = local_pointer(text).and_then(|it| resolve_pointer(self.document, &it));
            if let Some(pointer) = pointer {
                targets.insert(key, (*kind, pointer));
            }
        }
        targets
    }

    /// Moves the value at a pointer into the components.
    fn move_value(&mut self, kind: ObjectKind, pointer: &str) {
        let target = (kind, pointer.to_owned());
        if is_component(&format!("#{pointer}"), kind) {
            self.moves.insert(target, pointer.to_owned());
            return;
        }
        if self.moves.contains_key(&target) {
            return;
        }
        let Some(value) = self.document.pointer(pointer) else {
            return;
        };
        if let Some(next) =
            sole_reference(value).and_then(|next| resolve_pointer(self.document, &next))
        {
            self.added.push(Reference {
                at: pointer.to_owned(),
                kind,
                text: format!("#{}", next.replace('%', "%25")),
            });
            self.moves.insert(target, next);
            return;
        }
        let origin = self.moved.origin(pointer);
        let component = self.unused_pointer(kind, &origin);
        let Some(value) = self.take(kind, pointer, &component) else {
            return;
        };
        self.moves.insert(target, component.clone());
        self.add(kind, component, origin, value);
    }

    /// Takes the value at a pointer and leaves a reference to the component there. A value that the standard does not
    /// define, such as one in an extension, is copied instead. Returns `None`, with an error among the findings, if the
    /// copy is too large.
    fn take(&mut self, kind: ObjectKind, pointer: &str, component: &str) -> Option<Value> {
        if expected_at(pointer) != Expected::Object(kind) {
            let (value, references) = copy(
                self.document,
                kind,
                pointer,
                self.context,
                self.budget,
                self.findings,
            )?;
            self.added.extend(references);
            return Some(value);
        }
        let reference = json!({ "$ref": format!("#{component}") });
        let slot = self.document.pointer_mut(pointer)?;
        Some(mem::replace(slot, reference))
    }

    fn add(&mut self, kind: ObjectKind, component: String, origin: String, value: Value) {
        if let (Some(section), Some(name)) = (
            self.section(kind),
            segments(&component).last().map(String::from),
        ) {
            section.insert(name, value);
            self.moved.0.insert(component, origin);
        }
    }

    /// Returns the pointer of a component that does not exist yet, named after the original pointer.
    fn unused_pointer(&mut self, kind: ObjectKind, origin: &str) -> String {
        let name = name_for(origin);
        let is_taken = |section: Option<&mut Map<String, Value>>, name: &str| {
            section.is_some_and(|section| section.contains_key(name))
        };
        let mut unused = name.clone();
        let mut count = self.names.get(&(kind, name.clone())).copied().unwrap_or(1);
        while is_taken(self.section(kind), &unused) {
            count += 1;
            unused = format!("{name}{count}");
        }
        self.names.insert((kind, name), count);
        let section = kind.section().unwrap_or_default();
        format!("/components/{section}/{}", escape(&unused))
    }

    fn section(&mut self, kind: ObjectKind) -> Option<&mut Map<String, Value>> {
        let empty = || Value::Object(Map::new());
        self.document
            .as_object_mut()?
            .entry("components")
            .or_insert_with(empty)
            .as_object_mut()?
            .entry(kind.section()?)
            .or_insert_with(empty)
            .as_object_mut()
    }

    /// Redirects all references to the components.
    fn rewrite(&mut self) {
        let components = self.components();
        let mut redirect = |kind, _: &JsonPointer<'_>, value: &mut Value| {
            let component =
                reference(value).and_then(|text| components.get(&(kind, text.to_owned())));
            if let (Some(component), Some(slot)) = (component, value.get_mut("$ref")) {
                *slot = Value::String(format!("#{component}"));
            }
        };
        let root = JsonPointer::ROOT;
        walk(self.document, ObjectKind::Document, &root, &mut redirect);
    }

    /// Returns the component for each reference, by following the moves to their ends.
    fn components(&self) -> HashMap<ReferenceText, String> {
        let mut ends: HashMap<ReferenceTarget, String> = HashMap::new();
        let mut components = HashMap::new();
        for (text, target) in &self.targets {
            let mut passed = Vec::new();
            let mut current = target.clone();
            let end = loop {
                if let Some(end) = ends.get(&current) {
                    break Some(end.clone());
                }
                match self.moves.get(&current) {
                    // A component is its own end, and so is a cycle of references.
                    Some(next) if *next == current.1 || passed.len() > self.moves.len() => {
                        break Some(next.clone());
                    }
                    Some(next) => passed.push(mem::replace(&mut current, (target.0, next.clone()))),
                    None => break (!passed.is_empty()).then_some(current.1),
                }
            };
            if let Some(end) = end {
                ends.extend(passed.into_iter().map(|target| (target, end.clone())));
                components.insert(text.clone(), end);
            }
        }
        components
    }
}

/// Returns true if a reference has the form `#/components/<section>/<name>`.
fn is_component(text: &str, kind: ObjectKind) -> bool {
    let name = text
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(kind.section()?))
        .and_then(|rest| rest.strip_prefix('/'));
    name.is_some_and(|name| !name.contains(['/', '%']))
}

/// Returns the target pointer of an object that contains only a reference.
fn sole_reference(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let text = object.get("$ref")?.as_str()?;
    local_pointer(text).map(std::borrow::Cow::into_owned)
}

/// Returns a component name for a pointer, without segments that do not describe the value.
fn name_for(pointer: &str) -> String {
    let mut name = String::new();
    let mut segments = segments(pointer).peekable();
    let mut file = None;
    if segments.next_if(|first| first == EXTERNAL_FILES).is_some() {
        file = segments.next();
    }
    if segments.next_if(|first| first == "components").is_some() {
        segments.next();
    }
    while let Some(segment) = segments.next() {
        match segment.as_ref() {
            "paths" | "webhooks" | "schema" | "responses" | "definitions" => {}
            "properties" | "$defs" => name.extend(segments.next().as_deref().map(pascal)),
            // The media type does not describe the value.
            "content" => drop(segments.next()),
            "items" => name.push_str("Item"),
            word => name.push_str(&pascal(word)),
        }
    }
    let stem = file.as_deref().and_then(|file| Path::new(file).file_stem());
    if let (Some(stem), true) = (stem, name.is_empty()) {
        name = pascal(&stem.to_string_lossy());
    }
    if name.is_empty() {
        "Component".to_owned()
    } else {
        name
    }
}

fn pascal(text: &str) -> String {
    text.split(|character: char| !character.is_alphanumeric())
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(characters)
        })
        .collect()
}
