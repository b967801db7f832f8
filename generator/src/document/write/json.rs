//! Writes JSON.

use serde_json::Value;

use super::number::NumberTexts;
use super::quoted::double_quoted;
use crate::document::pointer::JsonPointer;

/// A text in JSON, and the texts of its numbers.
pub(super) struct JsonWriter<'a> {
    numbers: &'a NumberTexts,
    text: String,
}

impl<'a> JsonWriter<'a> {
    pub(super) fn new(numbers: &'a NumberTexts) -> Self {
        let text = String::new();
        Self { numbers, text }
    }

    pub(super) fn document(mut self, value: &Value) -> String {
        self.value(value, 0, &JsonPointer::ROOT);
        self.text.push('\n');
        self.text
    }

    fn value(&mut self, value: &Value, indent: usize, at: &JsonPointer<'_>) {
        match value {
            Value::Object(entries) if !entries.is_empty() => {
                self.text.push('{');
                for (index, (name, entry)) in entries.iter().enumerate() {
                    self.line(index > 0, indent + 2);
                    self.text.push_str(&double_quoted(name));
                    self.text.push_str(": ");
                    self.value(entry, indent + 2, &at.name(name));
                }
                self.line(false, indent);
                self.text.push('}');
            }
            Value::Array(items) if !items.is_empty() => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.line(index > 0, indent + 2);
                    self.value(item, indent + 2, &at.item(index));
                }
                self.line(false, indent);
                self.text.push(']');
            }
            Value::String(text) => self.text.push_str(&double_quoted(text)),
            Value::Number(number) => self.text.push_str(&self.numbers.text(number, at)),
            other => self.text.push_str(&other.to_string()),
        }
    }

    /// Starts a new line.
    fn line(&mut self, is_next: bool, indent: usize) {
        if is_next {
            self.text.push(',');
        }
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', indent));
    }
}
