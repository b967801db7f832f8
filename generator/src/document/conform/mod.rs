//! Holds a document against the standard before anything is made of it.
//!
//! Whatever is plain in spite of its form is put right in place: a number where a string belongs,
//! a field that is `null` instead of absent, a response without its description. Whatever is not
//! plain becomes a finding at the very value that is wrong, so that the later steps can take the
//! form of every object for granted.

mod object;
mod scalar;
mod schema;

pub(super) use self::scalar::describe;
pub(super) use self::schema::MEANT_SIBLINGS;

use serde_json::{Map, Value};

use super::grammar::{Kind, Shape};
use super::pointer::{Pointer, below};
use super::source::Source;
use super::version::Version;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What a document is held against.
#[derive(Clone, Copy)]
pub(super) struct Standard<'a> {
    /// The version that the document names.
    pub(super) version: Version,
    /// The text it was read from, whose spelling counts.
    pub(super) source: &'a Source,
}

impl Standard<'_> {
    /// Puts an object and all objects in it right, and adds what cannot be put right to
    /// `findings`.
    pub(super) fn conform(
        self,
        value: &mut Value,
        kind: Kind,
        at: &Pointer<'_>,
        findings: &mut Diagnostics,
    ) {
        let mut conform = Conform {
            version: self.version,
            findings,
            respelt: Vec::new(),
        };
        conform.object(value, kind, at);
        let respelt = conform.respelt;
        let start = at.to_string();
        for (pointer, spelling) in self.source.spellings(&respelt) {
            let place = below(pointer, &start).and_then(|rest| value.pointer_mut(rest));
            if let Some(place) = place {
                *place = Value::String(spelling);
            }
        }
    }
}

struct Conform<'a> {
    version: Version,
    findings: &'a mut Diagnostics,
    /// Where numbers and booleans were turned into strings.
    respelt: Vec<String>,
}

/// What becomes of a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    Drop,
}

impl Conform<'_> {
    fn object(&mut self, value: &mut Value, kind: Kind, at: &Pointer<'_>) -> Verdict {
        if kind == Kind::Schema && value.is_boolean() {
            return Verdict::Keep;
        }
        self.recast(value, kind, at);
        let Value::Object(object) = value else {
            self.malformed(at, kind.title(), value);
            return Verdict::Keep;
        };
        if kind.is_referable() && object.contains_key("$ref") && kind != Kind::PathItem {
            self.reference(object, kind, at);
            if kind != Kind::Schema {
                return Verdict::Keep;
            }
        }
        self.prepare(object, kind, at);
        object.retain(|name, value| self.field(value, kind, name, &at.name(name)) == Verdict::Keep);
        self.complete(object, kind, at)
    }

    fn reference(&mut self, object: &mut Map<String, Value>, kind: Kind, at: &Pointer<'_>) {
        if let Some(value) = object.get("$ref").filter(|value| !value.is_string()) {
            self.malformed(&at.name("$ref"), "a reference", value);
        }
        if kind == Kind::Schema && self.version == Version::V3_0 {
            self.siblings(object, at);
        }
    }

    fn field(&mut self, value: &mut Value, kind: Kind, name: &str, at: &Pointer<'_>) -> Verdict {
        match kind.field(name) {
            // Extensions the typed callback has no room for.
            Some(Shape::Data) if kind == Kind::Callback => Verdict::Drop,
            Some(shape) => self.shape(value, shape, at),
            None => {
                self.unknown(kind, name, at);
                Verdict::Keep
            }
        }
    }

    fn shape(&mut self, value: &mut Value, shape: Shape, at: &Pointer<'_>) -> Verdict {
        match shape {
            Shape::Data => {}
            Shape::Type => self.types(value, at),
            _ if value.is_null() => return Verdict::Drop,
            Shape::Text => self.text(value, at),
            Shape::Texts => self.texts(value, at),
            Shape::TextMap => self.text_map(value, at),
            Shape::Choice(choices) => self.choice(value, choices, at),
            Shape::Flag => self.flag(value, at),
            Shape::Bound if value.is_boolean() => {}
            Shape::Number | Shape::Bound => self.number(value, at),
            Shape::Count => self.count(value, at),
            Shape::Values => self.values(value, at),
            Shape::One(kind) => return self.object(value, kind, at),
            Shape::List(kind) => self.list(value, kind, at),
            Shape::Map(kind) => self.map(value, kind, at),
            Shape::SchemaOrFlag => {
                self.object(value, Kind::Schema, at);
            }
        }
        Verdict::Keep
    }

    fn values(&mut self, value: &Value, at: &Pointer<'_>) {
        if !value.is_array() {
            self.malformed(at, "a list of values", value);
        }
    }

    fn list(&mut self, value: &mut Value, kind: Kind, at: &Pointer<'_>) {
        let Value::Array(items) = value else {
            let expected = format!("a list, each item {}", kind.title());
            return self.malformed(at, &expected, value);
        };
        for (index, item) in items.iter_mut().enumerate() {
            self.object(item, kind, &at.item(index));
        }
    }

    fn map(&mut self, value: &mut Value, kind: Kind, at: &Pointer<'_>) {
        let Value::Object(entries) = value else {
            let expected = format!("an object, each value {}", kind.title());
            return self.malformed(at, &expected, value);
        };
        entries.retain(|name, entry| {
            let at = at.name(name);
            if entry.is_null() && !self.blank(entry, kind, &at) {
                return false;
            }
            self.object(entry, kind, &at) == Verdict::Keep
        });
    }

    /// Replaces a `null` entry by the object that says nothing, where that has a meaning.
    fn blank(&mut self, entry: &mut Value, kind: Kind, at: &Pointer<'_>) -> bool {
        let has_meaning = matches!(
            kind,
            Kind::Schema | Kind::MediaType | Kind::Response | Kind::Header
        );
        if has_meaning {
            let message = format!("expected {}, found null; read as empty", kind.title());
            self.warn("mistyped-value", at, message);
            *entry = Value::Object(Map::new());
        }
        has_meaning
    }

    fn unknown(&mut self, kind: Kind, name: &str, at: &Pointer<'_>) {
        if kind == Kind::Schema {
            let message = format!("the keyword `{name}` has no counterpart in the output");
            self.warn("untranslated-keyword", at, message);
        } else {
            let message = format!("`{name}` is no field of {}", kind.title());
            self.warn("unknown-field", at, message);
        }
    }

    fn malformed(&mut self, at: &Pointer<'_>, expected: &str, found: &Value) {
        let message = format!("expected {expected}, found {}", describe(found));
        self.findings
            .push(Diagnostic::error("malformed", at, message));
    }

    fn warn(&mut self, code: &'static str, at: &Pointer<'_>, message: impl Into<String>) {
        self.findings.push(Diagnostic::warning(code, at, message));
    }

    /// Notes that a field is missing that the standard requires and nothing can stand in for.
    fn missing(&mut self, kind: Kind, name: &str, at: &Pointer<'_>) {
        let message = format!("{} needs the field `{name}`", kind.title());
        self.findings
            .push(Diagnostic::error("malformed", at, message));
    }
}
