//! Strings, numbers and booleans, and lists and objects of them.

use serde_json::{Number, Value};

use super::Conform;
use crate::document::pointer::Pointer;

impl Conform<'_> {
    /// Lets numbers and booleans pass as strings: YAML makes them of unquoted versions and codes.
    pub(super) fn text(&mut self, value: &mut Value, at: &Pointer<'_>) {
        match value {
            Value::String(_) => {}
            Value::Number(_) | Value::Bool(_) => {
                *value = Value::String(value.to_string());
                self.respelt.push(at.to_string());
            }
            _ => self.malformed(at, "a string", value),
        }
    }

    pub(super) fn texts(&mut self, value: &mut Value, at: &Pointer<'_>) {
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

    pub(super) fn text_map(&mut self, value: &mut Value, at: &Pointer<'_>) {
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

    pub(super) fn choice(&mut self, value: &mut Value, choices: &[&str], at: &Pointer<'_>) {
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

    pub(super) fn flag(&mut self, value: &mut Value, at: &Pointer<'_>) {
        let flag = match value {
            Value::Bool(_) => return,
            Value::String(text) => text.parse::<bool>().ok(),
            _ => None,
        };
        self.reread(value, flag.map(Value::Bool), "true or false", at);
    }

    pub(super) fn number(&mut self, value: &mut Value, at: &Pointer<'_>) {
        let number = match value {
            Value::Number(_) => return,
            Value::String(text) => text.trim().parse::<Number>().ok(),
            _ => None,
        };
        self.reread(value, number.map(Value::Number), "a number", at);
    }

    pub(super) fn count(&mut self, value: &mut Value, at: &Pointer<'_>) {
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
        at: &Pointer<'_>,
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

/// How a finding speaks of a value that stands where it should not.
pub(in crate::document) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the string `{}`", shortened(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    if line.len() == text.len() && text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = line.chars().take(LONGEST).collect();
    format!("{start}…")
}

fn alternatives(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
