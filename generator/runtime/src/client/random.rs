//! Random numbers from the operating system: keys that nobody else makes, and pauses that differ
//! from everybody else's.

use std::time::Duration;

use uuid::{Builder, Uuid};

use crate::error::{Error, Result};

/// A UUID of version 4.
pub(crate) fn uuid() -> Result<Uuid> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::invalid_request(format!("no idempotency key can be made: {error}"))
    })?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}

/// A duration between nothing and `longest`, each as likely as any other. A system without random
/// numbers gets the longest: it is the kindest to the server.
pub(crate) fn up_to(longest: Duration) -> Duration {
    let Ok(number) = getrandom::u32() else {
        return longest;
    };
    let fraction = f64::from(number) / f64::from(u32::MAX);
    Duration::try_from_secs_f64(longest.as_secs_f64() * fraction).unwrap_or(longest)
}
