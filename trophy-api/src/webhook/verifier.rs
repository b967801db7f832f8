//! The signature of a webhook: its check, and how a signature is made.

use std::error::Error;
use std::fmt;

use apicrate_runtime::http;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::{CtOutput, Output};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;

use super::WebhookEvent;

/// The header that carries the signature.
pub const SIGNATURE: &str = "X-Trophy-Signature";

/// Checks signatures with the secret of a webhook, and reads what was signed.
///
/// ```
/// use trophy_api::webhook::{Verifier, VerifyError, WebhookEvent};
///
/// # fn receive(headers: &trophy_api::http::HeaderMap, body: &[u8]) -> Result<(), VerifyError> {
/// let verifier = Verifier::new("the-webhook's-secret");
/// match verifier.verify(headers, body)? {
///     WebhookEvent::StreakLost(event) => println!("{} lost a streak", event.user.id),
///     other => println!("not ours: {:?}", other.event_type()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Verifier {
    /// Keyed and ready: the secrets themselves are not kept.
    keys: Vec<Hmac<Sha256>>,
}

impl Verifier {
    /// Takes what was signed with this secret.
    pub fn new(secret: impl AsRef<[u8]>) -> Self {
        Self { keys: Vec::new() }.or(secret)
    }

    /// Takes what was signed with this other secret as well, as while a secret is being replaced.
    #[must_use]
    pub fn or(mut self, secret: impl AsRef<[u8]>) -> Self {
        // HMAC takes keys of every length.
        self.keys.extend(Hmac::new_from_slice(secret.as_ref()));
        self
    }

    /// Checks the signature of a request and reads its event. `body` has to be as it came, byte for
    /// byte. A kind of event that this version does not know is [`WebhookEvent::Unknown`].
    ///
    /// # Errors
    ///
    /// When the signature is missing, malformed or wrong, or what was signed is not the event that
    /// its type promises.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<WebhookEvent, VerifyError> {
        self.check(headers, body)?;
        serde_json::from_slice(body).map_err(VerifyError::Event)
    }

    /// Checks the signature of a request and nothing else.
    ///
    /// # Errors
    ///
    /// When the signature is missing, malformed or wrong.
    pub fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), VerifyError> {
        let signature = signature(headers)?;
        let is_from = |key: &Hmac<Sha256>| {
            let mut key = key.clone();
            key.update(body);
            // The comparison of two `CtOutput`s takes the same time wherever they differ.
            key.finalize() == CtOutput::new(signature)
        };
        // Every key is tried, whichever fits: how long it takes says nothing.
        let fitting = self.keys.iter().filter(|key| is_from(key)).count();
        if fitting > 0 {
            Ok(())
        } else {
            Err(VerifyError::Wrong)
        }
    }
}

/// Signs the body of a webhook: the value of the header [`SIGNATURE`]. For tests of a webhook receiver.
pub fn sign(secret: impl AsRef<[u8]>, body: &[u8]) -> String {
    // HMAC accepts keys of any length.
    let key = Hmac::<Sha256>::new_from_slice(secret.as_ref()).ok();
    key.map(|mut key| {
        key.update(body);
        STANDARD.encode(key.finalize().into_bytes())
    })
    .unwrap_or_default()
}

/// The one signature of a request.
fn signature(headers: &HeaderMap) -> Result<Output<Sha256>, VerifyError> {
    let mut values = headers.get_all(SIGNATURE).iter();
    let value = values.next().ok_or(VerifyError::Missing)?;
    if values.next().is_some() {
        return Err(VerifyError::Several);
    }
    let text = value.to_str().map_err(|_| VerifyError::NotAscii)?;
    let bytes = STANDARD
        .decode(text.trim())
        .map_err(|_| VerifyError::Malformed)?;
    let signature: [u8; 32] = bytes.try_into().map_err(|_| VerifyError::Malformed)?;
    Ok(signature.into())
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// Why a request is not taken for an event of Trophy.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no signature.
    Missing,
    /// There is more than one signature.
    Several,
    /// The signature holds something else than ASCII.
    NotAscii,
    /// The signature is not the base64 of 32 bytes.
    Malformed,
    /// The signature was made with another secret or for another body.
    Wrong,
    /// The signature is right, but the body is not the event that its type promises.
    Event(serde_json::Error),
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(f, "the header {SIGNATURE} is missing"),
            Self::Several => write!(f, "the header {SIGNATURE} is there more than once"),
            Self::NotAscii => write!(f, "the header {SIGNATURE} holds more than ASCII"),
            Self::Malformed => {
                write!(f, "the header {SIGNATURE} is not the base64 of 32 bytes")
            }
            Self::Wrong => write!(f, "the signature does not fit the body"),
            Self::Event(error) => write!(f, "the event is not as documented: {error}"),
        }
    }
}

impl Error for VerifyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Event(error) => Some(error),
            _ => None,
        }
    }
}
