//! Text that is shown to nobody: an API key, a token. It is kept out of `Debug`, and its memory is
//! overwritten when it is no longer needed, here as in the headers that are made of it.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use http::header::InvalidHeaderValue;
use zeroize::Zeroizing;

/// A text that `Debug` does not show and that is overwritten in memory when it is dropped.
///
/// Whatever takes a secret takes this as well as a `&str`. A text that a `Secret` is made from by
/// value (a `String`) is taken over without a copy, so no second one stays behind.
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
    /// Keeps a text secret from here on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Secret {
    fn as_ref(&self) -> &str {
        self.expose()
    }
}

/// From whatever becomes a `String`, so that a function which takes `impl Into<Secret>` takes all of
/// that.
impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// Shows that there is one, and not even its length.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A header value that is marked as sensitive. All its clones share one piece of memory, which the
/// last of them overwrites.
pub(crate) fn header_value(text: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    let owned = Zeroizing::new(text.as_bytes().to_vec());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(owned))?;
    value.set_sensitive(true);
    Ok(value)
}
