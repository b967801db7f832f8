//! The keywords of several schemas that a value must satisfy together.

use serde_json::{Map, Value};

use crate::document::join_pointer;
use crate::validate::ApiDescription;

/// The maximum number of schemas that are merged.
const MAX_SCHEMAS: usize = 512;

/// Schemas, with the targets of their references and the members of their `allOf`.
#[derive(Debug)]
pub(super) struct Merged<'d> {
    pub(super) description: &'d ApiDescription,
    /// The keywords of each schema, with its pointer.
    pub(super) sites: Vec<(String, &'d Map<String, Value>)>,
    /// The pointers of the schemas that references refer to.
    pub(super) components: Vec<String>,
    /// The alternatives that are not chosen yet.
    pub(super) choices: Vec<Choice>,
}

/// The alternatives of one keyword.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The pointer of the keyword.
    pub(super) pointer: String,
    pub(super) alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug)]
pub(super) struct Alternative {
    pub(super) schemas: Vec<String>,
    /// The property of the discriminator, and its value.
    pub(super) tag: Option<(String, String)>,
}

impl<'d> Merged<'d> {
    /// Merges schemas. Returns `None` if one of them allows no value.
    pub(super) fn new(
        description: &'d ApiDescription,
        schemas: &[String],
        decided: &[String],
    ) -> Option<Self> {
        let mut merged = Self {
            description,
            sites: Vec::new(),
            components: Vec::new(),
            choices: Vec::new(),
        };
        let mut pending: Vec<String> = schemas.iter().rev().cloned().collect();
        let mut seen: Vec<String> = Vec::new();
        while let Some(pointer) = pending.pop() {
            if seen.contains(&pointer) {
                continue;
            }
            if seen.len() == MAX_SCHEMAS {
                return None;
            }
            match description.value().pointer(&pointer) {
                Some(Value::Bool(false)) => return None,
                Some(Value::Object(keywords)) => {
                    merged.add(&pointer, keywords, decided, &mut pending);
                }
                _ => {}
            }
            seen.push(pointer);
        }
        Some(merged)
    }

    fn add(
        &mut self,
        pointer: &str,
        keywords: &'d Map<String, Value>,
        decided: &[String],
        pending: &mut Vec<String>,
    ) {
        let target = |keyword: &str| ApiDescription::target(keywords.get(keyword)?.as_str()?);
        let targets = [target("$ref"), target("$dynamicRef")];
        let is_reference = keywords.contains_key("$ref");
        for target in targets.into_iter().flatten() {
            self.components.push(target.clone());
            pending.push(target);
        }
        if is_reference && self.description.ignores_siblings() {
            return;
        }
        let all = join_pointer(pointer, "allOf");
        let parts = keywords.get("allOf").and_then(Value::as_array);
        let parts = (0..parts.map_or(0, Vec::len)).rev();
        pending.extend(parts.map(|index| join_pointer(&all, &index.to_string())));
        for keyword in ["oneOf", "anyOf"] {
            let at = join_pointer(pointer, keyword);
            let list = keywords.get(keyword).and_then(Value::as_array);
            if let Some(list) = list.filter(|list| !list.is_empty() && !decided.contains(&at)) {
                self.choices
                    .push(Choice::new(self.description, at, list, keywords));
            }
        }
        let at = join_pointer(pointer, "if");
        if keywords.contains_key("if") && !decided.contains(&at) {
            let alternative = |names: &[&str]| Alternative {
                schemas: names
                    .iter()
                    .filter(|name| keywords.contains_key(**name))
                    .map(|name| join_pointer(pointer, name))
                    .collect(),
                tag: None,
            };
            self.choices.push(Choice {
                pointer: at,
                alternatives: vec![alternative(&["if", "then"]), alternative(&["else"])],
            });
        }
        self.sites.push((pointer.to_owned(), keywords));
    }

    /// Returns whether one of the schemas has a keyword.
    pub(super) fn has(&self, keyword: &str) -> bool {
        self.values(keyword).next().is_some()
    }

