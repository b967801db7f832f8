//! Alternatives that are told apart by a property: once it is known which one a value is, the rest
//! of the value is read as that.

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
