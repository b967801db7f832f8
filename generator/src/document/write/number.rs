//! The texts of numbers. A number with a fraction, an exponent or many digits is a float, which does not keep `1.10` or
//! the last digits of a large integer; the source text does.

use std::collections::HashMap;

use serde_json::Number;

use crate::document::pointer::JsonPointer;

/// The texts of numbers by their pointers.
#[derive(Debug, Default)]
pub(in crate::document) struct NumberTexts(HashMap<String, String>);

impl NumberTexts {
    /// Creates the texts from the spellings of numbers in the source. A spelling that JSON does not allow, such as `.5`,
    /// is not used.
    pub(in crate::document) fn new(spellings: HashMap<&str, String>) -> Self {
        let valid = spellings.into_iter();
        let valid = valid.filter(|(_, text)| serde_json::from_str::<Number>(text).is_ok());
        Self(valid.map(|(at, text)| (at.to_owned(), text)).collect())
    }

    /// Returns the text of a number.
    pub(super) fn text(&self, number: &Number, at: &JsonPointer<'_>) -> String {
        if number.is_f64() && !self.0.is_empty() {
            let text = self.0.get(&at.to_string());
            let text = text
                .filter(|text| serde_json::from_str::<Number>(text).ok().as_ref() == Some(number));
            if let Some(text) = text {
                return text.clone();
            }
        }
        number.to_string()
    }
}
