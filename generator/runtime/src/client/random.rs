//! Random values from the operating system: idempotency keys, boundaries of multipart bodies and retry pauses.

#![allow(clippy::disallowed_methods, reason = "the module that has them")]

use std::time::Duration;

use uuid::{Builder, Uuid};

/// Generates a UUID of version 4.
pub(crate) fn uuid() -> Result<Uuid, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}

/// Generates a text of 32 hexadecimal digits: 128 random bits.
pub(crate) fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// A random duration between zero and `longest`, uniformly distributed. If the system has no random numbers,
/// it is `longest`, which puts the least load on the server.
pub(crate) fn up_to(longest: Duration) -> Duration {
    let Ok(number) = getrandom::u32() else {
        return longest;
    };
    let fraction = f64::from(number) / f64::from(u32::MAX);
    Duration::try_from_secs_f64(longest.as_secs_f64() * fraction).unwrap_or(longest)
}
