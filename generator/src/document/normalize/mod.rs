//! Validates a document against the OpenAPI specification and corrects common mistakes.
//!
//! A mistake with an obvious correction is corrected in place: a number instead of a string, `null` instead of an
//! absent field, a response without a description. All other mistakes are reported at the wrong value, so that the
//! later steps can rely on the types of all fields.

mod documentation;
mod normalizer;
mod object;
mod scalar;
mod schema;

use serde_json::{Map, Value};

use self::documentation::{is_documentation, is_documentation_field};
use self::normalizer::{FieldAction, Normalizer};
use self::scalar::to_flag;
use super::coverage::field_names;
use super::grammar::{FieldShape, ObjectKind, is_checked_only};
use super::pointer::JsonPointer;
use super::sources::Sources;
use super::version::OpenApiVersion;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::similar::SuggestionBudget;

/// Normalizes an object and all objects in it, and reports values that cannot be corrected. Returns the pointers of the
/// numbers and booleans that became strings.
pub(super) fn normalize(
    version: OpenApiVersion,
    value: &mut Value,
    kind: ObjectKind,
    at: &JsonPointer<'_>,
    findings: &mut Diagnostics,
) -> Vec<String> {
    let mut normalizer = Normalizer {
        version,
        findings,
        stringified: Vec::new(),
        suggestions: SuggestionBudget::default(),
        ignored: None,
    };
    normalizer.object(value, kind, at);
    normalizer.stringified
}

/// Gives the numbers and booleans that became strings their original spelling.
pub(super) fn restore_spellings(document: &mut Value, sources: &Sources, stringified: &[String]) {
    for (index, spelling) in sources.spellings(stringified) {
        let pointer = stringified.get(index);
        if let Some(string) = pointer.and_then(|pointer| document.pointer_mut(pointer)) {
            *string = Value::String(spelling);
        }
    }
}

