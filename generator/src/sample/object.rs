//! Makes objects.

use serde_json::{Map, Value};

use super::Sampler;
use super::merged::{Merged, tag_of};
use super::pattern::texts_of;
use crate::document::join_pointer;
use crate::validate::Direction;

/// The maximum number of properties.
const MAX_PROPERTIES: usize = 1000;

impl Sampler<'_> {
    pub(super) fn object(&mut self, merged: &Merged<'_>, depth: usize) -> Option<Value> {
        let required = required(merged);
        let most = merged.smallest("maxProperties").unwrap_or(usize::MAX);
        let mut object = Map::new();
        for (name, schemas) in properties(merged) {
            let is_required = required.contains(&name.as_str());
            if self.is_omitted(&schemas)
                || !is_required && !is_allowed(merged, name)
                || !is_required && !self.is_made(&schemas, depth)
            {
                continue;
            }
            match self.property(merged, name, &schemas, depth) {
                Some(value) => _ = object.insert(name.clone(), value),
                None if is_required => return None,
                None => {}
            }
        }
        for name in &required {
            if !object.contains_key(*name) && !merged_properties_contain(merged, name) {
                let schemas = others(merged, name);
                let value = self.property(merged, name, &schemas, depth)?;
                object.insert((*name).to_owned(), value);
            }
        }
        self.add_others(merged, &mut object, depth);
        if object.len() > most {
            let names: Vec<String> = object.keys().rev().cloned().collect();
            for name in names {
                if object.len() > most && !required.contains(&name.as_str()) {
                    object.shift_remove(&name);
                }
            }
        }
        Some(Value::Object(object))
    }

    fn property(
        &mut self,
        merged: &Merged<'_>,
        name: &str,
        schemas: &[String],
        depth: usize,
    ) -> Option<Value> {
        if let Some(tag) = tag_in(merged, name) {
            return Some(Value::String(tag));
        }
        if schemas.is_empty() {
            return Some(Value::String("string".to_owned()));
        }
        self.value(schemas, &[], depth + 1)
    }

    /// Returns whether an optional property is made.
    fn is_made(&mut self, schemas: &[String], depth: usize) -> bool {
        self.has_optional(depth)
            && !self.is_recursive(schemas)
            && self
                .random
                .as_mut()
                .is_none_or(|random| random.below(4) > 0)
    }

    /// Returns whether a property is only part of messages in the other direction.
    fn is_omitted(&self, schemas: &[String]) -> bool {
        let keyword = match self.direction {
            Direction::Received => "writeOnly",
            Direction::Sent => "readOnly",
            Direction::Unknown => return false,
        };
        Merged::new(self.description, schemas, &[]).is_some_and(|merged| merged.is_set(keyword))
    }

    /// Adds properties that are not declared: those of a map, and as many as `minProperties` requires.
    fn add_others(&mut self, merged: &Merged<'_>, object: &mut Map<String, Value>, depth: usize) {
        let least = merged
            .largest("minProperties")
            .unwrap_or(0)
            .min(MAX_PROPERTIES);
        let is_map = !merged.has("properties")
            && ["additionalProperties", "patternProperties"]
                .into_iter()
                .any(|keyword| merged.values(keyword).any(Value::is_object));
        let count = usize::from(is_map && self.has_optional(depth)).max(least);
        let mut number = 0;
        while object.len() < count && number < count * 2 + 8 {
            number += 1;
            let Some(name) = self.other_name(merged, number, depth) else {
                return;
            };
            if object.contains_key(&name) || !is_allowed(merged, &name) {
                continue;
            }
            let schemas = others(merged, &name);
            if object.len() >= least && self.is_recursive(&schemas) {
                return;
            }
            match self.property(merged, &name, &schemas, depth) {
                Some(value) => _ = object.insert(name, value),
                None => return,
            }
        }
    }

    /// The name of a property that is not declared.
    fn other_name(&mut self, merged: &Merged<'_>, number: usize, depth: usize) -> Option<String> {
        let names = merged.schemas("propertyNames");
        if !names.is_empty() {
            let variant = self.variant;
            self.variant = u64::try_from(number - 1).unwrap_or_default();
            let name = self.value(&names, &[], depth + 1);
            self.variant = variant;
            return name?.as_str().map(str::to_owned);
        }
        let is_closed = merged
            .values("additionalProperties")
            .any(|value| value == &Value::Bool(false));
        let is_described = merged.values("additionalProperties").any(Value::is_object);
        let patterns = merged
            .values("patternProperties")
            .filter_map(Value::as_object);
        let mut patterns = patterns.flat_map(Map::keys);
        if let Some(pattern) = patterns.next().filter(|_| is_closed || !is_described) {
            return texts_of(pattern, number).into_iter().nth(number - 1);
        }
        Some(match number {
            1 => "key".to_owned(),
            number => format!("key{number}"),
        })
    }
}

