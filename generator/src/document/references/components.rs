//! Moves reference targets that are not components into the components.
//!
//! The original place gets a reference to the new component, so that both stay one type instead of two equal types.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::collect::{Reference, all_references};
use super::copy::copy;
use super::target::{local_pointer, resolve_pointer};
use crate::diagnostic::Diagnostics;
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{Expected, ObjectKind, expected_at, reference, walk};
use crate::document::normalize::NormalizeContext;
use crate::document::pointer::{JsonPointer, below, escape, segments};

/// A value that was moved into the components.
#[derive(Debug, Clone)]
pub(in crate::document) struct MovedComponent {
    /// The pointer of the new component.
    pub(in crate::document) component: String,
    /// The pointer of the value in the source.
    pub(in crate::document) origin: String,
}

/// Moves all reference targets into the components and rewrites the references. `references` contains the references
/// of the document; it is updated.
pub(in crate::document) fn move_to_components(
    document: &mut Value,
    references: &mut Vec<Reference>,
    context: NormalizeContext<'_>,
    findings: &mut Diagnostics,
) -> Vec<MovedComponent> {
    let mut mover = ComponentMover {
        document,
        context,
        findings,
        moves: HashMap::new(),
        moved: Vec::new(),
    };
    // A moved value can contain references to other values that must be moved.
    while mover.move_targets(references) {
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
    findings: &'a mut Diagnostics,
    /// The new pointer of each target: the component, or, if the target contains only a reference, the target of that
    /// reference.
    moves: HashMap<ReferenceTarget, String>,
    moved: Vec<MovedComponent>,
}

impl ComponentMover<'_> {
    /// Moves the targets of the current references. Returns false if no target had to be moved.
    fn move_targets(&mut self, references: &[Reference]) -> bool {
        let targets = self.targets(references);
        let mut sorted: Vec<&ReferenceTarget> = targets.values().collect();
        // Deeper values are moved first, while their pointers are still valid.
        sorted.sort_by_key(|(kind, pointer)| {
            (Reverse(pointer.matches('/').count()), pointer, kind.title())
        });
        sorted.dedup();
        for (kind, pointer) in sorted {
            self.move_value(*kind, pointer);
        }
        self.rewrite(&targets);
        !targets.is_empty() && !self.findings.has_errors()
    }

    /// Returns the targets of the references that do not point to a component yet.
    fn targets(&self, references: &[Reference]) -> HashMap<ReferenceText, ReferenceTarget> {
        let is_elsewhere = |Reference { kind, text, .. }: &&Reference| {
            !matches!(kind, ObjectKind::PathItem | ObjectKind::Callback)
                && !is_component(text, *kind)
        };
        let target = |Reference { kind, text, .. }: &Reference| {
            let pointer = resolve_pointer(self.document, &local_pointer(text)?)?;
            Some(((*kind, text.clone()), (*kind, pointer)))
        };
        let elsewhere = references.iter().filter(is_elsewhere);
        elsewhere.filter_map(target).collect()
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
            self.moves.insert(target, next);
            return;
        }
        let origin = origin(&self.moved, pointer);
        let component = self.unused_pointer(kind, &origin);
        let value = self.take(kind, pointer, &component);
        self.moves.insert(target, component.clone());
        self.add(kind, component, origin, value);
    }

    /// Takes the value at a pointer and leaves a reference to the component there. A value that the standard does not
    /// define, such as one in an extension, is copied instead.
    fn take(&mut self, kind: ObjectKind, pointer: &str, component: &str) -> Value {
        if expected_at(pointer) != Expected::Object(kind) {
            return copy(self.document, kind, pointer, self.context, self.findings);
        }
        let reference = json!({ "$ref": format!("#{component}") });
        let slot = self.document.pointer_mut(pointer);
        slot.map_or_else(Value::default, |slot| std::mem::replace(slot, reference))
    }

    fn add(&mut self, kind: ObjectKind, component: String, origin: String, value: Value) {
        if let (Some(section), Some(name)) = (
            self.section(kind),
            segments(&component).last().map(String::from),
        ) {
            section.insert(name, value);
            self.moved.push(MovedComponent { component, origin });
        }
    }

    /// Returns the pointer of a component that does not exist yet, named after the original pointer.
    fn unused_pointer(&mut self, kind: ObjectKind, origin: &str) -> String {
        let name = name_for(origin);
        let is_taken = |section: Option<&mut Map<String, Value>>, name: &str| {
            section.is_some_and(|section| section.contains_key(name))
        };
        let mut unused = name.clone();
        let mut count = 1usize;
        while is_taken(self.section(kind), &unused) {
            count += 1;
            unused = format!("{name}{count}");
        }
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

    fn rewrite(&mut self, targets: &HashMap<ReferenceText, ReferenceTarget>) {
        if targets.is_empty() {
            return;
        }
        let moves = &self.moves;
        let mut redirect = |kind, _: &JsonPointer<'_>, value: &mut Value| {
            let component = reference(value)
                .and_then(|text| targets.get(&(kind, text.to_owned())))
                .and_then(|target| moves.get(target));
            if let (Some(component), Some(slot)) = (component, value.get_mut("$ref")) {
                *slot = Value::String(format!("#{component}"));
            }
        };
        let root = JsonPointer::ROOT;
        walk(self.document, ObjectKind::Document, &root, &mut redirect);
    }
}

/// Returns the pointer in the source for a pointer in the document after the moves.
pub(in crate::document) fn origin(components: &[MovedComponent], pointer: &str) -> String {
    let mut origin = pointer.to_owned();
    // A later move can move a value out of an earlier one.
    for moved in components.iter().rev() {
        if let Some(rest) = below(&origin, &moved.component) {
            origin = format!("{}{rest}", moved.origin);
        }
    }
    origin
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
