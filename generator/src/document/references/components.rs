//! Moves what is referred to outside of the components into them.
//!
//! The place it is moved from keeps a reference, so that both names still mean one thing and not
//! two things that look alike.

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

/// Something that was moved into the components.
#[derive(Debug, Clone)]
pub(in crate::document) struct MovedComponent {
    /// The pointer of the component.
    pub(in crate::document) component: String,
    /// Where it stands in the source.
    pub(in crate::document) origin: String,
}

/// Moves all that is referred to into the components and rewrites the references to it. `references` are those of
/// the document, before and after.
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
    // What is moved may itself refer to something that has to be moved.
    while mover.round(references) {
        *references = all_references(mover.document);
    }
    mover.moved
}

/// What is expected at a pointer.
type ReferenceTarget = (ObjectKind, String);

/// A reference as it is written, and what is expected of it.
type ReferenceText = (ObjectKind, String);

struct ComponentMover<'a> {
    document: &'a mut Value,
    context: NormalizeContext<'a>,
    findings: &'a mut Diagnostics,
    /// What references to a place lead to instead, by kind and place: a component, or on the way
    /// to one the target of a reference that stands there.
    moves: HashMap<ReferenceTarget, String>,
    moved: Vec<MovedComponent>,
}

impl ComponentMover<'_> {
    /// Moves what is referred to now; false if everything is in its place.
    fn round(&mut self, references: &[Reference]) -> bool {
        let targets = self.targets(references);
        let mut places: Vec<&ReferenceTarget> = targets.values().collect();
        // What lies deeper is moved first, while its pointer still leads to it.
        places.sort_by_key(|(kind, pointer)| {
            (Reverse(pointer.matches('/').count()), pointer, kind.title())
        });
        places.dedup();
        for (kind, pointer) in places {
            self.component(*kind, pointer);
        }
        self.rewrite(&targets);
        !targets.is_empty() && !self.findings.has_errors()
    }

    /// The references that are not yet of the form that the later rooms know, by kind and text,
    /// each with the pointer it leads to.
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

    /// Makes a component of what stands at a pointer.
    fn component(&mut self, kind: ObjectKind, pointer: &str) {
        let place = (kind, pointer.to_owned());
        if is_component(&format!("#{pointer}"), kind) {
            self.moves.insert(place, pointer.to_owned());
            return;
        }
        if self.moves.contains_key(&place) {
            return;
        }
        let Some(value) = self.document.pointer(pointer) else {
            return;
        };
        if let Some(next) =
            sole_reference(value).and_then(|next| resolve_pointer(self.document, &next))
        {
            self.moves.insert(place, next);
            return;
        }
        let origin = origin(&self.moved, pointer);
        let component = self.vacancy(kind, &origin);
        let value = self.take(kind, pointer, &component);
        self.moves.insert(place, component.clone());
        self.add(kind, component, origin, value);
    }

    /// Takes a value from its place, which from now on refers to the component. Where the standard
    /// has no place for it, it stays and a copy is taken.
    fn take(&mut self, kind: ObjectKind, pointer: &str, component: &str) -> Value {
        if expected_at(pointer) != Expected::Object(kind) {
            return copy(self.document, kind, pointer, self.context, self.findings);
        }
        let reference = json!({ "$ref": format!("#{component}") });
        let place = self.document.pointer_mut(pointer);
        place.map_or_else(Value::default, |place| std::mem::replace(place, reference))
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

    /// The pointer of a component that does not exist yet.
    fn vacancy(&mut self, kind: ObjectKind, origin: &str) -> String {
        let name = name_for(origin);
        let is_taken = |section: Option<&mut Map<String, Value>>, name: &str| {
            section.is_some_and(|section| section.contains_key(name))
        };
        let mut vacant = name.clone();
        let mut count = 1usize;
        while is_taken(self.section(kind), &vacant) {
            count += 1;
            vacant = format!("{name}{count}");
        }
        let section = kind.section().unwrap_or_default();
        format!("/components/{section}/{}", escape(&vacant))
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

/// Where in the source a value stands that may have been moved.
pub(in crate::document) fn origin(components: &[MovedComponent], pointer: &str) -> String {
    let mut origin = pointer.to_owned();
    // Later moves may have taken something out of an earlier one.
    for moved in components.iter().rev() {
        if let Some(rest) = below(&origin, &moved.component) {
            origin = format!("{}{rest}", moved.origin);
        }
    }
    origin
}

/// Whether a reference is of the form `#/components/<section>/<name>`.
fn is_component(text: &str, kind: ObjectKind) -> bool {
    let name = text
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(kind.section()?))
        .and_then(|rest| rest.strip_prefix('/'));
    name.is_some_and(|name| !name.contains(['/', '%']))
}

/// The pointer in an object that is nothing but a reference.
fn sole_reference(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let text = object.get("$ref")?.as_str()?;
    local_pointer(text).map(std::borrow::Cow::into_owned)
}

/// A name made of the words of a pointer that say something about the thing it leads to.
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
            // The media type says less than what it is the content of.
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
