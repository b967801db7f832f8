//! An option with a key and a value.

use std::fmt;
use std::str::FromStr;

/// A key and a value: `KEY=VALUE`.
#[derive(Clone, Debug)]
pub(crate) struct Entry<T> {
    key: String,
    value: T,
}

impl<T: Clone> Entry<T> {
    /// The key and the value.
    pub(crate) fn pair(&self) -> (String, T) {
        (self.key.clone(), self.value.clone())
    }
}

impl<T: fmt::Display> fmt::Display for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

impl<T: FromStr<Err: fmt::Display>> FromStr for Entry<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // A key may contain `=`, unlike a value.
        let Some((key, value)) = text.rsplit_once('=') else {
            return Err("expected a key, `=` and a value".to_owned());
        };
        let value = value.parse().map_err(|error: T::Err| error.to_string())?;
        let key = key.trim().to_owned();
        Ok(Self { key, value })
    }
}
