//! Compares values as JSON Schema does: `1` equals `1.0`, and the order of properties has no meaning.

use std::fmt::Write as _;

use serde_json::Value;

use super::decimal::Decimal;

/// Returns a text that is the same for equal values only.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, text: &mut String) {
    // Writing to a string does not fail.
    match value {
        Value::Number(number) => {
            let number = number.to_string();
            match Decimal::parse(&number) {
                Some(decimal) => _ = write!(text, "{decimal:?}"),
                None => text.push_str(&number),
            }
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in entries {
                _ = write!(text, "{name:?}:");
                write_canonical(value, text);
                text.push(',');
            }
            text.push('}');
        }
        scalar => _ = write!(text, "{scalar}"),
    }
}
