//! Error responses.

use std::ops::RangeInclusive;

use trophy_api::http::StatusCode;
use trophy_api::{Error, Result};

/// Status 422: the request is well-formed but cannot be carried out.
pub(crate) fn unprocessable(message: impl Into<String>) -> Error {
    Error::from_status(StatusCode::UNPROCESSABLE_ENTITY, message)
}

/// Status 403.
pub(crate) fn forbidden(message: impl Into<String>) -> Error {
    Error::from_status(StatusCode::FORBIDDEN, message)
}

/// Status 404.
pub(crate) fn not_found(message: impl Into<String>) -> Error {
    Error::from_status(StatusCode::NOT_FOUND, message)
}

/// Rejects a number outside the range that the document allows.
pub(crate) fn check_in_range(
    name: &str,
    value: Option<i64>,
    range: RangeInclusive<i64>,
) -> Result<()> {
    match value {
        Some(value) if !range.contains(&value) => {
            let (least, most) = range.into_inner();
            Err(unprocessable(if most == i64::MAX {
                format!("query parameter `{name}`: {value} is less than {least}")
            } else {
                format!("query parameter `{name}`: {value} is not between {least} and {most}")
            }))
        }
        _ => Ok(()),
    }
}
