//! Checks objects: required, declared and additional properties, and their names.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Check, Direction, JsonPointer, Site, Subject, ViolationKind};
use crate::document::{local_pointer, resolve_pointer};

/// The maximum number of schemas in which a property, or its annotation, is looked for.
const MAX_PARTS: usize = 16;

impl Check<'_> {
    pub(super) fn object(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        object: &Map<String, Value>,
    ) {
        let properties = site.keywords.get("properties").and_then(Value::as_object);
        self.spend(site.list("required").len() + properties.map_or(0, Map::len));
        if self.left == 0 {
            return;
        }
        self.required(subject, site, object);
        self.dependent_required(subject, site, object);
        let at = site.at.name("properties");
        for (name, schema) in properties.into_iter().flatten() {
            if let Some(value) = object.get(name) {
                let at = at.name(name);
                let schema_at = at.to_string();
                let property = Subject {
                    value,
                    at: subject.at.name(name),
                    schema: &schema_at,
                    property: Some((subject.schema, name)),
                };
                self.descend(property, schema, &at);
            }
        }
        let matched = self.pattern_properties(subject, site, object);
        let others = object.iter().filter(|(name, _)| {
            !matched.contains(name.as_str())
                && properties.is_none_or(|properties| !properties.contains_key(*name))
        });
        self.additional(subject, site, others);
        self.property_names(subject, site, object);
        self.count(
            subject,
            site,
            object.len(),
            ["minProperties", "maxProperties"],
            "property",
        );
    }

    fn required(&mut self, subject: Subject<'_>, site: Site<'_>, object: &Map<String, Value>) {
        for name in site.list("required").iter().filter_map(Value::as_str) {
            if !object.contains_key(name) && !self.is_excused(subject, site, name) {
                let kind = ViolationKind::Missing(name.to_owned());
                self.violation(subject, kind, &site.at.name("required"));
            }
        }
    }

    /// Checks the properties that are required because of another property.
    fn dependent_required(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        object: &Map<String, Value>,
    ) {
        let rules = site
            .keywords
            .get("dependentRequired")
            .and_then(Value::as_object);
        let at = site.at.name("dependentRequired");
        for (present, names) in rules.into_iter().flatten() {
            let names = names.as_array().filter(|_| object.contains_key(present));
            self.spend(1 + names.map_or(0, Vec::len));
            for name in names.into_iter().flatten().filter_map(Value::as_str) {
                if !object.contains_key(name) && !self.is_excused(subject, site, name) {
                    let name = name.to_owned();
                    let present = present.clone();
                    let kind = ViolationKind::MissingBeside {
                        name,
                        present: present.clone(),
                    };
                    self.violation(subject, kind, &at.name(&present));
                }
            }
        }
    }

    /// Checks the properties whose names match a pattern, and returns the names.
    fn pattern_properties<'o>(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        object: &'o Map<String, Value>,
    ) -> HashSet<&'o str> {
        let patterns = site.keywords.get("patternProperties");
        let at = site.at.name("patternProperties");
        let mut found = HashSet::new();
        for (pattern, schema) in patterns.and_then(Value::as_object).into_iter().flatten() {
            let at = at.name(pattern);
            for (name, value) in object {
                let is_match = self.matches(pattern, name, &at);
                if is_match == Some(true) {
                    self.value_of(subject, name, value, schema, &at);
                }
                // A name that cannot be compared counts as a match.
                if is_match != Some(false) {
                    found.insert(name.as_str());
                }
            }
        }
        found
    }

    fn property_names(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        object: &Map<String, Value>,
    ) {
        let Some(schema) = site.keywords.get("propertyNames") else {
            return;
        };
        let at = site.at.name("propertyNames");
        for name in object.keys() {
            let value = Value::String(name.clone());
            if !self.is_match_below(&value, subject, schema, &at) {
                self.violation(subject, ViolationKind::PropertyName(name.clone()), &at);
            }
        }
    }

    /// Returns whether a missing property is allowed, because `readOnly` or `writeOnly` limits it to the other
    /// direction. A schema can require a property that another part of the whole schema declares.
    fn is_excused(&self, subject: Subject<'_>, site: Site<'_>, name: &str) -> bool {
        let keywords = match self.direction {
            Direction::Sent => ["readOnly"].as_slice(),
            Direction::Received => &["writeOnly"],
            Direction::Unknown => &["readOnly", "writeOnly"],
        };
        let is_set = |part: &&Value| {
            let mut keywords = keywords.iter();
            keywords.any(|keyword| part.get(*keyword) == Some(&Value::Bool(true)))
        };
        let is_excused = |properties: Option<&Value>| {
            let property = properties.and_then(|properties| properties.get(name));
            property.is_some_and(|property| self.parts_of(property).iter().any(is_set))
        };
        let whole = self.document.pointer(subject.schema);
        is_excused(site.keywords.get("properties"))
            || whole.is_some_and(|whole| {
                let mut parts = self.parts_of(whole).into_iter();
                parts.any(|part| is_excused(part.get("properties")))
            })
    }

    /// A schema, the target of its reference and the members of its `allOf`, as far as there are not too many.
    fn parts_of<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let mut parts = vec![schema];
        let mut index = 0;
        while let Some(part) = parts.get(index).copied() {
            let reference = part.get("$ref").and_then(Value::as_str);
            let target = reference
                .and_then(local_pointer)
                .and_then(|pointer| resolve_pointer(self.document, &pointer))
                .and_then(|pointer| self.document.pointer(&pointer));
            let members = part.get("allOf").and_then(Value::as_array);
            let found = target.into_iter().chain(members.into_iter().flatten());
            parts.extend(found.take(MAX_PARTS.saturating_sub(parts.len())));
            index += 1;
        }
        parts
    }

    fn additional<'v>(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        others: impl Iterator<Item = (&'v String, &'v Value)>,
    ) {
        if let Some(schema) = site.keywords.get("additionalProperties") {
            let at = site.at.name("additionalProperties");
            for (name, value) in others {
                self.undeclared(subject, name, value, schema, &at);
            }
        }
    }

    /// Checks the value of a property that no other keyword describes.
    pub(super) fn undeclared(
        &mut self,
        subject: Subject<'_>,
        name: &str,
        value: &Value,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) {
        if schema == &Value::Bool(false) {
            self.violation(subject, ViolationKind::Undeclared(name.to_owned()), at);
        } else {
            self.value_of(subject, name, value, schema, at);
        }
    }

    /// Checks the value of a property that is an entry of a map.
    fn value_of(
        &mut self,
        subject: Subject<'_>,
        name: &str,
        value: &Value,
        schema: &Value,
        at: &JsonPointer<'_>,
    ) {
        let schema_at = at.to_string();
        let value = Subject {
            value,
            at: subject.at.name(name),
            schema: &schema_at,
            property: None,
        };
        self.descend(value, schema, at);
    }
}
