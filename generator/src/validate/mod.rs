//! Validates values against the schemas of a document, in the dialect of the document.
//!
//! It supports all keywords of JSON Schema 2020-12, and `nullable` and the boolean bounds of OpenAPI 3.0. Each violation
//! has the pointer of the keyword that it violates, which is where a correction belongs. The number of steps is limited,
//! because alternatives inside of alternatives need exponential time, which no published validator limits.

mod array;
mod choice;
mod condition;
mod decimal;
mod description;
mod equality;
mod format;
mod object;
pub(crate) mod pattern;
mod reference;
mod scalar;
mod unevaluated;
mod violation;

use std::mem;

use serde_json::{Map, Value};

pub use self::description::{ApiDescription, DescribedOperation, SchemaViolation};
pub(crate) use self::equality::equal;
use self::pattern::Patterns;
pub(crate) use self::violation::{Property, Violation, ViolationKind};
use crate::document::{DynamicAnchors, JsonPointer, OpenApiVersion};

/// The direction of a value. `readOnly` properties may be absent when sent, `writeOnly` ones when received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Sent to the API.
    Sent,
    /// Received from the API.
    Received,
    /// Unknown: both rules apply.
    Unknown,
}

/// Checks values against the schemas of a document.
#[derive(Debug)]
pub(crate) struct Checker<'d> {
    document: &'d Value,
    anchors: &'d DynamicAnchors,
    version: OpenApiVersion,
    /// Remaining number of evaluations for all values.
    left: usize,
    pub(crate) patterns: Patterns,
}

impl<'d> Checker<'d> {
    pub(crate) fn new(
        document: &'d Value,
        anchors: &'d DynamicAnchors,
        version: OpenApiVersion,
    ) -> Self {
        Self {
            document,
            anchors,
            version,
            left: MAX_ALL_EVALUATIONS,
            patterns: Patterns::default(),
        }
    }

    /// Returns all violations by `value` of the schema at the pointer `schema`; `None` if there are too many
    /// evaluations.
    pub(crate) fn violations(
        &mut self,
        schema: &str,
        value: &Value,
        direction: Direction,
    ) -> Option<Vec<Violation>> {
        let budget = self.left.min(MAX_EVALUATIONS);
        let mut check = Check {
            document: self.document,
            anchors: self.anchors,
            version: self.version,
            direction,
            followed: Vec::new(),
            scope: Vec::new(),
            left: budget,
            patterns: &mut self.patterns,
            violations: Vec::new(),
        };
        let subject = Subject {
            value,
            at: JsonPointer::ROOT,
            schema,
            property: None,
        };
        if let Some(keywords) = self.document.pointer(schema) {
            check.schema(subject, keywords, &JsonPointer::Start(schema));
        }
        let (left, violations) = (check.left, check.violations);
        self.left -= budget - left;
        (left > 0).then_some(violations)
    }
}

/// The state of one validation.
struct Check<'c> {
    document: &'c Value,
    anchors: &'c DynamicAnchors,
    version: OpenApiVersion,
    direction: Direction,
    /// The references followed for the current value. Each is followed once, so that recursive schemas terminate.
    followed: Vec<String>,
    /// The resources of the schemas around the current one, outermost first. Only used for dynamic anchors.
    scope: Vec<String>,
    /// Remaining number of evaluations. Nested alternatives multiply, so the total is bounded.
    left: usize,
    patterns: &'c mut Patterns,
    violations: Vec<Violation>,
}

/// Maximum number of evaluations of schemas, properties, alternatives and enum values per value.
const MAX_EVALUATIONS: usize = 1 << 18;

/// Maximum number of evaluations for all values.
const MAX_ALL_EVALUATIONS: usize = 1 << 24;

/// The value under validation.
#[derive(Clone, Copy)]
struct Subject<'a> {
    value: &'a Value,
    at: JsonPointer<'a>,
    /// JSON pointer to its schema, before references were followed.
    schema: &'a str,
    /// The schema of its object and its property name, if it is a property.
    property: Option<(&'a str, &'a str)>,
}

/// An object schema and its pointer.
#[derive(Clone, Copy)]
struct Site<'a> {
    keywords: &'a Map<String, Value>,
    at: JsonPointer<'a>,
}

