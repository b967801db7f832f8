//! Alternatives that are told apart by a property: once it is known which one a value is, the rest
//! of the value is read as that. Where a property does not say which one but hints at it, that one is tried.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

/// Reads a value as the alternative that it was found to be.
///
/// # Errors
///
/// When it is not what the alternative must be, with the path to the part that is not.
pub fn from_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        match path.as_str() {
            "." => E::custom(error.into_inner()),
            path => E::custom(format_args!("at `{path}`: {}", error.inner())),
        }
    })
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
/// let hours = trophy_runtime::read_as(&value, &[], Visitor::Hours);
/// assert_eq!(hours, Some(Visitor::Hours(vec![9, 17])));
/// assert_eq!(trophy_runtime::read_as(&value, &["name"], Visitor::Guest), None);
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
