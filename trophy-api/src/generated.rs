//! The generated code of both APIs.

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "application")]
#[allow(unreachable_pub, reason = "the re-exports in the crate root decide which items are public")]
pub(crate) mod application;
