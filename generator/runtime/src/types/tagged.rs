//! Deserialization of unions: once the variant of a value is known, the value is deserialized as that variant. If the
//! variant is only likely, deserialization is tried.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use crate::escape::Escaped;
use crate::wire::decode::location::{JsonError, PayloadLocation, from_json};

/// Deserializes a value as a variant of a union.
///
/// # Errors
///
/// If the value does not match the variant. The message contains the JSON path.
// Deserialized from text, because deserializing from a `Value` would compile every type a second time, and because error
// locations are found in a text.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the value is converted to the variant"
)]
pub fn from_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    let text = value.to_string();
    from_json(text.as_bytes()).map_err(|error| E::custom(located(text.as_bytes(), &error)))
}

fn located(text: &[u8], error: &JsonError) -> String {
    let reason = Escaped(&error.reason()).to_string();
    let location = error.location(text);
    match location.as_ref().and_then(PayloadLocation::inner_path) {
        Some(path) => format!("at `{}`: {reason}", Escaped(path)),
        None => reason,
    }
}

/// Deserializes a value as a variant of a union if it contains one of these properties, or, if `properties` is empty, in
/// any case. Returns `None` if the value does not match the variant.
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
    variant: fn(T) -> U,
) -> Option<U> {
    let has = |name: &&str| value.get(*name).is_some();
    if properties.is_empty() || properties.iter().any(has) {
        T::deserialize(value).ok().map(variant)
    } else {
        None
    }
}
