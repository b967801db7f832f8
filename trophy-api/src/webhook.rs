//! Webhook events and the verification of their signatures.
//!
//! Trophy signs each webhook request. The header `X-Trophy-Signature` contains the HMAC-SHA256 of the unchanged body,
//! keyed with the webhook's secret, in base64. `Verifier` checks the signature and decodes the event. `Verifier`,
//! `VerifyError`, `SIGNATURE` and `sign` require the feature `webhooks`.
//!
//! A receiver passes the headers and the unchanged bytes of the body:
//!
//! ```
//! # #[cfg(feature = "webhooks")]
//! # mod app {
//! use trophy_api::http::{HeaderMap, StatusCode};
//! use trophy_api::webhook::{Verifier, WebhookEvent};
//!
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
//!     match verifier.verify(headers, body) {
//!         Ok(WebhookEvent::StreakLost(event)) => {
//!             println!("{} lost a streak of {}", event.user.id, event.length);
//!             StatusCode::OK
//!         }
//!         // Includes events of unknown types.
//!         Ok(_) => StatusCode::OK,
//!         Err(error) => {
//!             eprintln!("rejected: {error}");
//!             error.status()
//!         }
//!     }
//! }
//! # }
//! ```

#[cfg(feature = "webhooks")]
mod verifier;

#[cfg(feature = "webhooks")]
pub use verifier::{SIGNATURE, Verifier, VerifyError, sign};

pub use crate::generated::application::webhooks::WebhookEvent;
