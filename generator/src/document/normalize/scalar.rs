//! Strings, numbers and booleans, and lists and objects of them.

use serde_json::{Number, Value};

use super::normalizer::Normalizer;
use crate::document::describe::describe;
use crate::document::pointer::JsonPointer;

impl Normalizer<'_> {
    /// Lets numbers and booleans pass as strings: YAML makes them of unquoted versions and codes.
    pub(super) fn text(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::String(_) => {}
            Value::Number(_) | Value::Bool(_) => {
                *value = Value::String(value.to_string());
                self.respelt.push(at.to_string());
            }
            _ => self.malformed(at, "a string", value),
        }
    }

    pub(super) fn texts(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.text(item, &at.item(index));
                }
            }
            Value::String(_) => {
                self.warn(
                    "mistyped-value",
                    at,
                    "expected a list of strings, found one string",
                );
                *value = Value::Array(vec![value.take()]);
            }
            _ => self.malformed(at, "a list of strings", value),
        }
    }

    pub(super) fn text_map(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let Value::Object(entries) = value else {
            return self.malformed(at, "an object of strings", value);
        };
        for (name, entry) in entries {
            if entry.is_null() {
                *entry = Value::String(String::new());
            }
            self.text(entry, &at.name(name));
        }
    }

    pub(super) fn choice(&mut self, value: &mut Value, choices: &[&str], at: &JsonPointer<'_>) {
        let chosen = value.as_str().and_then(|text| {
            choices
                .iter()
                .find(|choice| choice.eq_ignore_ascii_case(text))
        });
        match chosen {
            Some(choice) => *value = Value::String((*choice).to_owned()),
            None => self.malformed(at, &alternatives(choices), value),
        }
    }

    pub(super) fn flag(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let flag = match value {
            Value::Bool(_) => return,
            Value::String(text) => text.parse::<bool>().ok(),
            _ => None,
        };
        self.reread(value, flag.map(Value::Bool), "true or false", at);
    }

    pub(super) fn number(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let number = match value {
            Value::Number(_) => return,
            Value::String(text) => text.trim().parse::<Number>().ok(),
            _ => None,
        };
        self.reread(value, number.map(Value::Number), "a number", at);
    }

    pub(super) fn count(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let expected = "an integer that is not negative";
        match value {
            Value::Number(number) => match whole(number).and_then(|number| number.as_u64()) {
                Some(count) => *value = count.into(),
                None => self.malformed(at, expected, value),
            },
            Value::String(text) => {
                let count = text.trim().parse::<u64>().ok();
                self.reread(value, count.map(Value::from), expected, at);
            }
            _ => self.malformed(at, expected, value),
        }
    }

    /// Puts the value that a string spells in the string's place.
    fn reread(
        &mut self,
        value: &mut Value,
        meant: Option<Value>,
        expected: &str,
        at: &JsonPointer<'_>,
    ) {
        match meant {
            Some(meant) => {
                let message = format!("expected {expected}, found {}", describe(value));
                self.warn("mistyped-value", at, message);
                *value = meant;
            }
            None => self.malformed(at, expected, value),
        }
    }
}

/// A number without a fraction as an integer, whether it is written `2` or `2.0`.
pub(super) fn whole(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    // The standard's way to write a float in full, so that no cast has to guess at the edges.
    format!("{float:.0}").parse::<i64>().ok().map(Number::from)
}

fn alternatives(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
