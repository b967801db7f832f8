//! Lists of strings: `consumes`, `produces` and `schemes`.

use serde_json::{Map, Value};

use super::converter::{Converter, MovedPointer};
use super::media_types::MediaTypes;

impl Converter<'_> {
    /// Returns the media types of an operation: its own, or those of the document.
    pub(super) fn media_types(
        &mut self,
        operation: &Map<String, Value>,
        field: &str,
        at: &MovedPointer,
    ) -> MediaTypes {
        let inherited = match field {
            "consumes" => &self.defaults.consumes,
            _ => &self.defaults.produces,
        };
        let Some(own) = operation.get(field) else {
            return inherited.clone();
        };
        self.check_texts(own, &at.entry(field).converted);
        MediaTypes::own(own, &at.entry(field).original, inherited)
    }

    /// Reports a list of strings that is something else.
    pub(super) fn check_texts(&mut self, value: &Value, at: &str) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate().filter(|(_, it)| !it.is_string()) {
                    self.malformed(&format!("{at}/{index}"), "a string", item);
                }
            }
            Value::Null => {}
            Value::String(_) => {
                let message =
                    "expected a list of strings, found a string; treated as a list with one item";
                self.warn("mistyped-value", at, message);
            }
            _ => self.malformed(at, "a list of strings", value),
        }
    }
}