impl Site<'_> {
    fn text(&self, keyword: &str) -> Option<&str> {
        self.keywords.get(keyword)?.as_str()
    }

    fn list(&self, keyword: &str) -> &[Value] {
        match self.keywords.get(keyword) {
            Some(Value::Array(items)) => items,
            _ => &[],
        }
    }

    fn is_set(&self, keyword: &str) -> bool {
        self.keywords.get(keyword) == Some(&Value::Bool(true))
    }
}

impl Check<'_> {
    /// Counts evaluations.
    fn spend(&mut self, evaluations: usize) {
        self.left = self.left.saturating_sub(evaluations);
    }

    fn schema(&mut self, subject: Subject<'_>, schema: &Value, at: &JsonPointer<'_>) {
        self.spend(1);
        match schema {
            _ if self.left == 0 => {}
            Value::Object(keywords) => {
                let site = Site { keywords, at: *at };
                self.in_scope(at, |check| check.site(subject, site));
            }
            Value::Bool(false) => self.violation(subject, ViolationKind::Forbidden, at),
            _ => {}
        }
    }

    fn site(&mut self, subject: Subject<'_>, site: Site<'_>) {
        // `nullable: true` wins over sibling keywords that would reject `null`, as authors intend.
        if subject.value.is_null() && site.is_set("nullable") {
            return;
        }
        for target in self.targets(site) {
            self.follow(&target, |check, schema, at| {
                check.schema(subject, schema, at);
            });
        }
        if self.is_replaced(site) {
            return;
        }
        if !self.is_of_type(subject, site) || !self.is_listed(subject, site) {
            return;
        }
        match subject.value {
            Value::String(text) => self.string(subject, site, text),
            Value::Number(number) => self.number(subject, site, number),
            Value::Array(items) => self.items(subject, site, items),
            Value::Object(object) => self.object(subject, site, object),
            Value::Null | Value::Bool(_) => {}
        }
        self.parts(subject, site);
        self.unevaluated(subject, site);
    }

    /// Validates a value inside of the current one.
    fn descend(&mut self, subject: Subject<'_>, schema: &Value, at: &JsonPointer<'_>) {
        let followed = mem::take(&mut self.followed);
        self.schema(subject, schema, at);
        self.followed = followed;
    }

    fn is_of_type(&mut self, subject: Subject<'_>, site: Site<'_>) -> bool {
        let types: Vec<&str> = match site.keywords.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        if types.is_empty() || types.iter().any(|name| is_a(subject.value, name)) {
            return true;
        }
        let kind = if subject.value.is_null() {
            ViolationKind::Null
        } else {
            ViolationKind::Type {
                expected: types.join(" or "),
                found: type_name(subject.value),
            }
        };
        self.violation(subject, kind, &site.at.name("type"));
        false
    }

    fn is_listed(&mut self, subject: Subject<'_>, site: Site<'_>) -> bool {
        self.spend(site.list("enum").len());
        let is_equal = |value: &Value| equal(value, subject.value);
        let values = site.keywords.get("enum").and_then(Value::as_array);
        let constant = site.keywords.get("const");
        let keyword = match (values, constant) {
            (Some(values), _) if !values.iter().any(is_equal) => "enum",
            (_, Some(constant)) if !is_equal(constant) => "const",
            _ => return true,
        };
        let kind = if subject.value.is_null() {
            ViolationKind::Null
        } else {
            ViolationKind::NotListed
        };
        self.violation(subject, kind, &site.at.name(keyword));
        false
    }

    fn violation(&mut self, subject: Subject<'_>, kind: ViolationKind, rule: &JsonPointer<'_>) {
        self.violations.push(Violation {
            at: subject.at.to_string(),
            kind,
            rule: rule.to_string(),
            schema: subject.schema.to_owned(),
            property: subject.property.map(|(owner, name)| Property {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
        });
    }
}

/// Returns whether a value has a JSON Schema type.
fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "number" => value.is_number(),
        "integer" => {
            value.is_i64()
                || value.is_u64()
                || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => type_name(value) == name,
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
