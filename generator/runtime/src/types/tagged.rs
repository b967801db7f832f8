//! Alternatives that are told apart by a property: once it is known which one a value is, the rest
//! of the value is read as that. Where a property does not say which one but hints at it, that one is tried.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use crate::wire::decode::location::{JsonError, PayloadLocation, from_json};

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
    from_json(text.as_bytes()).map_err(|error| E::custom(located(text.as_bytes(), &error)))
}

fn located(text: &[u8], error: &JsonError) -> String {
    let reason = error.reason();
    let location = error.location(text);
    match location.as_ref().and_then(PayloadLocation::inner_path) {
        Some(path) => format!("at `{path}`: {reason}"),
        None => reason,
    }
}

/// Reads a value as one of its alternatives, if it has one of these properties, which are those of this
/// alternative; without any named, whatever it has.
///
/// ```
/// use serde_json::json;
///
/// #[derive(Debug, PartialEq)]
/// enum Visitor {
///     Guest(String),
///     Hours(Vec<u8>),
/// }
///
/// let value = json!([9, 17]);
/// let hours = apicrate_runtime::read_as(&value, &[], Visitor::Hours);
/// assert_eq!(hours, Some(Visitor::Hours(vec![9, 17])));
/// assert_eq!(apicrate_runtime::read_as(&value, &["name"], Visitor::Guest), None);
/// ```
pub fn read_as<T: DeserializeOwned, U>(
    value: &Value,
    properties: &[&str],
    alternative: fn(T) -> U,
) -> Option<U> {
    let has = |name: &&str| value.get(*name).is_some();
    if properties.is_empty() || properties.iter().any(has) {
        T::deserialize(value).ok().map(alternative)
    } else {
        None
    }
}
