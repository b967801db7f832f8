//! Server-sent events: the type of their data, by the shape of the schema.
//!
//! The schema describes either the event object, with the properties `data`, `event`, `id` and `retry`, or the JSON in the
//! data. It describes the event object if it declares `data` and no other properties than these, itself or in its `allOf`,
//! `oneOf` or `anyOf`. If alternatives list values of `event`, the data becomes an enum with a variant for each of them.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::all_of_parts::LocatedSchema;
use super::context::Resolver;
use super::json_pointer::JsonPointer;
use super::limits::{MAX_EVENT_SCHEMAS, MAX_REFERENCES};
use super::names::{self, NameScope};
use super::schema_path::SchemaPath;
use super::schema_roots::{SchemaRoot, schema_roots};
use super::schema_view::{Primitive, SchemaNode, SchemaView};
use crate::document::ITEM_SCHEMA;
use crate::media_type::is_events;
use crate::model::{EventVariant, EventsDef, StreamItem, Type, TypeKind};

/// The maximum number of choices inside of each other in the schema of a text.
const MAX_CHOICES: usize = 8;

/// The name of an event that specifies none.
const MESSAGE: &str = "message";

/// The data of the event that ends a stream.
const DONE: &str = "[DONE]";

/// The part of an event that a schema describes.
enum EventSchema<'a> {
    /// The event object, or its alternatives, and the components that describe them.
    Objects(Vec<EventObject<'a>>, HashSet<&'a str>),
    /// The JSON in the data.
    Data,
    /// Neither properties nor another type.
    Anything,
    /// More alternatives than the limit.
    TooLarge,
}

/// The properties of an event object, with those of its `allOf`.
#[derive(Clone, Debug, Default)]
struct EventObject<'a> {
    /// The declarations of `data`.
    data: Vec<LocatedSchema<'a>>,
    /// The listed values of `event`; empty if they are not listed.
    names: Vec<&'a str>,
    has_properties: bool,
    /// True if the only value is the event that ends a stream.
    is_end: bool,
}

/// An event object whose schemas are not all visited.
#[derive(Clone, Default)]
struct PendingObject<'a> {
    object: EventObject<'a>,
    schemas: Vec<LocatedSchema<'a>>,
    choices: Vec<Choice<'a>>,
}

/// A `oneOf` or `anyOf`, and the path of the schema that contains it.
type Choice<'a> = (&'static str, &'a [ReferenceOr<Schema>], SchemaPath);

/// The schema of the JSON in the data; `None` if the data is text.
type Payload<'a> = Option<LocatedSchema<'a>>;

impl<'a> Resolver<'a> {
    /// The type of the data of the events that a schema describes.
    pub(super) fn events(&mut self, node: SchemaNode<'a>, path: &SchemaPath) -> (Type, StreamItem) {
        match self.event_schema(node, path) {
            EventSchema::Objects(objects, _) => self.event_objects(objects, node, path),
            EventSchema::Data => self.event_data(node, path),
            EventSchema::Anything => {
                self.warn_event_data_is_text(path);
                TEXT
            }
            EventSchema::TooLarge => {
                let message = format!(
                    "the events have more than {MAX_EVENT_SCHEMAS} alternatives; their data is treated as text"
                );
                self.warn("untranslated-keyword", &path.pointer, message);
                TEXT
            }
        }
    }

    /// Like [`Self::events`], for a schema of the whole stream: a list, or the data of an event.
    pub(super) fn events_of_stream(
        &mut self,
        node: SchemaNode<'a>,
        path: &SchemaPath,
    ) -> (Type, StreamItem) {
        let items = self.target(node).and_then(|view| view.items);
        let of_items = items.map(|items| (items, path.to_keyword("items", "Item")));
        for (node, path) in [(node, path.clone())].into_iter().chain(of_items) {
            if let EventSchema::Objects(objects, _) = self.event_schema(node, &path) {
                return self.event_objects(objects, node, &path);
            }
        }
        self.event_data(node, path)
    }