/// The declared properties in order, each with the schemas that describe it.
fn properties<'d>(merged: &Merged<'d>) -> Vec<(&'d String, Vec<String>)> {
    let mut found: Vec<(&String, Vec<String>)> = Vec::new();
    for (pointer, keywords) in &merged.sites {
        let at = join_pointer(pointer, "properties");
        let properties = keywords.get("properties").and_then(Value::as_object);
        for (name, _) in properties.into_iter().flatten() {
            let schema = join_pointer(&at, name);
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, schemas)) => schemas.push(schema),
                None => found.push((name, vec![schema])),
            }
        }
    }
    for (name, schemas) in &mut found {
        schemas.extend(matching_patterns(merged, name));
    }
    found
}

fn merged_properties_contain(merged: &Merged<'_>, name: &str) -> bool {
    let properties = merged.values("properties").filter_map(Value::as_object);
    let mut properties = properties;
    properties.any(|it| it.contains_key(name))
}

/// The required properties, including those that others require.
fn required<'d>(merged: &Merged<'d>) -> Vec<&'d str> {
    let lists = merged.values("required").filter_map(Value::as_array);
    let mut required: Vec<&str> = lists.flatten().filter_map(Value::as_str).collect();
    let dependent = merged
        .values("dependentRequired")
        .filter_map(Value::as_object);
    let dependent: Vec<_> = dependent.flatten().collect();
    let mut index = 0;
    while let Some(name) = required.get(index).copied() {
        index += 1;
        let lists = dependent.iter().filter(|(present, _)| *present == name);
        let lists: Vec<&str> = lists
            .filter_map(|(_, list)| list.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .filter(|name| !required.contains(name))
            .collect();
        required.extend(lists);
    }
    required.dedup();
    required
}

/// Returns whether all schemas allow a property with this name.
fn is_allowed(merged: &Merged<'_>, name: &str) -> bool {
    merged.sites.iter().all(|(_, keywords)| {
        let properties = keywords.get("properties").and_then(Value::as_object);
        let is_declared = properties.is_some_and(|it| it.contains_key(name));
        let is_closed = keywords.get("additionalProperties") == Some(&Value::Bool(false));
        // Names that match a pattern are chosen for it.
        is_declared || !is_closed || keywords.contains_key("patternProperties")
    })
}

/// The schemas of a property that is not declared.
fn others(merged: &Merged<'_>, name: &str) -> Vec<String> {
    let mut schemas = matching_patterns(merged, name);
    if schemas.is_empty() {
        let described = merged.sites.iter().filter(|(_, keywords)| {
            keywords
                .get("additionalProperties")
                .is_some_and(Value::is_object)
        });
        schemas.extend(described.map(|(pointer, _)| join_pointer(pointer, "additionalProperties")));
    }
    schemas
}

/// The schemas in `patternProperties` for a name.
fn matching_patterns(merged: &Merged<'_>, name: &str) -> Vec<String> {
    let mut schemas = Vec::new();
    for (pointer, keywords) in &merged.sites {
        let patterns = keywords.get("patternProperties").and_then(Value::as_object);
        let at = join_pointer(pointer, "patternProperties");
        for (pattern, _) in patterns.into_iter().flatten() {
            let search = merged.description.pattern_matches(pattern, name);
            if search == Some(true) {
                schemas.push(join_pointer(&at, pattern));
            }
        }
    }
    schemas
}

/// The value of a discriminator that has no alternatives: the name of the schema that the object is made for.
fn tag_in(merged: &Merged<'_>, name: &str) -> Option<String> {
    let mut discriminators = merged.sites.iter().filter_map(|(_, keywords)| {
        let discriminator = keywords.get("discriminator")?;
        let has_alternatives = ["oneOf", "anyOf"]
            .into_iter()
            .any(|keyword| keywords.contains_key(keyword));
        let property = discriminator.get("propertyName")?.as_str()?;
        (!has_alternatives && property == name).then_some(discriminator)
    });
    let discriminator = discriminators.next()?;
    let component = merged.components.first()?;
    tag_of(discriminator, &format!("#{component}"))
}
