//! Webhook events and the verification of their signatures.
//!
//! Trophy signs each webhook request. The header `X-Trophy-Signature` contains the HMAC-SHA256 of the unchanged body,
//! keyed with the webhook's secret, in base64. `Verifier` checks the signature and decodes the event; it requires the
//! feature `webhooks`.

#[cfg(feature = "webhooks")]
mod verifier;

#[cfg(feature = "webhooks")]
pub use verifier::{SIGNATURE, Verifier, VerifyError, sign};

pub use crate::generated::application::webhooks::WebhookEvent;
