//! Checks the parts of multipart bodies.

use apicrate::document::join_pointer;
use apicrate::validate::ApiDescription;
use apicrate_runtime::media_type::{essence, is_in_range, is_json};
use apicrate_runtime::server::{Decoder, PartKind, ReadPart, Rejection};
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::node::Node;
use crate::operation::MediaType;
use crate::shape::Shape;
use crate::typed::typed;
use crate::violations::check_value;

/// Adds the faults of a multipart body with this `Content-Type`. Its parts are the properties of an object, or the items of a
/// list.
pub(crate) fn check(
    description: &ApiDescription,
    media: &MediaType,
    found: &str,
    decoder: &Decoder<'_>,
    faults: &mut Vec<Fault>,
) -> Result<(), Rejection> {
    let schema = media.schema.as_deref();
    let declared = Declared {
        description,
        media,
        shape: schema.map(|schema| Shape::new(description, schema)),
    };
    let is_form = essence(found).eq_ignore_ascii_case("multipart/form-data");
    let is_object = declared.shape.as_ref().is_some_and(|it| it.has("object"));
    let is_named = is_form || is_object;
    let parts = decoder.multipart(essence(found))?;
    let parts = parts.read(|index, name| declared.kind(index, name.filter(|_| is_named)))?;
    for (index, part) in parts.iter().enumerate() {
        let name = part.name.as_deref().filter(|_| is_named);
        faults.extend(declared.fault_of_type(index, name, part));
    }
    if is_named {
        let object = declared.object(parts)?;
        if let Some(schema) = schema {
            check_value(description, schema, &object, ("body", None), faults);
        }
    } else {
        declared.check_items(parts, faults);
    }
    Ok(())
}

/// The schemas and media types that the document states for the parts.
struct Declared<'a> {
    description: &'a ApiDescription,
    media: &'a MediaType,
    shape: Option<Shape>,
}

impl Declared<'_> {
    /// The schema of a part with a name, or of one at a position.
    fn schema(&self, index: usize, name: Option<&str>) -> Option<String> {
        if let Some(name) = name {
            return self.shape.as_ref()?.property(name).map(str::to_owned);
        }
        let list = self.media.schema.as_deref();
        let list = list.and_then(|it| Node::at(self.description.value(), it));
        let at_position = list.and_then(|list| {
            let at = join_pointer(&join_pointer(&list.at, "prefixItems"), &index.to_string());
            self.description.value().pointer(&at).map(|_| at)
        });
        let items = self.shape.as_ref().and_then(|it| it.items.clone());
        at_position
            .or_else(|| self.media.item_schema.clone())
            .or(items)
    }

    /// The media types that the document states for a part.
    fn media_types(&self, index: usize, name: Option<&str>) -> Option<&str> {
        if let Some(name) = name {
            let mut encoding = self.media.encoding.iter();
            return encoding.find(|it| it.name == name)?.media_type.as_deref();
        }
        let at_position = self.media.prefix_encoding.get(index);
        let at_position = at_position.and_then(Option::as_deref);
        at_position.or(self.media.item_encoding.as_deref())
    }

    fn kind(&self, index: usize, name: Option<&str>) -> PartKind {
        let schema = self.schema(index, name);
        let shape = schema.as_deref().map(|it| Shape::new(self.description, it));
        let is_binary = shape.is_some_and(|shape| {
            // A form can have several files with one name.
            let items = shape.items.as_deref().filter(|_| name.is_some());
            let is_list = items.is_some_and(|it| Shape::new(self.description, it).is_binary);
            shape.is_binary || is_list
        });
        let value = schema.and_then(|it| self.description.value().pointer(&it));
        let is_restricted = value.is_some_and(|it| it.as_object().is_some_and(|it| !it.is_empty()));
        if is_binary || name.is_none() && !is_restricted {
            PartKind::File
        } else if self.media_types(index, name).is_some_and(is_json) {
            PartKind::Json
        } else {
            PartKind::Other
        }
    }

    /// The fault of a part that has another media type than the document states. A part without one is text.
    fn fault_of_type(&self, index: usize, name: Option<&str>, part: &ReadPart) -> Option<Fault> {
        let expected = self.media_types(index, name)?;
        let found = part.media_type.as_deref()?;
        let is_found = |expected: &str| {
            let expected = essence(expected);
            expected.eq_ignore_ascii_case(essence(found))
                || expected.contains('*') && is_in_range(found, expected)
        };
        if expected.split(',').any(is_found) {
            return None;
        }
        let message = format!("has the media type `{found}` instead of `{expected}`");
        let pointer = match name {
            Some(name) => join_pointer("", name),
            None => join_pointer("", &index.to_string()),
        };
        Some(Fault::at("body", None, &pointer, message).with_keyword("contentType"))
    }

    /// The object of parts with names. Several parts with one name are a list.
    fn object(&self, parts: Vec<ReadPart>) -> Result<Value, Rejection> {
        let mut values: Map<String, Value> = Map::new();
        for (part, number) in parts.into_iter().zip(1..) {
            let Some(name) = part.name else {
                let problem = format!("part {number} has no name");
                return Err(Rejection::malformed(problem));
            };
            let value = part.value.unwrap_or_else(file);
            match values.get_mut(&name) {
                Some(Value::Array(items)) => items.push(value),
                _ => _ = values.insert(name, Value::Array(vec![value])),
            }
        }
        for (name, value) in &mut values {
            let single = value.as_array_mut().filter(|items| items.len() == 1);
            let single = single.and_then(Vec::pop);
            let schema = self.shape.as_ref().and_then(|shape| shape.property(name));
            *value = typed(
                self.description,
                schema,
                single.unwrap_or_else(|| value.take()),
            );
        }
        Ok(Value::Object(values))
    }

    /// Compares parts without names, in the order of the body.
    fn check_items(&self, parts: Vec<ReadPart>, faults: &mut Vec<Fault>) {
        let items = parts.into_iter().enumerate().map(|(index, part)| {
            let schema = self.schema(index, None);
            let value = part.value.unwrap_or_else(file);
            typed(self.description, schema.as_deref(), value)
        });
        let items: Vec<Value> = items.collect();
        if let Some(schema) = &self.media.schema {
            let list = Value::Array(items);
            check_value(self.description, schema, &list, ("body", None), faults);
        } else if let Some(schema) = &self.media.item_schema {
            for item in &items {
                check_value(self.description, schema, item, ("body", None), faults);
            }
        }
    }
}

/// The value of a file: its schema is that of a string.
fn file() -> Value {
    Value::String(String::new())
}

/// The boundary in a `Content-Type`.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1);
    let mut parameters = parameters.filter_map(|it| it.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    (!value.is_empty()).then(|| value.to_owned())
}

/// The name in the headers of a part, as it is written.
pub(crate) fn name(head: &str) -> Option<&str> {
    let mut words = head.split([';', ' ', '\t', '\r', '\n']);
    let value = words.find_map(|word| {
        let (name, value) = word.split_once('=')?;
        name.eq_ignore_ascii_case("name").then_some(value)
    })?;
    Some(value.trim_matches('"'))
}