    fn event_schema(&self, node: SchemaNode<'a>, path: &SchemaPath) -> EventSchema<'a> {
        let path = path.clone();
        let mut open = vec![PendingObject {
            schemas: vec![LocatedSchema { node, path }],
            ..PendingObject::default()
        }];
        let (mut objects, mut components, mut visited) = (Vec::new(), HashSet::new(), 0);
        while let Some(mut pending) = open.pop() {
            while let Some(LocatedSchema { node, path }) = pending.schemas.pop() {
                visited += 1;
                match node {
                    SchemaNode::Reference(reference) => {
                        let target = self.component(reference);
                        components.extend(target.map(|(key, _)| key));
                        pending.schemas.extend(target.map(|(key, node)| {
                            let path = self.component_path(key);
                            LocatedSchema { node, path }
                        }));
                    }
                    SchemaNode::Schema(schema) => {
                        let view = SchemaView::new(schema);
                        if !pending.add(&view, &path, self) {
                            return EventSchema::Data;
                        }
                    }
                }
                if visited > MAX_EVENT_SCHEMAS {
                    return EventSchema::TooLarge;
                }
            }
            let Some((keyword, members, path)) = pending.choices.pop() else {
                objects.push(pending.object);
                continue;
            };
            visited += members.len();
            if visited > MAX_EVENT_SCHEMAS {
                return EventSchema::TooLarge;
            }
            for (index, member) in members.iter().enumerate().rev() {
                let mut alternative = pending.clone();
                alternative.schemas.push(LocatedSchema {
                    node: member.into(),
                    path: path.to_member(keyword, index),
                });
                open.push(alternative);
            }
        }
        if objects.iter().any(|it| !it.data.is_empty()) {
            EventSchema::Objects(objects, components)
        } else if objects.iter().any(|it| it.has_properties) {
            EventSchema::Data
        } else {
            EventSchema::Anything
        }
    }

    fn event_objects(
        &mut self,
        mut objects: Vec<EventObject<'a>>,
        node: SchemaNode<'a>,
        path: &SchemaPath,
    ) -> (Type, StreamItem) {
        if objects.iter().any(|it| !it.is_end) {
            objects.retain(|it| !it.is_end);
        }
        let is_named = objects.len() > 1 && objects.iter().any(|it| !it.names.is_empty());
        let mut payloads: IndexMap<&str, Vec<Payload<'a>>> = IndexMap::new();
        for object in &objects {
            let payload = self.event_payload(object);
            let names = match object.names.as_slice() {
                names if is_named && !names.is_empty() => names,
                _ => &[MESSAGE],
            };
            for name in names {
                // A client receives an empty name as the default one.
                let name = if name.is_empty() { MESSAGE } else { name };
                let known = payloads.entry(name).or_default();
                if !known.iter().any(|it| is_same(it, &payload)) {
                    known.push(payload.clone());
                }
            }
        }
        if !is_named {
            let payloads = payloads.into_values().flatten().collect();
            let (ty, is_text) = self.merged_payload(payloads, path);
            return if is_text {
                TEXT
            } else {
                (ty, StreamItem::JsonEvent)
            };
        }
        let path = self.path_of_named_events(node, path);
        if let Some(name) = self.declared.get(&path.pointer) {
            return (Type::Named(name.clone()), StreamItem::NamedEvent);
        }
        let mut scope = NameScope::default();
        let mut variants = Vec::with_capacity(payloads.len());
        for (event, payloads) in payloads {
            let (name, _) = scope.take(names::variant_name(event));
            let type_name = names::composed(&path.type_name, &name);
            let path = SchemaPath::new(path.pointer.clone(), type_name);
            let (ty, is_text) = self.merged_payload(payloads, &path);
            variants.push(EventVariant {
                name,
                event: event.to_owned(),
                ty,
                is_text,
            });
        }
        let kind = TypeKind::Events(EventsDef { variants });
        let ty = match self.event_component(node) {
            Some((_, target)) => {
                let name = path.type_name.clone();
                self.declared.insert(path.pointer.clone(), name.clone());
                self.add_type(path, target, kind);
                Type::Named(name)
            }
            None => self.declare(node, &path, kind),
        };
        (ty, StreamItem::NamedEvent)
    }

    /// The path of the enum of a stream's events: that of the component, if it only describes events.
    fn path_of_named_events(&self, node: SchemaNode<'a>, path: &SchemaPath) -> SchemaPath {
        if let Some((key, _)) = self.event_component(node) {
            return self.component_path(key);
        }
        let type_name = match path.type_name.strip_suffix("Response") {
            Some(stem) => names::composed(stem, "Event"),
            None => path.type_name.clone(),
        };
        SchemaPath::new(path.pointer.clone(), type_name)
    }

    /// The component that a schema refers to, if it only describes events.
    fn event_component(&self, node: SchemaNode<'a>) -> Option<(&'a str, SchemaNode<'a>)> {
        let SchemaNode::Reference(reference) = node else {
            return None;
        };
        let component = self.component(reference)?;
        Some(component).filter(|(key, _)| self.event_components.contains(key))
    }

    /// Finds the components that describe events and nothing else. They have no type of their own: an event is not
    /// JSON.
    pub(super) fn find_event_components(&mut self) {
        let (mut described, mut others) = (HashSet::new(), Vec::new());
        for SchemaRoot { node, content, .. } in schema_roots(self.document) {
            let of_items = content.is_some_and(|(media_type, content)| {
                is_events(media_type) && content.extensions.contains_key(ITEM_SCHEMA)
            });
            let path = SchemaPath::new(JsonPointer::new(&[]), String::new());
            let events = of_items.then(|| self.event_schema(node, &path));
            if let Some(EventSchema::Objects(objects, components)) = events {
                described.extend(components);
                let data = objects.into_iter().flat_map(|object| object.data);
                others.extend(data.map(|data| data.node));
            } else {
                others.push(node);
            }
        }
        if described.is_empty() {
            return;
        }
        let components = self.schemas().into_iter().flatten();
        let components = components.filter(|(key, _)| !described.contains(key.as_str()));
        others.extend(components.map(|(_, node)| SchemaNode::from(node)));
        while let Some(node) = others.pop() {
            match node {
                SchemaNode::Reference(reference) => {
                    let used = self.component(reference);
                    let used = used.filter(|(key, _)| described.remove(key));
                    others.extend(used.map(|(_, target)| target));
                }
                SchemaNode::Schema(schema) => {
                    let view = SchemaView::new(schema);
                    others.extend(view.all_of.iter().map(SchemaNode::from));
                    others.extend(view.nested());
                }
            }
        }
        described.retain(|key| self.hierarchies.get(key).is_none());
        self.event_components = described;
    }

    /// The type of data with these alternatives, and whether it is text.
    fn merged_payload(&mut self, payloads: Vec<Payload<'a>>, path: &SchemaPath) -> (Type, bool) {
        let count = payloads.len();
        let schemas: Vec<LocatedSchema<'a>> = payloads.into_iter().flatten().collect();
        let Some(first) = schemas.first().cloned() else {
            return (Type::String, true);
        };
        if schemas.len() < count {
            let message = "the data of events with one name is text or JSON; treated as text";
            self.warn("untranslated-keyword", &path.pointer, message);
            return (Type::String, true);
        }
        if let [only] = schemas.as_slice() {
            return (
                self.json_type(Some(only.node), &payload_path(only, path)),
                false,
            );
        }
        let start = self.inline_types.places.len();
        let mut alternatives = Vec::with_capacity(schemas.len());
        for (index, schema) in schemas.into_iter().enumerate() {
            let name = names::composed(&path.type_name, &format!("Option{}", index + 1));
            let path = SchemaPath::new(path.pointer.clone(), name);
            let ty = self.type_of(schema.node, &payload_path(&schema, &path));
            if !alternatives.iter().any(|(known, _)| *known == ty) {
                alternatives.push((ty, schema.node));
            }
        }
        let path = SchemaPath::new(first.path.pointer.parent(), path.type_name.clone());
        let ty = match self.union_of(alternatives, None, &path, start) {
            TypeKind::Alias(ty) => ty,
            kind => self.declare(first.node, &path, kind),
        };
        (ty, false)
    }

    /// The data of an event object: the `contentSchema` of `data`, or `data` itself if it is not a string.
    fn event_payload(&mut self, object: &EventObject<'a>) -> Payload<'a> {
        let declarations = || object.data.iter().rev();
        if let Some(content) = declarations().find_map(|it| self.content_of(it)) {
            return Some(content);
        }
        let is_json = |it: &&LocatedSchema<'a>| self.is_text(it.node, MAX_CHOICES) == Some(false);
        if let Some(json) = declarations().find(is_json) {
            return Some(json.clone());
        }
        if let Some(typed) = declarations().find(|it| self.is_typed_text(it.node)) {
            self.warn_event_data_is_text(&typed.path);
        }
        None
    }

    /// The schema of the JSON in a string, after references and in `allOf`.
    fn content_of(&mut self, declaration: &LocatedSchema<'a>) -> Option<LocatedSchema<'a>> {
        let mut open = vec![declaration.clone()];
        for _ in 0..MAX_REFERENCES {
            let LocatedSchema { node, path } = open.pop()?;
            let schema = match node {
                SchemaNode::Reference(reference) => {
                    let (key, node) = self.component(reference)?;
                    let path = self.component_path(key);
                    open.push(LocatedSchema { node, path });
                    continue;
                }
                SchemaNode::Schema(schema) => schema,
            };
            let view = SchemaView::new(schema);
            if let Some(node) = view.content_schema() {
                self.content_schemas.add_typed(schema);
                let pointer = path.pointer.child("contentSchema");
                let path = SchemaPath::new(pointer, path.type_name);
                return Some(LocatedSchema { node, path });
            }
            self.content_schemas.add_text(&view, &path);
            let members = view.all_of.iter().enumerate();
            open.extend(members.map(|(index, member)| LocatedSchema {
                node: member.into(),
                path: path.to_member("allOf", index),
            }));
        }
        None
    }

    /// Reports each `contentSchema` that no type is made of.
    pub(super) fn report_content_schemas(&mut self) {
        for pointer in std::mem::take(&mut self.content_schemas).untyped() {
            let message = "`contentSchema` is supported only for JSON in the data of server-sent events; the value is text";
            self.warn("untranslated-keyword", &pointer, message);
        }
    }

    /// Returns whether all values of a schema are strings; `None` if it has no type.
    fn is_text(&self, node: SchemaNode<'a>, depth: usize) -> Option<bool> {
        let view = self.target(node)?;
        let depth = depth.checked_sub(1)?;
        if let Some(primitive) = view.primitive {
            return Some(primitive == Primitive::String);
        }
        if !view.strings.is_empty() {
            return Some(true);
        }
        if view.is_object() || view.items.is_some() || view.has_values() {
            return Some(false);
        }
        let parts = view.all_of.iter();
        let mut parts = parts.map(|it| self.is_text(it.into(), depth));
        if let Some(is_text) = parts.find_map(|it| it) {
            return Some(is_text);
        }
        let (_, members) = view.alternatives()?;
        let members = members.iter();
        let members: Vec<bool> = members
            .filter_map(|it| self.is_text(it.into(), depth))
            .collect();
        (!members.is_empty()).then(|| members.into_iter().all(|is_text| is_text))
    }

    /// Returns whether a string has a type of its own elsewhere, such as a date or an enum.
    fn is_typed_text(&self, node: SchemaNode<'a>) -> bool {
        self.target(node).is_some_and(|view| {
            view.strings.len() > 1 || matches!(view.format, Some("date" | "date-time" | "uuid"))
        })
    }
}

/// Events with text data.
pub(super) const TEXT: (Type, StreamItem) = (Type::String, StreamItem::TextEvent);

impl<'a> PendingObject<'a> {
    /// Adds a schema. Returns false if it does not describe an event object.
    fn add(&mut self, view: &SchemaView<'a>, path: &SchemaPath, resolver: &Resolver<'a>) -> bool {
        let is_object = matches!(view.primitive, None | Some(Primitive::Object));
        let has_values = view.has_values() || view.boolean.is_some();
        if !is_object || has_values || view.items.is_some() {
            return false;
        }
        for (name, node) in view.properties() {
            self.object.has_properties = true;
            match name {
                "data" => {
                    let pointer = path.pointer.entry("properties", name);
                    let path = SchemaPath::new(pointer, path.type_name.clone());
                    self.object.is_end |= is_constant(resolver, node, DONE);
                    self.object.data.push(LocatedSchema { node, path });
                }
                "event" => {
                    let listed = resolver.target(node).map(|view| view.strings);
                    let listed = listed.filter(|listed| !listed.is_empty());
                    self.object.names = listed.unwrap_or(std::mem::take(&mut self.object.names));
                }
                "id" | "retry" => {}
                _ => return false,
            }
        }
        if view.has_other_values {
            self.object.is_end |= is_end(view.schema);
        }
        let members = view.all_of.iter().enumerate().rev();
        self.schemas
            .extend(members.map(|(index, member)| LocatedSchema {
                node: member.into(),
                path: path.to_member("allOf", index),
            }));
        let choices = [("oneOf", view.one_of), ("anyOf", view.any_of)];
        let choices = choices
            .into_iter()
            .filter(|(_, members)| !members.is_empty());
        self.choices
            .extend(choices.map(|(keyword, members)| (keyword, members, path.clone())));
        true
    }
}

/// Returns whether a schema has this string as its only value.
fn is_constant<'a>(resolver: &Resolver<'a>, node: SchemaNode<'a>, value: &str) -> bool {
    let view = resolver.target(node);
    view.is_some_and(|view| view.strings == [value])
}

/// Returns whether all values of an event object are the event that ends a stream.
fn is_end(schema: &Schema) -> bool {
    let SchemaKind::Any(any) = &schema.schema_kind else {
        return false;
    };
    let mut values = any.enumeration.iter();
    values.all(|value| value.get("data").and_then(Value::as_str) == Some(DONE))
}

/// The path of data. In a component that the schema of the events refers to, its type is named after the component,
/// because several streams can refer to it.
fn payload_path(payload: &LocatedSchema<'_>, path: &SchemaPath) -> SchemaPath {
    let pointer = payload.path.pointer.clone();
    let is_shared = pointer.root() != path.pointer.root()
        && pointer.as_str().starts_with("/components/schemas/");
    let type_name = if is_shared {
        names::composed(&payload.path.type_name, "Data")
    } else {
        path.type_name.clone()
    };
    SchemaPath::new(pointer, type_name)
}

fn is_same(one: &Payload<'_>, other: &Payload<'_>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.path.pointer == other.path.pointer,
        (one, other) => one.is_none() && other.is_none(),
    }
}
