//! Checks objects and arrays: required and additional properties, items and their number.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Check, Direction, JsonPointer, Site, Subject, ViolationKind};

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
        // Properties may match `patternProperties`, which is not evaluated, so all of them count as declared.
        if !site.keywords.contains_key("patternProperties") {
            let others = object.iter().filter(|(name, _)| {
                properties.is_none_or(|properties| !properties.contains_key(*name))
            });
            self.additional(subject, site, others);
        }
        self.count(
            subject,
            site,
            object.len(),
            ["minProperties", "maxProperties"],
            ["property", "properties"],
        );
    }

    fn required(&mut self, subject: Subject<'_>, site: Site<'_>, object: &Map<String, Value>) {
        for name in site.list("required").iter().filter_map(Value::as_str) {
            if !object.contains_key(name) && !self.is_excused(site, name) {
                let kind = ViolationKind::Missing(name.to_owned());
                self.violation(subject, kind, &site.at.name("required"));
            }
        }
    }

    /// Returns whether a missing property is allowed, because `readOnly` or `writeOnly` limits it to the other
    /// direction.
    fn is_excused(&self, site: Site<'_>, name: &str) -> bool {
        let property = site
            .keywords
            .get("properties")
            .and_then(|properties| properties.get(name));
        let is_set = |keyword| {
            property.and_then(|property| property.get(keyword)) == Some(&Value::Bool(true))
        };
        self.direction != Direction::Received && is_set("readOnly")
            || self.direction != Direction::Sent && is_set("writeOnly")
    }

    fn additional<'v>(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        others: impl Iterator<Item = (&'v String, &'v Value)>,
    ) {
        let Some(schema) = site.keywords.get("additionalProperties") else {
            return;
        };
        let at = site.at.name("additionalProperties");
        let schema_at = at.to_string();
        for (name, value) in others {
            if schema == &Value::Bool(false) {
                self.violation(subject, ViolationKind::Undeclared(name.clone()), &at);
            } else {
                let at_value = subject.at.name(name);
                let value = Subject {
                    value,
                    at: at_value,
                    schema: &schema_at,
                    property: None,
                };
                self.descend(value, schema, &at);
            }
        }
    }

    pub(super) fn items(&mut self, subject: Subject<'_>, site: Site<'_>, items: &[Value]) {
        let members = site.list("prefixItems");
        for (index, value) in items.iter().enumerate() {
            let (schema, at) = match (members.get(index), site.keywords.get("items")) {
                (Some(schema), _) => (schema, site.at.name("prefixItems").item(index).to_string()),
                (None, Some(schema)) => (schema, site.at.name("items").to_string()),
                (None, None) => continue,
            };
            let item = Subject {
                value,
                at: subject.at.item(index),
                schema: &at,
                property: None,
            };
            self.descend(item, schema, &JsonPointer::Start(&at));
        }
        self.count(
            subject,
            site,
            items.len(),
            ["minItems", "maxItems"],
            ["item", "items"],
        );
        if site.is_set("uniqueItems") {
            let mut seen = HashSet::new();
            if !items.iter().all(|item| seen.insert(item.to_string())) {
                let kind = ViolationKind::Bound("contains an item twice".to_owned());
                self.violation(subject, kind, &site.at.name("uniqueItems"));
            }
        }
    }
}
