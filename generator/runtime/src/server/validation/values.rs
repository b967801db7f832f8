//! The JSON values of texts and parts, with the types of their schemas.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::check::Check;
use super::object::{common_parts, parts};
use super::pointer::Pointer;
use crate::server::multipart::PartContent;
use crate::server::schema::{ANY, JsonType, Keyword, Schema};
use crate::server::texts::{EmptyObjects, Texts};
use crate::wire::decode::integer::plain_integer;

impl Check {
    /// The value of the parts of a multipart body. A file is an empty string: its schema has no other keyword than the type.
    pub(super) fn value_of_parts(
        &mut self,
        parts: BTreeMap<String, Vec<PartContent>>,
        schema: &'static Schema,
    ) -> Value {
        let shape = Shape::of(schema);
        let properties = parts.into_iter().map(|(name, contents)| {
            let property = shape.property(&name);
            let list = Shape::of(property);
            let is_list = list.has(JsonType::Array);
            let is_single = contents.len() == 1;
            let item = if is_list { list.items } else { property };
            let values = contents.into_iter().map(|content| match content {
                PartContent::File => Value::String(String::new()),
                PartContent::Json(value) => value,
                PartContent::Text(texts) => self.value_of(&texts, item, false),
            });
            let mut values: Vec<Value> = values.collect();
            let is_whole = is_single && (!is_list || values.iter().any(Value::is_array));
            let value = match values.pop() {
                Some(value) if is_whole => value,
                popped => values.into_iter().chain(popped).collect(),
            };
            (name, value)
        });
        let mut object: Map<String, Value> = properties.collect();
        add_empty_values(&mut object, schema, &EmptyObjects::None);
        Value::Object(object)
    }

    /// The value of texts, with the types that a schema allows. If it allows several types, the value is valid for one of
    /// them, if possible.
    pub(super) fn value_of(
        &mut self,
        texts: &Texts,
        schema: &'static Schema,
        is_form: bool,
    ) -> Value {
        let shape = Shape::of(schema);
        let has_names = !texts.properties.is_empty() || !texts.pairs.is_empty();
        if shape.has(JsonType::Object) && (is_form || has_names) {
            return self.object_of(texts, &shape, schema);
        }
        if shape.has(JsonType::Array) && !shape.has(JsonType::Object) {
            return self.array_of(texts, &shape);
        }
        let [text] = texts.whole.as_slice() else {
            return self.array_of(texts, &shape);
        };
        let mut candidates = Vec::new();
        if shape.has(JsonType::Integer) || shape.has(JsonType::Number) {
            candidates.extend(number(text, shape.has(JsonType::Number)));
        }
        if shape.has(JsonType::Boolean) {
            let boolean = text.parse().ok();
            candidates.extend(boolean.map(Value::Bool));
        }
        if shape.has(JsonType::Object) {
            let object = serde_json::from_str(text).ok().filter(Value::is_object);
            let pairs = || {
                texts
                    .in_pairs()
                    .map(|pairs| self.object_of(&pairs, &shape, schema))
            };
            candidates.extend(object.or_else(pairs));
        }
        if candidates.is_empty() || shape.has(JsonType::String) {
            candidates.push(Value::String(text.clone()));
        }
        let last = candidates.pop().unwrap_or_default();
        let valid = candidates
            .into_iter()
            .find(|value| self.is_valid(value, schema));
        valid.unwrap_or(last)
    }

    pub(super) fn is_valid(&mut self, value: &Value, schema: &'static Schema) -> bool {
        self.trial(value, schema, &Pointer::Root).is_empty()
    }

    fn array_of(&mut self, texts: &Texts, shape: &Shape) -> Value {
        if !texts.properties.is_empty() {
            let items = texts.clone().into_deep_items();
            let items = items.iter();
            return items
                .map(|item| self.value_of(item, shape.items, false))
                .collect();
        }
        let items = texts.items.iter();
        items
            .map(|text| self.value_of(&Texts::one(text.clone()), shape.items, false))
            .collect()
    }

    fn object_of(&mut self, texts: &Texts, shape: &Shape, schema: &'static Schema) -> Value {
        let properties = if texts.pairs.is_empty() {
            &texts.properties
        } else {
            &texts.pairs
        };
        let properties = properties.iter().map(|(name, texts)| {
            let value = self.value_of(texts, shape.property(name), false);
            (name.clone(), value)
        });
        let mut object: Map<String, Value> = properties.collect();
        add_empty_values(&mut object, schema, &texts.empty_objects);
        Value::Object(object)
    }
}

/// Adds the required lists that a request does not contain, and those of `empty_objects`: they have no texts if they are empty.
fn add_empty_values(
    object: &mut Map<String, Value>,
    schema: &'static Schema,
    empty_objects: &EmptyObjects,
) {
    let parts = common_parts(schema);
    let mut shape = None;
    for keyword in parts.iter().flat_map(|part| part.0) {
        let Keyword::Required(names) = keyword else {
            continue;
        };
        for name in *names {
            if object.contains_key(*name) {
                continue;
            }
            let shape = shape.get_or_insert_with(|| Shape::of(schema));
            let property = shape.property(name);
            let value = match Shape::of(property).types.as_slice() {
                [JsonType::Array] => Value::Array(Vec::new()),
                [JsonType::Object] if empty_objects.contains(name) => {
                    let mut inner = Map::new();
                    add_empty_values(&mut inner, property, &EmptyObjects::None);
                    Value::Object(inner)
                }
                _ => continue,
            };
            object.insert((*name).to_owned(), value);
        }
    }
}

/// The types and the parts of a schema, including those of its alternatives.
struct Shape {
    types: Vec<JsonType>,
    items: &'static Schema,
    properties: Vec<(&'static str, &'static Schema)>,
    others: &'static Schema,
}

impl Shape {
    fn of(schema: &'static Schema) -> Self {
        let mut shape = Self {
            types: Vec::new(),
            items: &ANY,
            properties: Vec::new(),
            others: &ANY,
        };
        for keyword in parts(schema).iter().flat_map(|part| part.0) {
            match keyword {
                Keyword::Type(ty) => shape.types.push(*ty),
                Keyword::Items(items) => shape.items = items,
                Keyword::Properties(properties) => shape.properties.extend(*properties),
                Keyword::AdditionalProperties(others) => shape.others = others,
                _ => {}
            }
        }
        shape
    }

    /// Returns whether values may have a type. Without types, they have any of them but arrays and objects, whose texts are
    /// those of strings.
    fn has(&self, ty: JsonType) -> bool {
        if self.types.is_empty() {
            return match ty {
                JsonType::Array | JsonType::Null => false,
                JsonType::Object => !self.properties.is_empty(),
                _ => true,
            };
        }
        self.types.contains(&ty)
    }

    fn property(&self, name: &str) -> &'static Schema {
        let mut properties = self.properties.iter();
        let declared = properties.find(|(known, _)| *known == name);
        declared.map_or(self.others, |(_, schema)| schema)
    }
}

/// The number in a text, as far as a type of generated code accepts it.
fn number(text: &str, is_fraction: bool) -> Option<Value> {
    let integer = plain_integer(text);
    let integer = integer.as_deref().unwrap_or(text);
    let integer = integer.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| text.parse::<u64>().map(Number::from));
    if let Ok(integer) = integer {
        return Some(Value::Number(integer));
    }
    let number = text.parse().ok().and_then(Number::from_f64)?;
    is_fraction.then_some(Value::Number(number))
}