impl Normalizer<'_> {
    fn object(&mut self, value: &mut Value, kind: ObjectKind, at: &JsonPointer<'_>) -> FieldAction {
        if kind == ObjectKind::Schema && value.is_boolean() {
            return FieldAction::Keep;
        }
        self.wrap_in_object(value, kind, at);
        let Value::Object(object) = value else {
            self.malformed(at, kind.title(), value);
            return FieldAction::Keep;
        };
        if kind.is_referable() && object.contains_key("$ref") && kind != ObjectKind::PathItem {
            self.reference(object, kind, at);
            if kind != ObjectKind::Schema {
                return FieldAction::Keep;
            }
        }
        self.prepare(object, kind, at);
        let is_reference = kind == ObjectKind::Schema && object.contains_key("$ref");
        let mut removed = Vec::new();
        object.retain(|name, value| {
            let at = at.name(name);
            let is_null = value.is_null();
            let is_sibling = is_reference && name != "$ref";
            let action = if is_sibling || is_documentation_field(kind, name) {
                self.ignoring_errors(|it| it.field(value, kind, name, &at))
            } else {
                self.field(value, kind, name, &at)
            };
            if action == FieldAction::Remove && !is_null {
                removed.push(name.clone());
            }
            action == FieldAction::Keep
        });
        self.complete(object, kind, &removed, at)
    }

    fn reference(
        &mut self,
        object: &mut Map<String, Value>,
        kind: ObjectKind,
        at: &JsonPointer<'_>,
    ) {
        if let Some(value) = object.get("$ref").filter(|value| !value.is_string()) {
            self.malformed(&at.name("$ref"), "a reference", value);
        }
        if kind == ObjectKind::Schema && self.version.ignores_siblings() {
            self.siblings(object, at);
        }
    }

    fn field(
        &mut self,
        value: &mut Value,
        kind: ObjectKind,
        name: &str,
        at: &JsonPointer<'_>,
    ) -> FieldAction {
        match kind.field(name) {
            // The callback type of `openapiv3` has no extensions.
            Some(FieldShape::Data) if kind == ObjectKind::Callback => FieldAction::Remove,
            Some(shape) => {
                if kind == ObjectKind::Schema && is_checked_only(name) {
                    self.checked_only(name, at);
                }
                self.shape(value, shape, at)
            }
            None => {
                self.unknown(kind, name, at);
                FieldAction::Keep
            }
        }
    }

    fn shape(&mut self, value: &mut Value, shape: FieldShape, at: &JsonPointer<'_>) -> FieldAction {
        match shape {
            FieldShape::Data => {}
            FieldShape::Type => self.types(value, at),
            _ if value.is_null() => return FieldAction::Remove,
            FieldShape::Text => self.text(value, at),
            FieldShape::Texts => self.texts(value, at),
            FieldShape::TextMap => self.text_map(value, at),
            FieldShape::Choice(choices) => self.choice(value, choices, at),
            FieldShape::Flag => self.flag(value, at),
            FieldShape::Bound if is_flag(value) => self.flag(value, at),
            FieldShape::Number | FieldShape::Bound => return self.number(value, at),
            FieldShape::Count => self.count(value, at),
            FieldShape::Values => self.values(value, at),
            FieldShape::One(kind) => return self.object(value, kind, at),
            FieldShape::List(kind) => self.list(value, kind, at),
            FieldShape::Map(kind) => self.map(value, kind, at),
            FieldShape::SchemaOrFlag => {
                self.object(value, ObjectKind::Schema, at);
            }
        }
        FieldAction::Keep
    }

    fn values(&mut self, value: &Value, at: &JsonPointer<'_>) {
        if !value.is_array() {
            self.malformed(at, "a list of values", value);
        }
    }

    fn list(&mut self, value: &mut Value, kind: ObjectKind, at: &JsonPointer<'_>) {
        let Value::Array(items) = value else {
            let expected = format!("a list, each item {}", kind.title());
            return self.malformed(at, &expected, value);
        };
        let mut index = 0;
        items.retain_mut(|item| {
            let at = at.item(index);
            index += 1;
            if !is_documentation(kind) {
                self.object(item, kind, &at);
                return true;
            }
            self.ignoring_errors(|it| it.object(item, kind, &at)) == FieldAction::Keep
        });
    }

    fn map(&mut self, value: &mut Value, kind: ObjectKind, at: &JsonPointer<'_>) {
        let expected = || format!("an object, each value {}", kind.title());
        self.replace_empty_list(value, &expected(), at);
        let Value::Object(entries) = value else {
            let expected = expected();
            return self.malformed(at, &expected, value);
        };
        entries.retain(|name, entry| {
            let at = at.name(name);
            if entry.is_null() && !self.replace_null(entry, kind, &at) {
                return false;
            }
            let action = if is_documentation(kind) {
                self.ignoring_errors(|it| it.object(entry, kind, &at))
            } else {
                self.object(entry, kind, &at)
            };
            action == FieldAction::Keep
        });
    }

    /// Replaces an empty list by an empty object. Some generators cannot distinguish them.
    pub(super) fn replace_empty_list(
        &mut self,
        value: &mut Value,
        expected: &str,
        at: &JsonPointer<'_>,
    ) {
        if value.as_array().is_some_and(Vec::is_empty) {
            let message = format!("expected {expected}, found an empty list; treated as empty");
            self.warn("mistyped-value", at, message);
            *value = Value::Object(Map::new());
        }
    }

    /// Replaces a `null` entry by an empty object if an empty object of this kind has a meaning. Returns whether it was
    /// replaced.
    fn replace_null(&mut self, entry: &mut Value, kind: ObjectKind, at: &JsonPointer<'_>) -> bool {
        let has_meaning = matches!(
            kind,
            ObjectKind::Schema | ObjectKind::MediaType | ObjectKind::Response | ObjectKind::Header
        );
        if has_meaning {
            let message = format!("expected {}, found null; treated as empty", kind.title());
            self.warn("mistyped-value", at, message);
            *entry = Value::Object(Map::new());
        }
        has_meaning
    }

    fn unknown(&mut self, kind: ObjectKind, name: &str, at: &JsonPointer<'_>) {
        let (code, message) = if kind == ObjectKind::Schema {
            let message = format!("unsupported keyword `{name}`; ignored");
            ("untranslated-keyword", message)
        } else {
            let message = format!("`{name}` is not a field of {}; ignored", kind.title());
            ("unknown-field", message)
        };
        let warning = Diagnostic::warning(code, at, message);
        let help = self.suggestions.did_you_mean(name, field_names(kind));
        self.findings.push(warning.with_optional_help(help));
    }
}

/// Returns true for a boolean, or for a string that contains one.
fn is_flag(value: &Value) -> bool {
    match value {
        Value::String(text) => to_flag(text).is_some(),
        value => value.is_boolean(),
    }
}
