//! Checks values against schemas, and collects the violations.

use std::mem;
use std::ptr;

use serde_json::Value;

use super::decimal::Decimal;
use super::equality::canonical;
use super::pointer::Pointer;
use super::settings::Validation;
use super::violation::{Violation, ViolationLocation, excerpt, found};
use crate::server::rejection::Rejection;
use crate::server::schema::{ANY, JsonType, Keyword, Schema};

/// The number of evaluated schemas that every request may need, and the additional number for each of its bytes.
const MIN_EVALUATIONS: usize = 1 << 17;
const EVALUATIONS_PER_BYTE: usize = 8;

/// The largest number of values of an `enum` that a violation lists.
const LISTED_VALUES: usize = 10;

/// The state of the validation of one request.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) settings: Validation,
    pub(super) location: ViolationLocation<'static>,
    pub(super) violations: Vec<Violation>,
    /// True if there are more violations than the settings allow.
    is_truncated: bool,
    /// The remaining number of evaluated schemas.
    left: usize,
    /// True if the current value is part of a secret.
    pub(super) is_secret: bool,
    /// The schema of the current value, before its parts.
    pub(super) root: &'static Schema,
    /// The schemas that are evaluated for the current value. Each is evaluated once, so that recursive schemas
    /// terminate.
    followed: Vec<&'static Schema>,
}

impl Check {
    pub(super) fn new(settings: Validation) -> Self {
        Self {
            settings,
            location: ViolationLocation::Body,
            violations: Vec::new(),
            is_truncated: false,
            left: MIN_EVALUATIONS,
            is_secret: false,
            root: &ANY,
            followed: Vec::new(),
        }
    }

    /// Allows more evaluations for a part of the request with this length.
    pub(super) fn allow(&mut self, bytes: usize) {
        let more = bytes.saturating_mul(EVALUATIONS_PER_BYTE);
        self.left = self.left.saturating_add(more);
    }

    /// Returns whether the check stops, because there are enough violations.
    pub(super) fn is_full(&self) -> bool {
        self.is_truncated || self.left == 0
    }

    /// Returns the rejection, if there are violations.
    pub(super) fn finish(mut self) -> Result<(), Rejection> {
        if self.left == 0 {
            let expected = "a value that can be checked in a limited number of steps";
            self.violations
                .push(Violation::new(ViolationLocation::Body, expected));
            self.is_truncated = true;
        }
        Rejection::of_violations(self.violations, self.is_truncated)
    }

    /// Checks a value that is not part of the current one.
    pub(super) fn value(&mut self, value: &Value, schema: &'static Schema, at: &Pointer<'_>) {
        let followed = mem::take(&mut self.followed);
        let root = mem::replace(&mut self.root, schema);
        let is_secret = self.is_secret;
        self.is_secret |= schema
            .0
            .iter()
            .any(|keyword| matches!(keyword, Keyword::Secret));
        self.schema(value, schema, at);
        self.is_secret = is_secret;
        self.root = root;
        self.followed = followed;
    }

    /// Checks the current value against a schema or a part of it.
    pub(super) fn schema(&mut self, value: &Value, schema: &'static Schema, at: &Pointer<'_>) {
        if self.is_full() || self.followed.iter().any(|it| ptr::eq(*it, schema)) {
            return;
        }
        self.left -= 1;
        self.followed.push(schema);
        self.keywords(value, schema.0, at);
        self.followed.pop();
    }

    fn keywords(&mut self, value: &Value, keywords: &'static [Keyword], at: &Pointer<'_>) {
        for keyword in keywords {
            match keyword {
                Keyword::Nullable if value.is_null() => return,
                Keyword::Type(ty) if !is_a(value, *ty) => {
                    return self.violate(value, at, "type", described(*ty));
                }
                Keyword::Enum(values) if !is_listed(value, values) => {
                    return self.not_listed(value, at, values, |it| format!("\"{it}\""));
                }
                Keyword::EnumJson(values) if !is_listed_json(value, values) => {
                    return self.not_listed(value, at, values, str::to_owned);
                }
                Keyword::AllOf(schemas) => {
                    for schema in *schemas {
                        self.schema(value, schema, at);
                    }
                }
                Keyword::AnyOf(schemas) => self.choice(value, keywords, schemas, "anyOf", at),
                Keyword::OneOf(schemas) => self.choice(value, keywords, schemas, "oneOf", at),
                Keyword::Not(schema) => {
                    if self.trial(value, schema, at).is_empty() {
                        self.violate(value, at, "not", "another value");
                    }
                }
                _ => match value {
                    Value::String(text) => self.string(value, text, keyword, at),
                    Value::Number(number) => self.number(value, number, keyword, at),
                    Value::Array(items) => self.array(items, keywords, keyword, at),
                    Value::Object(object) => self.object(object, keywords, keyword, at),
                    Value::Null | Value::Bool(_) => {}
                },
            }
        }
    }

