//! Strings, numbers and booleans, and lists and objects of them.

use serde_json::{Number, Value};

use super::normalizer::{FieldAction, Normalizer};
use crate::document::describe::{describe, quoted_list, shortened};
use crate::document::pointer::JsonPointer;
use crate::document::read::is_out_of_range;

impl Normalizer<'_> {
    /// Converts numbers and booleans to strings. In YAML, versions and codes without quotes are numbers.
    pub(super) fn text(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        match value {
            Value::String(_) => {}
            Value::Number(_) | Value::Bool(_) => {
                *value = Value::String(value.to_string());
                self.stringified.push(at.to_string());
            }
            _ => {
                let help = is_unquoted(value).then(|| UNQUOTED.to_owned());
                self.malformed_with(at, "a string", value, help);
            }
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
                let message = format!(
                    "expected a list of strings, found {}; treated as a list with one item",
                    describe(value)
                );
                self.warn("mistyped-value", at, message);
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
        if let Some(choice) = chosen {
            *value = Value::String((*choice).to_owned());
            return;
        }
        let help = value.as_str().and_then(|text| {
            let choices = choices.iter().copied();
            self.suggestions.did_you_mean(text, choices)
        });
        self.malformed_with(at, &quoted_list(choices, "or"), value, help);
    }

    pub(super) fn flag(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let flag = match value {
            Value::Bool(_) => return,
            Value::String(text) => to_flag(text),
            _ => None,
        };
        self.replace_string(value, flag.map(Value::Bool), "true or false", at);
    }

    pub(super) fn number(&mut self, value: &mut Value, at: &JsonPointer<'_>) -> FieldAction {
        let number = match value {
            Value::Number(_) => return FieldAction::Keep,
            Value::String(text) if is_out_of_range(text.trim()) => {
                let number = shortened(text.trim());
                let message = format!("the number `{number}` is out of range; treated as no bound");
                self.warn("number-out-of-range", at, message);
                return FieldAction::Remove;
            }
            Value::String(text) => text.trim().parse::<Number>().ok(),
            _ => None,
        };
        self.replace_string(value, number.map(Value::Number), "a number", at);
        FieldAction::Keep
    }

    pub(super) fn count(&mut self, value: &mut Value, at: &JsonPointer<'_>) {
        let expected = "a non-negative integer";
        match value {
            Value::Number(number) => match to_integer(number).and_then(|number| number.as_u64()) {
                Some(count) => *value = count.into(),
                None => self.malformed(at, expected, value),
            },
            Value::String(text) => {
                let count = text.trim().parse::<u64>().ok();
                self.replace_string(value, count.map(Value::from), expected, at);
            }
            _ => self.malformed(at, expected, value),
        }
    }

    /// Replaces a string by the value that it contains.
    fn replace_string(
        &mut self,
        value: &mut Value,
        parsed: Option<Value>,
        expected: &str,
        at: &JsonPointer<'_>,
    ) {
        match parsed {
            Some(parsed) => {
                let message = format!(
                    "expected {expected}, found {}; treated as `{parsed}`",
                    describe(value)
                );
                self.warn("mistyped-value", at, message);
                *value = parsed;
            }
            None => self.malformed(at, expected, value),
        }
    }
}

/// Converts the text of a boolean, also of one that only YAML 1.1 has.
pub(super) fn to_flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

const UNQUOTED: &str = "in YAML, `{` begins an object; quote the text if it is one";

/// Returns true for the value that a text in braces, such as `{id}`, has in YAML.
fn is_unquoted(value: &Value) -> bool {
    let object = value.as_object();
    object.is_some_and(|object| !object.is_empty() && object.values().all(Value::is_null))
}

/// Converts a number without a fraction, such as `2` or `2.0`, to an integer.
pub(super) fn to_integer(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    // Formatting and parsing rejects numbers outside of `i64`, where a cast would saturate.
    format!("{float:.0}").parse::<i64>().ok().map(Number::from)
}
