//! Checks `unevaluatedProperties` and `unevaluatedItems`, for the properties and items that no other keyword describes.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::choice::discriminated;
use super::condition::dependent_schemas;
use super::{Check, JsonPointer, Site, Subject};

/// The parts of a value that keywords describe.
#[derive(Default)]
struct Evaluated {
    names: HashSet<String>,
    has_all_names: bool,
    items: HashSet<usize>,
    has_all_items: bool,
}

impl Check<'_> {
    pub(super) fn unevaluated(&mut self, subject: Subject<'_>, site: Site<'_>) {
        let keyword = match subject.value {
            Value::Object(_) => "unevaluatedProperties",
            Value::Array(_) => "unevaluatedItems",
            _ => return,
        };
        let Some(schema) = site.keywords.get(keyword) else {
            return;
        };
        let mut evaluated = Evaluated::default();
        self.evaluate(subject, site, &mut evaluated);
        let at = site.at.name(keyword);
        match subject.value {
            Value::Object(object) if !evaluated.has_all_names => {
                for (name, value) in object {
                    if !evaluated.names.contains(name) {
                        self.undeclared(subject, name, value, schema, &at);
                    }
                }
            }
            Value::Array(items) if !evaluated.has_all_items => {
                for (index, value) in items.iter().enumerate() {
                    if !evaluated.items.contains(&index) {
                        self.item(subject, index, value, schema, &at);
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds the parts that a schema and the schemas in it describe.
    fn evaluate_schema(
        &mut self,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
        found: &mut Evaluated,
    ) {
        self.spend(1);
        let Value::Object(keywords) = schema else {
            return;
        };
        if self.left == 0 {
            return;
        }
        let site = Site { keywords, at: *at };
        found.has_all_names |= keywords.contains_key("unevaluatedProperties");
        found.has_all_items |= keywords.contains_key("unevaluatedItems");
        self.in_scope(at, |check| check.evaluate(subject, site, found));
    }

    /// Adds the parts that the keywords of a schema describe, apart from those that describe all others.
    fn evaluate(&mut self, subject: Subject<'_>, site: Site<'_>, found: &mut Evaluated) {
        for target in self.targets(site) {
            self.follow(&target, |check, schema, at| {
                check.evaluate_schema(subject, schema, at, found);
            });
        }
        if self.is_replaced(site) {
            return;
        }
        match subject.value {
            Value::Object(object) => self.evaluate_names(site, object, found),
            Value::Array(items) => self.evaluate_items(subject, site, items, found),
            _ => {}
        }
        let all = site.at.name("allOf");
        for (index, part) in site.list("allOf").iter().enumerate() {
            self.evaluate_schema(subject, part, &all.item(index), found);
        }
        for keyword in ["oneOf", "anyOf"] {
            self.evaluate_choice(subject, site, keyword, found);
        }
        if let Some(condition) = site.keywords.get("if") {
            self.evaluate_match(subject, condition, &site.at.name("if"), found);
            if let Some((keyword, schema)) = self.branch(subject, site) {
                self.evaluate_schema(subject, schema, &site.at.name(keyword), found);
            }
        }
        let dependent = site.at.name("dependentSchemas");
        for (name, schema) in dependent_schemas(subject, site) {
            self.evaluate_schema(subject, schema, &dependent.name(name), found);
        }
    }

    /// Adds the parts that a schema describes if the value satisfies it.
    fn evaluate_match(
        &mut self,
        subject: Subject<'_>,
        schema: &Value,
        at: &JsonPointer<'_>,
        found: &mut Evaluated,
    ) {
        if self.is_match(subject, schema, at) {
            self.evaluate_schema(subject, schema, at, found);
        }
    }

    fn evaluate_choice(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        keyword: &str,
        found: &mut Evaluated,
    ) {
        let alternatives = site.list(keyword);
        let list = site.at.name(keyword);
        let chosen = discriminated(subject.value, site, alternatives);
        for (index, alternative) in alternatives.iter().enumerate() {
            let at = list.item(index);
            match chosen {
                Some(chosen) if chosen == index => {
                    self.evaluate_schema(subject, alternative, &at, found);
                }
                Some(_) => {}
                None => self.evaluate_match(subject, alternative, &at, found),
            }
        }
    }

    fn evaluate_names(
        &mut self,
        site: Site<'_>,
        object: &Map<String, Value>,
        found: &mut Evaluated,
    ) {
        found.has_all_names |= site.keywords.contains_key("additionalProperties");
        let map = |keyword: &str| site.keywords.get(keyword).and_then(Value::as_object);
        let properties = map("properties").into_iter().flat_map(Map::keys);
        let declared = properties.filter(|name| object.contains_key(*name));
        found.names.extend(declared.cloned());
        self.spend(map("properties").map_or(0, Map::len));
        let at = site.at.name("patternProperties");
        for pattern in map("patternProperties").into_iter().flat_map(Map::keys) {
            for name in object.keys() {
                if self.matches(pattern, name, &at.name(pattern)) != Some(false) {
                    found.names.insert(name.clone());
                }
            }
        }
    }

    fn evaluate_items(
        &mut self,
        subject: Subject<'_>,
        site: Site<'_>,
        items: &[Value],
        found: &mut Evaluated,
    ) {
        found.has_all_items |= site.keywords.contains_key("items");
        found.items.extend(0..site.list("prefixItems").len());
        if let Some(schema) = site.keywords.get("contains") {
            let at = site.at.name("contains");
            for (index, item) in items.iter().enumerate() {
                if self.is_match_below(item, subject, schema, &at) {
                    found.items.insert(index);
                }
            }
        }
    }
}
