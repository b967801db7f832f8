//! Holds values against schemas as they are written, in the dialect of the document.
//!
//! This is not another JSON Schema validator: it knows the keywords that say something about Rust types,
//! reads `nullable` and boolean bounds where OpenAPI 3.0 has them, and says of each fault in which
//! schema the broken keyword is declared, which is where a correction would have to be made.

mod breach;
mod choice;
mod format;
mod object;
mod scalar;

use std::mem;

use serde_json::{Map, Value};

pub(super) use self::breach::{Breach, Fault, Property};
use crate::document::{JsonPointer, OpenApiVersion, local_pointer, resolve_pointer};

/// Which way a value goes. Properties that go one way only are not missed on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Travel {
    /// To the API.
    Sent,
    /// From the API.
    Received,
    /// Either way.
    Unknown,
}

/// All ways in which `value` is not what the schema at the pointer `schema` says.
pub(super) fn breaches(
    document: &Value,
    version: OpenApiVersion,
    schema: &str,
    value: &Value,
    travel: Travel,
) -> Vec<Breach> {
    let mut check = Check {
        document,
        version,
        travel,
        followed: Vec::new(),
        left: MOST_SCHEMAS,
        breaches: Vec::new(),
    };
    let subject = Subject {
        value,
        at: JsonPointer::ROOT,
        schema,
        property: None,
    };
    if let Some(keywords) = document.pointer(schema) {
        check.schema(subject, keywords, &JsonPointer::Start(schema));
    }
    check.breaches
}

/// One check under way.
struct Check<'d> {
    document: &'d Value,
    version: OpenApiVersion,
    travel: Travel,
    /// The references that were followed with the value at hand: each is followed once, so that
    /// schemas which consist of themselves come to an end.
    followed: Vec<String>,
    /// How many schemas may still be looked at. Alternatives of alternatives multiply; honest
    /// documents stay far below the bound, and what lies beyond it counts as right.
    left: usize,
    breaches: Vec<Breach>,
}

/// How many references may lead to one another.
const LONGEST_WAY: usize = 64;

/// How many schemas a value may be held against, those of what lies in it among them.
const MOST_SCHEMAS: usize = 1 << 18;

/// A value that is held against a schema.
#[derive(Clone, Copy)]
struct Subject<'a> {
    value: &'a Value,
    at: JsonPointer<'a>,
    /// The pointer of the schema that it was first held against.
    schema: &'a str,
    /// The schema of the object that it is a property of, and its name.
    property: Option<(&'a str, &'a str)>,
}

/// A schema that is an object, and where it stands.
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
    fn schema(&mut self, subject: Subject<'_>, schema: &Value, at: &JsonPointer<'_>) {
        self.left = self.left.saturating_sub(1);
        match schema {
            _ if self.left == 0 => {}
            Value::Object(keywords) => self.site(subject, Site { keywords, at: *at }),
            Value::Bool(false) => self.breach(subject, Fault::Forbidden, at),
            _ => {}
        }
    }

    fn site(&mut self, subject: Subject<'_>, site: Site<'_>) {
        // Nobody who writes `nullable` means that another keyword of the schema forbids `null`.
        if subject.value.is_null() && site.is_set("nullable") {
            return;
        }
        if let Some(reference) = site.text("$ref") {
            self.reference(subject, reference);
            if self.version == OpenApiVersion::V3_0 {
                return;
            }
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
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`.
    fn parts(&mut self, subject: Subject<'_>, site: Site<'_>) {
        let all = site.at.name("allOf");
        for (index, part) in site.list("allOf").iter().enumerate() {
            self.schema(subject, part, &all.item(index));
        }
        for keyword in ["oneOf", "anyOf"] {
            self.choice(subject, site, keyword, site.list(keyword));
        }
        if let Some(not) = site.keywords.get("not") {
            let at = site.at.name("not");
            if self.trial(subject, not, &at).is_empty() {
                self.breach(subject, Fault::Forbidden, &at);
            }
        }
    }

    fn reference(&mut self, subject: Subject<'_>, reference: &str) {
        let Some(target) =
            local_pointer(reference).and_then(|pointer| resolve_pointer(self.document, &pointer))
        else {
            return;
        };
        if self.followed.contains(&target) || self.followed.len() >= LONGEST_WAY {
            return;
        }
        if let Some(schema) = self.document.pointer(&target) {
            self.followed.push(target.clone());
            self.schema(subject, schema, &JsonPointer::Start(&target));
            self.followed.pop();
        }
    }

    /// Goes on with a value inside of the one at hand.
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
        let fault = if subject.value.is_null() {
            Fault::Null
        } else {
            Fault::Type {
                expected: types.join(" or "),
                found: type_name(subject.value),
            }
        };
        self.breach(subject, fault, &site.at.name("type"));
        false
    }

    fn is_listed(&mut self, subject: Subject<'_>, site: Site<'_>) -> bool {
        let (keyword, is_listed) = match (site.keywords.get("enum"), site.keywords.get("const")) {
            (Some(Value::Array(values)), _) => (
                "enum",
                values.iter().any(|value| equal(value, subject.value)),
            ),
            (_, Some(value)) => ("const", equal(value, subject.value)),
            _ => return true,
        };
        if !is_listed {
            let fault = if subject.value.is_null() {
                Fault::Null
            } else {
                Fault::NotListed
            };
            self.breach(subject, fault, &site.at.name(keyword));
        }
        is_listed
    }

    fn breach(&mut self, subject: Subject<'_>, fault: Fault, rule: &JsonPointer<'_>) {
        self.breaches.push(Breach {
            at: subject.at.to_string(),
            fault,
            rule: rule.to_string(),
            schema: subject.schema.to_owned(),
            property: subject.property.map(|(owner, name)| Property {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
        });
    }
}

/// Whether a value is of the type that a schema calls by this name.
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

/// Whether two values are the same to JSON Schema, for which `1` and `1.0` are one number.
fn equal(one: &Value, other: &Value) -> bool {
    one == other || one.is_number() && one.as_f64() == other.as_f64()
}
