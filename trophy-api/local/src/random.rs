//! Random IDs.

use trophy_api::http::StatusCode;
use trophy_api::{Error, Result, Uuid};
use uuid::Builder;

/// A random UUID (version 4).
pub(crate) fn uuid() -> Result<Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::from_status(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("cannot create a random ID: {error}"),
        )
    })?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}
