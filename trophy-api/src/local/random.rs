//! IDs that nobody else makes.

use uuid::Builder;

use crate::http::StatusCode;
use crate::{Error, Result, Uuid};

/// A UUID of version 4.
pub(super) fn id() -> Result<Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("no ID can be made: {error}"),
        )
    })?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}
