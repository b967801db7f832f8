//! Webhooks: what Trophy sends when something happens, and the check that it was Trophy who sent it.
//!
//! Trophy signs each request: the header `X-Trophy-Signature` is the base64 of the HMAC-SHA256 of the body,
//! byte for byte, with the webhook's secret. `Verifier`, which is there with the feature `webhooks`, checks that and
//! reads the event.

#[cfg(feature = "webhooks")]
mod verifier;

#[cfg(feature = "webhooks")]
pub use verifier::{SIGNATURE, Verifier, VerifyError, sign};

pub use crate::generated::application::webhooks::WebhookEvent;
