//! Checks arrays and objects: their items and properties, and the numbers of them.

use std::collections::{HashMap, HashSet};
use std::ptr;

use serde_json::{Map, Value};

use super::check::Check;
use super::equality::canonical;
use super::pointer::Pointer;
use crate::server::schema::{Keyword, Schema};

const ITEMS: [&str; 2] = ["item", "items"];
const PROPERTIES: [&str; 2] = ["property", "properties"];

impl Check {
    pub(super) fn array(
        &mut self,
        items: &[Value],
        keywords: &'static [Keyword],
        keyword: &'static Keyword,
        at: &Pointer<'_>,
    ) {
        match keyword {
            Keyword::PrefixItems(schemas) => {
                for (index, (item, schema)) in items.iter().zip(*schemas).enumerate() {
                    self.value(item, schema, &Pointer::Item(at, index));
                }
            }
            Keyword::Items(schema) => {
                for (index, item) in items.iter().enumerate().skip(prefix(keywords)) {
                    if self.is_full() {
                        return;
                    }
                    self.value(item, schema, &Pointer::Item(at, index));
                }
            }
            Keyword::NoOtherItems => {
                let most = prefix(keywords);
                self.at_most(at, "items", items.len(), to_u64(most), ITEMS);
            }
            Keyword::MinItems(least) => self.at_least(at, "minItems", items.len(), *least, ITEMS),
            Keyword::MaxItems(most) => self.at_most(at, "maxItems", items.len(), *most, ITEMS),
            Keyword::UniqueItems => {
                if let Some([first, second]) = equal_items(items) {
                    let found = format!("the items {first} and {second}, which are equal");
                    self.push(at, "uniqueItems", "items that differ", Some(found));
                }
            }
            _ => {}
        }
    }

    pub(super) fn object(
        &mut self,
        object: &Map<String, Value>,
        keywords: &'static [Keyword],
        keyword: &'static Keyword,
        at: &Pointer<'_>,
    ) {
        match keyword {
            Keyword::Required(names) => {
                for name in *names {
                    if !object.contains_key(*name) && !is_read_only(self.root, name) {
                        let at = Pointer::Name(at, name);
                        self.push(&at, "required", "a value", Some("no value".to_owned()));
                    }
                }
            }
            Keyword::Properties(properties) => {
                for (name, schema) in *properties {
                    if let Some(value) = object.get(*name) {
                        self.property(value, schema, &Pointer::Name(at, name));
                    }
                }
            }
            Keyword::AdditionalProperties(schema) => {
                for (name, value) in others(object, keywords) {
                    self.value(value, schema, &Pointer::Name(at, name));
                }
            }
            Keyword::NoOtherProperties => {
                for (name, _) in others(object, keywords) {
                    self.unknown_property(name, "additionalProperties", at);
                }
            }
            Keyword::NoUnevaluatedProperties => {
                let Some(known) = known_properties(self.root) else {
                    return;
                };
                for name in object.keys().filter(|name| !known.contains(name.as_str())) {
                    self.unknown_property(name, "unevaluatedProperties", at);
                }
            }
            Keyword::MinProperties(least) => {
                self.at_least(at, "minProperties", object.len(), *least, PROPERTIES);
            }
            Keyword::MaxProperties(most) => {
                self.at_most(at, "maxProperties", object.len(), *most, PROPERTIES);
            }
            _ => {}
        }
    }

    fn property(&mut self, value: &Value, schema: &'static Schema, at: &Pointer<'_>) {
        if !self.settings.allows_read_only && has_read_only(schema) {
            // The value may be of any type, so it is not repeated.
            let expected = "no value, because the property is read-only";
            return self.push(at, "readOnly", expected, None);
        }
        self.value(value, schema, at);
    }

    /// Records a property that is not allowed. Its value may be a secret with a misspelt name.
    fn unknown_property(&mut self, name: &str, keyword: &'static str, at: &Pointer<'_>) {
        let at = Pointer::Name(at, name);
        self.push(&at, keyword, "no property with this name", None);
    }
}

/// The number of items with schemas of their own.
fn prefix(keywords: &[Keyword]) -> usize {
    let prefix = keywords.iter().find_map(|keyword| match keyword {
        Keyword::PrefixItems(schemas) => Some(schemas.len()),
        _ => None,
    });
    prefix.unwrap_or_default()
}

fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The indexes of the first two items that are equal.
fn equal_items(items: &[Value]) -> Option<[usize; 2]> {
    let mut seen = HashMap::with_capacity(items.len());
    items.iter().enumerate().find_map(|(index, item)| {
        let first = seen.insert(canonical(item), index)?;
        Some([first, index])
    })
}

/// The properties that `properties` does not contain.
fn others<'o>(
    object: &'o Map<String, Value>,
    keywords: &'static [Keyword],
) -> impl Iterator<Item = (&'o String, &'o Value)> {
    let declared = keywords.iter().find_map(|keyword| match keyword {
        Keyword::Properties(properties) => Some(*properties),
        _ => None,
    });
    let declared: HashSet<&str> = declared
        .into_iter()
        .flatten()
        .map(|(name, _)| *name)
        .collect();
    object
        .iter()
        .filter(move |(name, _)| !declared.contains(name.as_str()))
}

/// The parts of a schema for the same value, with the schema itself.
pub(super) fn parts(schema: &'static Schema) -> Vec<&'static Schema> {
    parts_with(schema, true)
}

/// The parts of a schema that each of its values satisfies, with the schema itself.
pub(super) fn common_parts(schema: &'static Schema) -> Vec<&'static Schema> {
    parts_with(schema, false)
}

fn parts_with(schema: &'static Schema, has_alternatives: bool) -> Vec<&'static Schema> {
    let mut known: HashSet<*const Schema> = HashSet::from([ptr::from_ref(schema)]);
    let mut parts = vec![schema];
    let mut next = 0;
    while let Some(part) = parts.get(next) {
        next += 1;
        for keyword in part.0 {
            let schemas = match keyword {
                Keyword::AllOf(schemas) => schemas,
                Keyword::AnyOf(schemas) | Keyword::OneOf(schemas) if has_alternatives => schemas,
                _ => continue,
            };
            let new = schemas
                .iter()
                .filter(|part| known.insert(ptr::from_ref(**part)));
            parts.extend(new);
        }
    }
    parts
}

/// Returns whether a part of a schema declares a property that is read-only.
fn is_read_only(schema: &'static Schema, name: &str) -> bool {
    let is_declaration = |keyword: &Keyword| match keyword {
        Keyword::Properties(properties) => properties
            .iter()
            .any(|(known, schema)| *known == name && has_read_only(schema)),
        _ => false,
    };
    parts(schema)
        .iter()
        .any(|part| part.0.iter().any(is_declaration))
}

/// Returns whether the values of a schema are read-only.
fn has_read_only(schema: &Schema) -> bool {
    let mut keywords = schema.0.iter();
    keywords.any(|keyword| matches!(keyword, Keyword::ReadOnly))
}

/// The names of the properties that the parts of a schema declare. `None` if a part allows all properties.
fn known_properties(schema: &'static Schema) -> Option<HashSet<&'static str>> {
    let mut names = HashSet::new();
    for keyword in parts(schema).iter().flat_map(|part| part.0) {
        match keyword {
            Keyword::Properties(properties) => {
                names.extend(properties.iter().map(|(name, _)| *name));
            }
            Keyword::AdditionalProperties(_) => return None,
            _ => {}
        }
    }
    Some(names)
}
