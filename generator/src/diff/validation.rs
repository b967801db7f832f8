//! The keywords that servers check in requests and that no other comparison sees, because neither a type nor a field has them:
//! those of items, of alternatives, of text bodies and of other properties.

use std::collections::{BTreeMap, HashSet};
use std::ptr;

use super::comparison::{ChangePath, Comparison};
use super::input::parameter_pairs;
use super::operation::request_path;
use crate::model::{Keyword, Operation, Parameter, RequestSchema, RequestSchemas, Schema};

/// The depth of a place in a schema above which keywords are compared.
const MAX_DEPTH: usize = 32;

/// The schemas that are compared already, by their keywords, and whether bounds were left out.
type Compared = HashSet<(*const Keyword, *const Keyword, bool)>;

impl<'a> Comparison<'a> {
    /// Compares the schemas of the requests to each operation. A component is compared for the first operation that sends it.
    pub(super) fn validation(&mut self) {
        let (old_schemas, new_schemas) = (&self.old.request_schemas, &self.new.request_schemas);
        let pairs = std::mem::take(&mut self.pairs.operations);
        let mut compared = Compared::new();
        for (old, new) in &pairs {
            let request = request_path(*old, *new);
            let (old, new) = (old.1, new.1);
            let before = old_schemas.operations.get(&old.pointer);
            let after = new_schemas.operations.get(&new.pointer);
            let (Some(before), Some(after)) = (before, after) else {
                continue;
            };
            for pair in parameter_pairs(old, new) {
                let (Some(one), Some(other)) = pair else {
                    continue;
                };
                let path = request.join(&one.name, &other.name, &other.pointer);
                let schemas = (
                    of_parameter(before, old, one),
                    of_parameter(after, new, other),
                );
                self.schemas(&path, schemas, true, &mut compared);
            }
            let path = request.join("body", "body", &format!("{}/requestBody", new.pointer));
            let schemas = (before.body.as_ref(), after.body.as_ref());
            self.schemas(&path, schemas, false, &mut compared);
        }
        self.pairs.operations = pairs;
    }

    /// Reports the keywords that differ in a parameter or a body.
    fn schemas(
        &mut self,
        path: &ChangePath,
        schemas: (Option<&'a Schema>, Option<&'a Schema>),
        has_bounds: bool,
        compared: &mut Compared,
    ) {
        let (Some(old), Some(new)) = schemas else {
            return;
        };
        let place = Place {
            old,
            new,
            at: String::new(),
            depth: 0,
            has_bounds,
        };
        let all = (&self.old.request_schemas, &self.new.request_schemas);
        for difference in place.differences(all, compared) {
            let Difference {
                name,
                before,
                after,
            } = difference;
            self.wire_fact(path, &name, &before, &after);
        }
    }
}

fn of_parameter<'a>(
    request: &'a RequestSchema,
    operation: &Operation,
    parameter: &Parameter,
) -> Option<&'a Schema> {
    let mut parameters = operation.parameters.iter();
    let index = parameters.position(|it| ptr::eq(it, parameter))?;
    request.parameters.get(index)
}

/// A keyword with different values.
struct Difference {
    name: String,
    before: String,
    after: String,
}

/// A place in both versions of a schema.
struct Place<'a> {
    old: &'a Schema,
    new: &'a Schema,
    /// The pointer of the place in the schema of the request.
    at: String,
    depth: usize,
    /// True for a parameter and a property: the comparison of their types has compared the bounds.
    has_bounds: bool,
}

impl<'a> Place<'a> {
    /// The keywords that differ at this place and below it. `compared` are the places that need no further comparison.
    fn differences(
        self,
        (old, new): (&'a RequestSchemas, &'a RequestSchemas),
        compared: &mut Compared,
    ) -> Vec<Difference> {
        let mut differences = Vec::new();
        // Not recursive: components can be nested deeply.
        let mut places = vec![self];
        while let Some(place) = places.pop() {
            let (before, after) = (keywords(old, place.old), keywords(new, place.new));
            let key = (before.as_ptr(), after.as_ptr(), place.has_bounds);
            if place.depth > MAX_DEPTH || !compared.insert(key) {
                continue;
            }
            differences.extend(place.values(before, after));
            let mut now: BTreeMap<_, _> = children(after).into_iter().collect();
            let inner = children(before)
                .into_iter()
                .rev()
                .filter_map(|(step, old)| {
                    Some(Place {
                        old,
                        new: now.remove(&step)?,
                        at: format!("{}{step}", place.at),
                        depth: place.depth + 1,
                        has_bounds: step.starts_with(PROPERTY),
                    })
                });
            places.extend(inner);
        }
        differences
    }

