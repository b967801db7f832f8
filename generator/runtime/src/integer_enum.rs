//! Enums whose values are whole numbers in JSON: the same two kinds as those of strings, an *open* enum,
//! which keeps a number it does not know, and a *closed* one, which refuses it.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Implements the conversions of an open enum of integers: `From<i64>`,
/// [`Display`](std::fmt::Display), `Serialize` and `Deserialize`.
///
/// It needs a method `as_i64(self) -> i64`, a function `from_known(value: i64) -> Option<Self>` and a
/// variant `Unknown(i64)`.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Priority {
///     High,
///     Unknown(i64),
/// }
///
/// impl Priority {
///     fn as_i64(self) -> i64 {
///         match self {
///             Self::High => 1,
///             Self::Unknown(value) => value,
///         }
///     }
///
///     fn from_known(value: i64) -> Option<Self> {
///         match value {
///             1 => Some(Self::High),
///             _ => None,
///         }
///     }
/// }
///
/// trophy_runtime::open_integer_enum!(Priority);
///
/// assert_eq!(Priority::from(1), Priority::High);
/// let later: Priority = serde_json::from_str("7")?;
/// assert_eq!(later, Priority::Unknown(7));
/// assert_eq!(serde_json::to_string(&later)?, "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_integer_enum {
    ($name:ident) => {
        $crate::__integer_enum!($name);

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                Self::from_known(value).unwrap_or(Self::Unknown(value))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::deserialize_integer(deserializer).map(Self::from)
            }
        }
    };
}

/// Implements the conversions of a closed enum of integers: `TryFrom<i64>`, which answers an
/// [`UnknownValue`](crate::UnknownValue) for a number that is not listed, [`Display`](std::fmt::Display), `Serialize` and
/// `Deserialize`.
///
/// It needs a method `as_i64(self) -> i64` and a function `from_known(value: i64) -> Option<Self>`.
///
/// ```
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum Rating {
///     Good,
/// }
///
/// impl Rating {
///     fn as_i64(self) -> i64 {
///         1
///     }
///
///     fn from_known(value: i64) -> Option<Self> {
///         (value == 1).then_some(Self::Good)
///     }
/// }
///
/// trophy_runtime::closed_integer_enum!(Rating);
///
/// assert_eq!(Rating::try_from(1), Ok(Rating::Good));
/// let problem = Rating::try_from(2).map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`2` is not a value of `Rating`".to_owned()));
/// ```
#[macro_export]
macro_rules! closed_integer_enum {
    ($name:ident) => {
        $crate::__integer_enum!($name);

        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(value: i64) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::from_known(value).ok_or_else(|| {
                    let value = ::std::string::ToString::to_string(&value);
                    $crate::UnknownValue::new(::core::stringify!($name), &value)
                })
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                let value = $crate::deserialize_integer(deserializer)?;
                <Self as ::core::convert::TryFrom<i64>>::try_from(value)
                    .map_err($crate::serde::de::Error::custom)
            }
        }
    };
}

/// What both kinds share: the way out to a number.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::serde::Serializer,
            {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}

/// Reads a whole number, which JSON may also write as `1.0`; called by [`open_integer_enum!`] and
/// [`closed_integer_enum!`].
#[doc(hidden)]
pub fn deserialize_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(Integer)
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        value
            .try_into()
            .map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        // A float has room for whole numbers up to 2^53, and its text has no fraction then.
        let text = value.to_string();
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
    }
}