    /// The values of a keyword.
    pub(super) fn values(&self, keyword: &str) -> impl Iterator<Item = &'d Value> {
        let keyword = keyword.to_owned();
        let sites = self.sites.iter();
        sites.filter_map(move |(_, keywords)| keywords.get(&keyword))
    }

    /// The pointers of a keyword whose value is a schema.
    pub(super) fn schemas(&self, keyword: &str) -> Vec<String> {
        let sites = self.sites.iter();
        let sites = sites.filter(|(_, keywords)| keywords.contains_key(keyword));
        sites
            .map(|(pointer, _)| join_pointer(pointer, keyword))
            .collect()
    }

    /// The largest of the counts, such as that of `minItems`.
    pub(super) fn largest(&self, keyword: &str) -> Option<usize> {
        self.values(keyword).filter_map(count).max()
    }

    /// The smallest of the counts, such as that of `maxItems`.
    pub(super) fn smallest(&self, keyword: &str) -> Option<usize> {
        self.values(keyword).filter_map(count).min()
    }

    pub(super) fn is_set(&self, keyword: &str) -> bool {
        self.values(keyword)
            .any(|value| value == &Value::Bool(true))
    }

    /// The constant, or the values of `enum`; `None` without such a keyword.
    pub(super) fn listed(&self) -> Option<Vec<&'d Value>> {
        if let Some(constant) = self.values("const").next() {
            return Some(vec![constant]);
        }
        let lists = self.values("enum").filter_map(Value::as_array);
        let shortest = lists.min_by_key(|list| list.len())?;
        Some(shortest.iter().collect())
    }

    /// The examples and defaults of the schemas.
    pub(super) fn examples(&self) -> Vec<&'d Value> {
        let examples = self.values("examples").filter_map(Value::as_array);
        let examples = examples.flat_map(|list| list.iter().take(3));
        let examples = self.values("example").chain(examples);
        examples.chain(self.values("default")).collect()
    }

    /// The types that all schemas allow; `None` if they allow every type.
    pub(super) fn types(&self) -> Option<Vec<String>> {
        let mut types: Option<Vec<String>> = None;
        for value in self.values("type") {
            let own: Vec<&str> = match value {
                Value::String(name) => vec![name],
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            types = Some(match types {
                None => own.into_iter().map(str::to_owned).collect(),
                Some(types) => common(&types, &own),
            });
        }
        types
    }
}

impl Choice {
    fn new(
        description: &ApiDescription,
        pointer: String,
        list: &[Value],
        keywords: &Map<String, Value>,
    ) -> Self {
        let discriminator = keywords.get("discriminator");
        let property = discriminator.and_then(|it| it.get("propertyName")?.as_str());
        let alternatives = list.iter().enumerate().map(|(index, alternative)| {
            let tag = property.and_then(|property| {
                let tag = tag(discriminator?, alternative)?;
                Some((property.to_owned(), tag))
            });
            Alternative {
                schemas: vec![join_pointer(&pointer, &index.to_string())],
                tag,
            }
        });
        let mut alternatives: Vec<Alternative> = alternatives.collect();
        // `null` is the last choice.
        alternatives.sort_by_key(|alternative| {
            let mut schemas = alternative.schemas.iter();
            schemas.any(|it| is_null(description.value().pointer(it)))
        });
        Self {
            pointer,
            alternatives,
        }
    }
}

fn is_null(schema: Option<&Value>) -> bool {
    schema.and_then(|it| it.get("type")).and_then(Value::as_str) == Some("null")
}

/// The value of a discriminator for an alternative: the name in `mapping`, or that of the component.
pub(super) fn tag(discriminator: &Value, alternative: &Value) -> Option<String> {
    let reference = alternative.get("$ref")?.as_str()?;
    tag_of(discriminator, reference)
}

/// The value of a discriminator for a component.
pub(super) fn tag_of(discriminator: &Value, reference: &str) -> Option<String> {
    let name = reference.rsplit('/').next()?;
    let name = name.replace("~1", "/").replace("~0", "~");
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mut mapping = mapping.into_iter().flatten();
    let mapped = mapping.find(|(_, target)| {
        let target = target.as_str().unwrap_or_default();
        target == reference || target == name
    });
    Some(mapped.map_or(name, |(tag, _)| tag.clone()))
}

/// The types in both lists. An integer is also a number.
fn common(types: &[String], others: &[&str]) -> Vec<String> {
    let mut common: Vec<String> = Vec::new();
    for one in types {
        for other in others {
            let both = match (one.as_str(), *other) {
                (one, other) if one == other => one,
                ("number", "integer") | ("integer", "number") => "integer",
                _ => continue,
            };
            if !common.iter().any(|it| it == both) {
                common.push(both.to_owned());
            }
        }
    }
    common
}

/// A count, which can be written as `2.0`.
fn count(value: &Value) -> Option<usize> {
    let float = || value.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0);
    let number = value
        .as_u64()
        .or_else(|| format!("{:.0}", float()?).parse().ok());
    Some(usize::try_from(number?).unwrap_or(usize::MAX))
}
