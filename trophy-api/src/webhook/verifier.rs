//! Signs webhooks and verifies their signatures.

use std::error::Error;
use std::fmt;

use apicrate_runtime::{Escaped, http};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::{CtOutput, Output};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode};
use sha2::Sha256;

use crate::generated::application::webhooks::WebhookEvent;

/// The header that carries the signature, in lower case as [`HeaderName::from_static`](http::HeaderName::from_static)
/// needs it. Requires the feature `webhooks`.
pub const SIGNATURE: &str = "x-trophy-signature";

/// Verifies the signatures of webhooks and decodes their events. Requires the feature `webhooks`.
///
/// ```
/// use trophy_api::webhook::{Verifier, VerifyError, WebhookEvent};
///
/// # fn receive(headers: &trophy_api::http::HeaderMap, body: &[u8]) -> Result<(), VerifyError> {
/// let verifier = Verifier::new("the-webhook's-secret")?;
/// match verifier.verify(headers, body)? {
///     WebhookEvent::StreakLost(event) => println!("{} lost a streak", event.user.id),
///     other => println!("ignored: {:?}", other.event_type()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Verifier {
    /// One for each secret. The secrets themselves are not stored.
    keys: Vec<Hmac<Sha256>>,
}

impl Verifier {
    /// Accepts webhooks that are signed with this secret.
    ///
    /// # Errors
    ///
    /// [`VerifyError::EmptySecret`] if the secret is empty, white space or zeros: everybody could sign with it.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, VerifyError> {
        Self { keys: Vec::new() }.or(secret)
    }

    /// Also accepts webhooks that are signed with this secret, for example while a secret is being replaced.
    ///
    /// # Errors
    ///
    /// Same as [`new`](Self::new).
    pub fn or(mut self, secret: impl AsRef<[u8]>) -> Result<Self, VerifyError> {
        let secret = secret.as_ref();
        // HMAC pads a short key with zeros, so a secret of zeros is the same as an empty one.
        let is_blank = |character: char| character.is_whitespace() || character == '\0';
        if str::from_utf8(secret).is_ok_and(|text| text.chars().all(is_blank)) {
            return Err(VerifyError::EmptySecret);
        }
        // HMAC accepts keys of any length.
        self.keys.extend(Hmac::new_from_slice(secret));
        Ok(self)
    }

    /// Verifies the signature of a request and decodes its event. `body` must be the unchanged bytes of the request.
    /// An unknown type of event becomes [`WebhookEvent::Unknown`].
    ///
    /// # Errors
    ///
    /// Fails if the signature is missing, malformed or wrong. [`VerifyError::Event`] if the signature is correct, but the
    /// body does not match its event type.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<WebhookEvent, VerifyError> {
        self.check(headers, body)?;
        serde_json::from_slice(body).map_err(|error| VerifyError::Event(on_one_line(error)))
    }

    /// Verifies the signature of a request without decoding its event.
    ///
    /// # Errors
    ///
    /// Fails if the signature is missing, malformed or wrong.
    pub fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), VerifyError> {
        let signature = signature(headers)?;
        let matches = |key: &Hmac<Sha256>| {
            let mut key = key.clone();
            key.update(body);
            // `CtOutput` compares in constant time.
            key.finalize() == CtOutput::new(signature)
        };
        // All keys are tried, so that the time does not depend on which one matches.
        let matching = self.keys.iter().filter(|key| matches(key)).count();
        if matching > 0 {
            Ok(())
        } else {
            Err(VerifyError::Wrong)
        }
    }
}

/// Returns the signature of a webhook's body, the value of the header [`SIGNATURE`]. Use it to test a receiver of
/// webhooks. Requires the feature `webhooks`.
///
/// ```
/// use trophy_api::http::{HeaderMap, HeaderName};
/// use trophy_api::webhook::{SIGNATURE, Verifier, sign};
///
/// let body = br#"{"type":"an.event"}"#;
/// let mut headers = HeaderMap::new();
/// headers.insert(HeaderName::from_static(SIGNATURE), sign("the-secret", body).parse()?);
///
/// let event = Verifier::new("the-secret")?.verify(&headers, body)?;
/// assert_eq!(event.event_type(), Some("an.event"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign(secret: impl AsRef<[u8]>, body: &[u8]) -> String {
    // HMAC accepts keys of any length.
    let key = Hmac::<Sha256>::new_from_slice(secret.as_ref()).ok();
    key.map(|mut key| {
        key.update(body);
        STANDARD.encode(key.finalize().into_bytes())
    })
    .unwrap_or_default()
}

/// Escapes the control and direction characters of the body that an error quotes.
fn on_one_line(error: serde_json::Error) -> serde_json::Error {
    let text = error.to_string();
    let escaped = Escaped(&text).to_string();
    if escaped == text {
        return error;
    }
    apicrate_runtime::serde::de::Error::custom(escaped)
}

/// Returns the signature of a request, which must have exactly one.
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

/// A webhook request that was rejected, or a secret that cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifyError {
    /// The secret is empty.
    EmptySecret,
    /// The signature header is missing.
    Missing,
    /// The signature header occurs more than once.
    Several,
    /// The signature header contains characters that are not ASCII.
    NotAscii,
    /// The signature is not the base64 of 32 bytes.
    Malformed,
    /// The signature was made with another secret or for another body.
    Wrong,
    /// The signature is correct, but the body does not match its event type.
    Event(serde_json::Error),
}

impl VerifyError {
    /// The status with which a receiver answers the request: 401 if the signature is not valid, 422 if the body of a signed
    /// request does not match its event type, and 500 if the receiver has no secret.
    ///
    /// ```
    /// use trophy_api::http::{HeaderMap, StatusCode};
    /// use trophy_api::webhook::Verifier;
    ///
    /// fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> StatusCode {
    ///     match verifier.verify(headers, body) {
    ///         Ok(event) => {
    ///             println!("{:?}", event.event_type());
    ///             StatusCode::OK
    ///         }
    ///         Err(error) => error.status(),
    ///     }
    /// }
    /// ```
    pub fn status(&self) -> StatusCode {
        match self {
            Self::EmptySecret => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Event(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Missing | Self::Several | Self::NotAscii | Self::Malformed | Self::Wrong => {
                StatusCode::UNAUTHORIZED
            }
        }
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptySecret => write!(f, "the secret of the webhook is empty"),
            Self::Missing => write!(f, "the header {SIGNATURE} is missing"),
            Self::Several => write!(f, "the header {SIGNATURE} occurs more than once"),
            Self::NotAscii => write!(
                f,
                "the header {SIGNATURE} contains characters that are not ASCII"
            ),
            Self::Malformed => {
                write!(f, "the header {SIGNATURE} is not the base64 of 32 bytes")
            }
            Self::Wrong => write!(f, "the signature does not match the body"),
            Self::Event(error) => {
                write!(f, "the event does not match its documented type: {error}")
            }
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
