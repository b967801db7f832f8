//! Moves reference targets that are not components into the components.
//!
//! The original place gets a reference to the new component, so that both stay one type instead of two equal types.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::mem;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::discover::DiscoveredReferences;
use super::target::{local_pointer, resolve_pointer};
use crate::document::extension::EXTERNAL_FILES;
use crate::document::grammar::{ObjectKind, reference, walk};
use crate::document::limits::MAX_REFERENCE_STEPS;
use crate::document::origins::{Origins, ancestors};
use crate::document::pointer::{JsonPointer, escape, segments};

/// The kinds of objects that can be components of OpenAPI 3.0, and to which references remain.
const KINDS: [ObjectKind; 8] = [
    ObjectKind::Schema,
    ObjectKind::Response,
    ObjectKind::Parameter,
    ObjectKind::Example,
    ObjectKind::RequestBody,
    ObjectKind::Header,
    ObjectKind::SecurityScheme,
    ObjectKind::Link,
];

/// Moves all reference targets into the components and rewrites the references.
pub(in crate::document) fn move_to_components(
    document: &mut Value,
    references: &DiscoveredReferences,
    origins: &mut Origins,
) {
    let is_file = |(pointer, _): &&(String, ObjectKind)| segments(pointer).count() == 2;
    let files = references.regions.iter().filter(is_file);
    let mut mover = ComponentMover {
        files: files.map(|(pointer, _)| pointer.clone()).collect(),
        aliases: HashMap::new(),
        document,
        moves: HashMap::new(),
        names: HashMap::new(),
        origins,
    };
    mover.find_aliases();
    for targets in &references.rounds {
        mover.move_targets(targets);
    }
    if !mover.moves.is_empty() {
        mover.rewrite(&references.regions);
    }
}

/// A target: the expected kind and the pointer.
type ReferenceTarget = (ObjectKind, String);

struct ComponentMover<'a> {
    document: &'a mut Value,
    /// The new pointer of each target: the component, or, if the target contains only a reference, the target of that
    /// reference.
    moves: HashMap<ReferenceTarget, String>,
    /// The components that consist only of a reference to a target outside of the components, by that target.
    aliases: HashMap<ReferenceTarget, String>,
    /// The pointers of the files that contain one object.
    files: HashSet<String>,
    /// The number of components that were named after the same name.
    names: HashMap<(ObjectKind, String), usize>,
    origins: &'a mut Origins,
}

