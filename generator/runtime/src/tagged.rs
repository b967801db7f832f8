//! Alternatives that are told apart by a property: once it is known which one a value is, the rest
//! of the value is read as that.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use crate::decode::{Place, Unread, read};

/// Reads a value as the alternative that it was found to be.
///
/// # Errors
///
/// When it is not what the alternative must be, with the path to the part that is not.
// As text once more: reading a `Value` itself would compile every type a second time, and the place of
// an error is found in a text.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the value is the alternative, and is used up"
)]
pub fn from_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    let text = value.to_string();
    read(text.as_bytes()).map_err(|unread| E::custom(located(text.as_bytes(), &unread)))
}

fn located(text: &[u8], unread: &Unread) -> String {
    let reason = unread.reason();
    match unread.place(text).as_ref().and_then(Place::inner_path) {
        Some(path) => format!("at `{path}`: {reason}"),
        None => reason,
    }
}