    /// The keywords of this place that differ.
    fn values(&self, old: &[Keyword], new: &[Keyword]) -> Vec<Difference> {
        let values = |keywords: &[Keyword]| {
            let values = keywords.iter().filter_map(value);
            let values = values.filter(|value| !(self.has_bounds && value.is_bound));
            values
                .map(|it| (it.name, it.text))
                .collect::<BTreeMap<_, _>>()
        };
        let (old, new) = (values(old), values(new));
        let names: BTreeMap<_, _> = old.iter().chain(&new).collect();
        let names = names
            .into_keys()
            .filter(|name| old.get(*name) != new.get(*name));
        let text = |value: Option<&String>| value.map_or_else(|| "none".to_owned(), Clone::clone);
        let difference = |name: &&str| Difference {
            name: match self.at.as_str() {
                "" => format!("`{name}`"),
                at => format!("`{name}` at `{at}`"),
            },
            before: text(old.get(name)),
            after: text(new.get(name)),
        };
        names.map(difference).collect()
    }
}

/// The keywords of a schema, after references.
fn keywords<'a>(schemas: &'a RequestSchemas, mut schema: &'a Schema) -> &'a [Keyword] {
    let mut seen = HashSet::new();
    loop {
        match schema {
            Schema::Keywords(keywords) => return keywords,
            Schema::Component(name) => match schemas.components.get(name) {
                Some(next) if seen.insert(name) => schema = next,
                _ => return &[],
            },
        }
    }
}

/// The beginning of the pointer of a property.
const PROPERTY: &str = "/properties/";

/// The schemas inside of a schema, by their pointers.
fn children(keywords: &[Keyword]) -> Vec<(String, &Schema)> {
    let mut children = Vec::new();
    for keyword in keywords {
        match keyword {
            Keyword::Items(schema) => children.push(("/items".to_owned(), &**schema)),
            Keyword::AdditionalProperties(schema) => {
                children.push(("/additionalProperties".to_owned(), &**schema));
            }
            Keyword::Not(schema) => children.push(("/not".to_owned(), &**schema)),
            Keyword::Properties(properties) => {
                let pointer = |name: &String| {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    format!("{PROPERTY}{name}")
                };
                let properties = properties.iter();
                children.extend(properties.map(|(name, schema)| (pointer(name), schema)));
            }
            Keyword::PrefixItems(schemas) => children.extend(numbered("prefixItems", schemas)),
            Keyword::AllOf(schemas) => children.extend(numbered("allOf", schemas)),
            Keyword::AnyOf(schemas) => children.extend(numbered("anyOf", schemas)),
            Keyword::OneOf(schemas) => children.extend(numbered("oneOf", schemas)),
            _ => {}
        }
    }
    children
}

fn numbered<'a>(
    keyword: &str,
    schemas: &'a [Schema],
) -> impl Iterator<Item = (String, &'a Schema)> {
    let schemas = schemas.iter().enumerate();
    schemas.map(move |(index, schema)| (format!("/{keyword}/{index}"), schema))
}

/// A keyword without schemas.
struct Value {
    name: &'static str,
    text: String,
    /// True if fields and parameters have it as one of their bounds.
    is_bound: bool,
}

/// The value of a keyword, unless the type has it.
fn value(keyword: &Keyword) -> Option<Value> {
    let bound = |name, text| {
        Some(Value {
            name,
            text,
            is_bound: true,
        })
    };
    let own = |name, text: &str| {
        Some(Value {
            name,
            text: text.to_owned(),
            is_bound: false,
        })
    };
    match keyword {
        Keyword::Count(keyword, count) => bound(keyword.name(), count.to_string()),
        Keyword::Number(keyword, number) => bound(keyword.name(), number.clone()),
        Keyword::Pattern { pattern, .. } => bound("pattern", pattern.clone()),
        Keyword::UniqueItems => bound("uniqueItems", "true".to_owned()),
        Keyword::NoOtherItems => own("items", "false"),
        Keyword::NoOtherProperties => own("additionalProperties", "false"),
        Keyword::NoUnevaluatedProperties => own("unevaluatedProperties", "false"),
        _ => None,
    }
}