    fn choice(
        &mut self,
        value: &Value,
        keywords: &'static [Keyword],
        schemas: &'static [&'static Schema],
        keyword: &'static str,
        at: &Pointer<'_>,
    ) {
        if let Some(schema) = discriminated(value, keywords, schemas) {
            return self.schema(value, schema, at);
        }
        let mut failed = Vec::with_capacity(schemas.len());
        let mut matches = 0;
        for schema in schemas {
            let violations = self.trial(value, schema, at);
            if violations.is_empty() {
                if keyword == "anyOf" {
                    return;
                }
                matches += 1;
            } else {
                failed.push(violations);
            }
        }
        match matches {
            0 if self.left > 0 => self.closest(value, failed, keyword, at),
            0 | 1 => {}
            _ => {
                let expected = format!("exactly one of {} alternatives", schemas.len());
                let found = format!("a value that matches {matches} of them");
                self.push(at, keyword, expected, Some(found));
            }
        }
    }

    /// Returns the violations of a schema without recording them.
    pub(super) fn trial(
        &mut self,
        value: &Value,
        schema: &'static Schema,
        at: &Pointer<'_>,
    ) -> Vec<Violation> {
        let before = mem::take(&mut self.violations);
        let is_truncated = mem::take(&mut self.is_truncated);
        self.schema(value, schema, at);
        self.is_truncated = is_truncated;
        mem::replace(&mut self.violations, before)
    }

    /// Records the violations of the alternative that is meant, if the type of the value or a constant identifies it.
    fn closest(
        &mut self,
        value: &Value,
        mut failed: Vec<Vec<Violation>>,
        keyword: &'static str,
        at: &Pointer<'_>,
    ) {
        let count = failed.len();
        let here = at.text();
        let depth = segments(&here);
        let is_here = |it: &Violation| it.pointer.as_deref() == Some(&*here);
        let is_other_type =
            |it: &Violation| is_here(it) && matches!(it.keyword, Some("type" | "enum"));
        failed.retain(|violations| !violations.iter().any(is_other_type));
        if failed.len() > 1 {
            let is_other_tag = |it: &Violation| {
                let pointer = it.pointer.as_deref().unwrap_or_default();
                it.keyword == Some("enum") && segments(pointer) == depth + 1
            };
            failed.retain(|violations| !violations.iter().any(is_other_tag));
        }
        if let Ok([violations]) = <[Vec<Violation>; 1]>::try_from(failed) {
            for violation in violations {
                self.record(violation);
            }
        } else {
            let expected = format!("one of {count} alternatives");
            self.violate(value, at, keyword, expected);
        }
    }

    /// Records that a value is not one of these. `as_json` returns the JSON text of a value.
    fn not_listed(
        &mut self,
        value: &Value,
        at: &Pointer<'_>,
        values: &[&str],
        as_json: fn(&str) -> String,
    ) {
        // Only the listed values are formatted: alternatives that fail record a violation for each value of a request.
        let listed = values.iter().take(LISTED_VALUES);
        let listed = listed.map(|it| excerpt(&as_json(it)));
        let listed: Vec<String> = listed.collect();
        let expected = match values.len() {
            1 => listed.join(""),
            count if count > LISTED_VALUES => {
                format!("one of {count} values: {}, …", listed.join(", "))
            }
            _ => format!("one of {}", listed.join(", ")),
        };
        self.violate(value, at, "enum", expected);
    }

    /// Records that a value violates a keyword.
    pub(super) fn violate(
        &mut self,
        value: &Value,
        at: &Pointer<'_>,
        keyword: &'static str,
        expected: impl std::fmt::Display,
    ) {
        let found = (!self.is_secret).then(|| found(value));
        self.push(at, keyword, expected, found);
    }

    /// Records a violation. `found` is not part of a secret.
    pub(super) fn push(
        &mut self,
        at: &Pointer<'_>,
        keyword: &'static str,
        expected: impl std::fmt::Display,
        found: Option<String>,
    ) {
        let violation = Violation::new(self.location, expected);
        self.record(
            violation
                .with_pointer(at.text())
                .with_keyword(keyword)
                .with_found(found),
        );
    }

    /// Records a violation, if there are not too many.
    pub(super) fn record(&mut self, violation: Violation) {
        if self.violations.len() < self.settings.max_violations {
            self.violations.push(violation);
        } else {
            self.is_truncated = true;
        }
    }
}

/// The number of segments of a JSON pointer.
fn segments(pointer: &str) -> usize {
    pointer.matches('/').count()
}

/// The schema that the discriminator's value selects.
fn discriminated(
    value: &Value,
    keywords: &'static [Keyword],
    schemas: &'static [&'static Schema],
) -> Option<&'static Schema> {
    let (property, tags, default) = keywords.iter().find_map(|keyword| match keyword {
        Keyword::Discriminator(property, tags, default) => Some((*property, *tags, *default)),
        _ => None,
    })?;
    let tag = value.as_object()?.get(property).and_then(Value::as_str);
    let selected = tags.iter().find(|(known, _)| Some(*known) == tag);
    let index = selected.map(|(_, index)| *index).or(default)?;
    schemas.get(index).copied()
}

fn is_a(value: &Value, ty: JsonType) -> bool {
    match (value, ty) {
        (Value::Null, JsonType::Null)
        | (Value::Bool(_), JsonType::Boolean)
        | (Value::Number(_), JsonType::Number)
        | (Value::String(_), JsonType::String)
        | (Value::Array(_), JsonType::Array)
        | (Value::Object(_), JsonType::Object) => true,
        (Value::Number(number), JsonType::Integer) => {
            number.is_i64()
                || number.is_u64()
                || Decimal::parse(&number.to_string()).is_some_and(Decimal::is_integer)
        }
        _ => false,
    }
}

/// A type for readers.
pub(super) const fn described(ty: JsonType) -> &'static str {
    match ty {
        JsonType::Null => "null",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    }
}

fn is_listed(value: &Value, values: &[&str]) -> bool {
    value.as_str().is_some_and(|text| values.contains(&text))
}

fn is_listed_json(value: &Value, values: &[&str]) -> bool {
    let value = canonical(value);
    let mut values = values
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok());
    values.any(|it| canonical(&it) == value)
}
