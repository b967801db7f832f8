//! Secret texts, such as API keys and tokens. `Debug` does not show them, and their memory is overwritten when they
//! are dropped. This includes the header values that are created from them.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::InvalidHeaderValue;
use zeroize::Zeroizing;

/// A secret text. `Debug` does not show it, and its memory is overwritten when it is dropped.
///
/// Functions with a secret argument accept a `Secret` or a `&str`. A `Secret` takes over the memory of a `String`, so no
/// second copy of the text remains.
///
/// The crate of your API exports this type too.
///
/// ```
/// use apicrate_runtime::Secret;
///
/// let key = Secret::new("hunter2");
/// assert_eq!(format!("{key:?}"), "Secret(…)");
/// assert_eq!(key.expose(), "hunter2");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Creates a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Secret {
    fn as_ref(&self) -> &str {
        self.expose()
    }
}

/// Every type that converts to `String` also converts to `Secret`, so that a function can take `impl Into<Secret>`.
impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// Shows neither the text nor its length.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Returns whether a secret is empty or consists of white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Returns whether a value of the header `Authorization` that starts with this word continues with the credentials.
pub(crate) fn is_scheme(word: &[u8]) -> bool {
    let mut schemes = [&b"basic"[..], b"bearer"].into_iter();
    schemes.any(|scheme| word.eq_ignore_ascii_case(scheme))
}

/// Creates a header value that is marked as sensitive. All clones share the same memory, which is overwritten when
/// the last one is dropped.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    let owned = Zeroizing::new(text.as_bytes().to_vec());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(owned))?;
    value.set_sensitive(true);
    Ok(value)
}
