//! Values that are texts in JSON and have a meaning, such as points in time. A text without a meaning is kept, so that one
//! odd value does not make a whole payload unreadable. Each value is written as it was received.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::escape::Escaped;

thread_local! {
    /// True while a server decodes a request, which it can reject, and while a text is tried as one of several types.
    static MUST_FIT: Cell<bool> = const { Cell::new(false) };
}

/// While it exists, a text without a meaning is an error.
pub(crate) struct MustFit {
    before: bool,
}

impl MustFit {
    /// Sets the requirement if `must_fit` is true. One that is set already remains.
    pub(crate) fn new(must_fit: bool) -> Self {
        let before = MUST_FIT.get();
        MUST_FIT.set(before || must_fit);
        Self { before }
    }
}

/// Returns whether a text without a meaning is an error.
pub(crate) fn must_fit() -> bool {
    MUST_FIT.get()
}

impl Drop for MustFit {
    fn drop(&mut self) {
        MUST_FIT.set(self.before);
    }
}

/// The meaning of a text. `Display` writes its canonical text.
pub(crate) trait Meaning: Copy + Ord + Hash + fmt::Display {
    /// The texts that have a meaning, for error messages.
    const EXPECTED: &'static str;

    /// The meaning of a text; `None` for a text without a meaning.
    fn parse(text: &str) -> Option<Self>;

    /// Returns whether a text that has a meaning is its canonical text.
    fn is_canonical(text: &str) -> bool;
}

/// A text and its meaning.
#[derive(Clone)]
pub(crate) struct Interpreted<T> {
    /// `None` if the text has no meaning.
    pub(crate) meaning: Option<T>,
    /// `None` for the canonical text.
    text: Option<Box<str>>,
}

impl<T: Meaning> Interpreted<T> {
    pub(crate) const fn new(meaning: T) -> Self {
        Self {
            meaning: Some(meaning),
            text: None,
        }
    }

    fn received(text: &str) -> Self {
        let meaning = T::parse(text);
        let is_canonical = meaning.is_some() && T::is_canonical(text);
        Self {
            meaning,
            text: (!is_canonical).then(|| text.into()),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, InvalidText> {
        let value = Self::received(text);
        match value.meaning {
            Some(_) => Ok(value),
            None => Err(InvalidText {
                text: text.to_owned(),
                expected: T::EXPECTED,
            }),
        }
    }

    pub(crate) fn text(&self) -> Cow<'_, str> {
        match (&self.text, self.meaning) {
            (Some(text), _) => Cow::Borrowed(text),
            (None, Some(meaning)) => Cow::Owned(meaning.to_string()),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// Texts with the same meaning are equal. Texts without a meaning are after all others.
    fn key(&self) -> (bool, Option<T>, Option<&str>) {
        let text = self.text.as_deref();
        let is_text = self.meaning.is_none();
        (is_text, self.meaning, text.filter(|_| is_text))
    }
}

impl<T: Meaning> PartialEq for Interpreted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<T: Meaning> Eq for Interpreted<T> {}

impl<T: Meaning> PartialOrd for Interpreted<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Meaning> Ord for Interpreted<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl<T: Meaning> Hash for Interpreted<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl<T: Meaning> fmt::Display for Interpreted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text())
    }
}

impl<T: Meaning> fmt::Debug for Interpreted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), f)
    }
}

impl<T: Meaning> Serialize for Interpreted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (&self.text, self.meaning) {
            (None, Some(meaning)) => serializer.collect_str(&meaning),
            _ => serializer.serialize_str(&self.text()),
        }
    }
}

impl<'de, T: Meaning> Deserialize<'de> for Interpreted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(PhantomData))
    }
}

struct Text<T>(PhantomData<T>);

impl<T: Meaning> Visitor<'_> for Text<T> {
    type Value = Interpreted<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Interpreted<T>, E> {
        let value = Interpreted::received(text);
        if value.meaning.is_none() && must_fit() {
            return Err(E::invalid_value(Unexpected::Str(text), &self));
        }
        Ok(value)
    }
}

/// The error for a text that is not a date or a point in time. `?` converts it to an [`Error`](crate::Error).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidText {
    text: String,
    expected: &'static str,
}

impl InvalidText {
    /// The rejected text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", Escaped(&self.text), self.expected)
    }
}

impl std::error::Error for InvalidText {}

/// Implements conversions from and to text for a public type around [`Interpreted`].
macro_rules! forward_text {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = InvalidText;

            fn from_str(text: &str) -> Result<Self, InvalidText> {
                Interpreted::parse(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Interpreted::deserialize(deserializer).map(Self)
            }
        }
    };
}
pub(crate) use forward_text;