impl ComponentMover<'_> {
    /// Finds the components that consist only of a reference. If several have the same target, the one with the name that
    /// the target would get is used; otherwise the first by name if the target is in another file.
    fn find_aliases(&mut self) {
        let mut aliases: HashMap<ReferenceTarget, Vec<&String>> = HashMap::new();
        for kind in KINDS {
            let section = kind.section().unwrap_or_default();
            let pointer = format!("/components/{section}");
            let Some(Value::Object(components)) = self.document.pointer(&pointer) else {
                continue;
            };
            for (name, value) in components {
                if let Some(target) = self.end_outside(kind, value) {
                    aliases.entry((kind, target)).or_default().push(name);
                }
            }
        }
        let mut chosen = HashMap::new();
        for (target, names) in aliases {
            let origin = self.origins.origin(&target.1);
            let wanted = self.name_for(&origin);
            let is_external = segments(&origin).next().as_deref() == Some(EXTERNAL_FILES);
            let wanted = names.iter().find(|name| ***name == wanted);
            let first = names.iter().min().filter(|_| is_external);
            if let Some(name) = wanted.or(first) {
                let section = target.0.section().unwrap_or_default();
                let component = format!("/components/{section}/{}", escape(name));
                chosen.insert(target, component);
            }
        }
        self.aliases = chosen;
    }

    /// Follows a chain of objects that contain only a reference. Returns its end, unless the chain contains a component.
    fn end_outside(&self, kind: ObjectKind, value: &Value) -> Option<String> {
        let mut target = sole_reference(value)?;
        for _ in 0..MAX_REFERENCE_STEPS {
            if is_component(&target, kind) {
                return None;
            }
            match self.document.pointer(&target).and_then(sole_reference) {
                Some(next) => target = next,
                None => return Some(target),
            }
        }
        None
    }

    /// Moves the targets of references.
    fn move_targets(&mut self, targets: &[ReferenceTarget]) {
        let is_new = |target: &&ReferenceTarget| {
            let (kind, pointer) = *target;
            let is_final = is_component(pointer, *kind) && !pointer.contains('%');
            KINDS.contains(kind) && !is_final && !self.moves.contains_key(*target)
        };
        let mut sorted: Vec<&ReferenceTarget> = targets.iter().filter(is_new).collect();
        // Deeper values are moved first, while their pointers are still valid.
        sorted.sort_by_cached_key(|(kind, pointer)| {
            (Reverse(pointer.matches('/').count()), pointer, kind.title())
        });
        sorted.dedup();
        for (kind, pointer) in sorted {
            self.move_value(*kind, pointer);
        }
    }

    /// Moves the value at a pointer into the components.
    fn move_value(&mut self, kind: ObjectKind, pointer: &str) {
        let target = (kind, pointer.to_owned());
        if is_component(pointer, kind) {
            self.moves.insert(target, pointer.to_owned());
            return;
        }
        // A value that contains this one may have been moved.
        let Some(current) = resolve_pointer(self.document, pointer) else {
            return;
        };
        let Some(value) = self.document.pointer(&current) else {
            return;
        };
        if let Some(next) =
            sole_reference(value).and_then(|next| resolve_pointer(self.document, &next))
        {
            self.moves.insert(target, next);
            return;
        }
        let component = match self.aliases.get(&target) {
            Some(component) => component.clone(),
            None => self.unused_pointer(kind, pointer),
        };
        let reference = json!({ "$ref": format!("#{}", component.replace('%', "%25")) });
        let value = self.document.pointer_mut(&current);
        let Some(value) = value.map(|slot| mem::replace(slot, reference)) else {
            return;
        };
        let name = segments(&component).last().map(String::from);
        if let (Some(section), Some(name)) = (self.section(kind), name) {
            section.insert(name, value);
            self.origins.add(component.clone(), current);
            self.moves.insert(target, component);
        }
    }

    /// Returns the pointer of a component that does not exist yet, named after the original pointer.
    fn unused_pointer(&mut self, kind: ObjectKind, pointer: &str) -> String {
        let name = self.name_for(&self.described(pointer));
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

    /// Returns the pointer after which a target is named. A value in another file is named after the component that
    /// contains it.
    fn described(&self, pointer: &str) -> String {
        if segments(pointer).next().as_deref() != Some(EXTERNAL_FILES) {
            return pointer.to_owned();
        }
        let component = ancestors(pointer).find_map(|(ancestor, rest)| {
            let component = |kind| self.aliases.get(&(kind, ancestor.to_owned()));
            Some(format!("{}{rest}", KINDS.into_iter().find_map(component)?))
        });
        component.unwrap_or_else(|| self.origins.origin(pointer))
    }

    /// Returns a component name for a pointer, without segments that do not describe the value.
    fn name_for(&self, pointer: &str) -> String {
        let mut name = String::new();
        let mut segments = segments(pointer).peekable();
        let mut file = None;
        if segments.next_if(|first| first == EXTERNAL_FILES).is_some() {
            file = segments.next();
        }
        let path = file.as_deref().map(without_query);
        let stem = path.and_then(|path| Path::new(path).file_stem());
        let stem = stem.map(|stem| pascal(&stem.to_string_lossy()));
        if segments.next_if(|first| first == "components").is_some() {
            segments.next();
        }
        let extension = segments.next_if(|first| first.starts_with("x-"));
        let is_section = |name: &str| KINDS.iter().any(|kind| kind.section() == Some(name));
        if let Some(stem) = &stem
            && ancestors(pointer).any(|(ancestor, _)| self.files.contains(ancestor))
            && segments.peek().is_some()
        {
            name.push_str(stem);
        } else if file.is_some() {
            segments.next_if(|first| is_section(first));
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
        // The path has no names besides the extension or the file.
        if name.is_empty() {
            name.extend(extension.as_deref().map(pascal));
        }
        if name.is_empty() {
            name.extend(stem);
        }
        if name.is_empty() {
            "Component".to_owned()
        } else {
            name
        }
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

    /// Redirects all references to the components, also those in values that are copied later.
    fn rewrite(&mut self, regions: &[(String, ObjectKind)]) {
        let components = self.components();
        let component = |kind, text: &str| {
            let pointer = local_pointer(text)?.into_owned();
            let component = components.get(&(kind, pointer))?;
            Some(Value::String(format!("#{component}")))
        };
        let mut redirect = |kind, _: &JsonPointer<'_>, value: &mut Value| {
            if kind == ObjectKind::Discriminator {
                let redirect = |text: &mut Value| {
                    let new = text
                        .as_str()
                        .and_then(|text| component(ObjectKind::Schema, text));
                    *text = new.unwrap_or_else(|| text.take());
                };
                let mapping = value.get_mut("mapping").and_then(Value::as_object_mut);
                let mapping = mapping.into_iter().flat_map(Map::values_mut);
                mapping.for_each(redirect);
                value
                    .get_mut("defaultMapping")
                    .into_iter()
                    .for_each(redirect);
            } else if let Some(new) = reference(value).and_then(|text| component(kind, text))
                && let Some(slot) = value.get_mut("$ref")
            {
                *slot = new;
            }
        };
        for (pointer, kind) in regions {
            if let Some(value) = self.document.pointer_mut(pointer) {
                walk(value, *kind, &JsonPointer::Start(pointer), &mut redirect);
            }
        }
        let root = JsonPointer::ROOT;
        walk(self.document, ObjectKind::Document, &root, &mut redirect);
    }

    /// Returns the component for each target, by following the moves to their ends.
    fn components(&self) -> HashMap<ReferenceTarget, String> {
        let mut ends: HashMap<ReferenceTarget, String> = HashMap::new();
        for target in self.moves.keys() {
            let mut passed = Vec::new();
            let mut current = target.clone();
            let end = loop {
                if let Some(end) = ends.get(&current) {
                    break end.clone();
                }
                match self.moves.get(&current) {
                    // A component is its own end, and so is a cycle of references.
                    Some(next) if *next == current.1 || passed.len() > self.moves.len() => {
                        passed.push(current.clone());
                        break next.clone();
                    }
                    Some(next) => passed.push(mem::replace(&mut current, (target.0, next.clone()))),
                    None => break current.1,
                }
            };
            ends.extend(passed.into_iter().map(|target| (target, end.clone())));
        }
        ends
    }
}

/// Returns true if a pointer has the form `/components/<section>/<name>`.
fn is_component(pointer: &str, kind: ObjectKind) -> bool {
    let name = pointer
        .strip_prefix("/components/")
        .and_then(|rest| rest.strip_prefix(kind.section()?))
        .and_then(|rest| rest.strip_prefix('/'));
    name.is_some_and(|name| !name.contains('/'))
}

/// Returns the target pointer of an object that contains only a reference.
fn sole_reference(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let text = object.get("$ref")?.as_str()?;
    local_pointer(text).map(std::borrow::Cow::into_owned)
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

/// Returns the path of a file, which is a URL for a remote document, without the query of a URL.
fn without_query(file: &str) -> &str {
    match file.split_once('?') {
        Some((path, _)) if path.contains("://") => path,
        _ => file,
    }
}
