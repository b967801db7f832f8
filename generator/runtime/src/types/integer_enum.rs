//! Enums whose values are whole numbers in JSON: the same two kinds as those of strings, an *open* enum,
//! which keeps a number it does not know, and a *closed* one, which refuses it.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// Declares an enum of whole numbers that keeps a number it does not know, in a variant `Unknown(i64)`.
///
/// It can be copied, is compared and ordered by its number, and has `as_i64`, `From<i64>`,
/// [`Display`](std::fmt::Display), `Serialize` and `Deserialize`.
///
/// ```
/// apicrate_runtime::open_integer_enum! {
///     /// What comes first.
///     pub enum Priority {
///         High = 1,
///     }
/// }
///
/// assert_eq!(Priority::from(1), Priority::High);
/// let later: Priority = serde_json::from_str("7")?;
/// assert_eq!(later, Priority::Unknown(7));
/// assert_eq!(serde_json::to_string(&later)?, "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_integer_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $number:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[$variant_attribute])*
                #[doc = ::core::concat!("\n\nIn JSON: `", $number, "`.")]
                $variant,
            )*
            /// A value that this version does not know, as it came.
            Unknown(i64),
        }

        impl $name {
            /// The value as it stands in JSON.
            #[inline]
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        $crate::__integer_enum!($name);

        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($number => Self::$variant,)*
                    _ => Self::Unknown(value),
                }
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

/// Declares an enum of whole numbers that has no others.
///
/// It can be copied, is compared and ordered by its number, and has `as_i64`, `TryFrom<i64>`, which answers an
/// [`UnknownValue`](crate::UnknownValue) for a number that is not listed,
/// [`Display`](std::fmt::Display), `Serialize` and `Deserialize`.
///
/// ```
/// apicrate_runtime::closed_integer_enum! {
///     /// What it is worth.
///     pub enum Rating {
///         Good = 1,
///     }
/// }
///
/// assert_eq!(Rating::try_from(1), Ok(Rating::Good));
/// let problem = Rating::try_from(2).map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`2` is not a value of `Rating`".to_owned()));
/// ```
#[macro_export]
macro_rules! closed_integer_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $number:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[$variant_attribute])*
                #[doc = ::core::concat!("\n\nIn JSON: `", $number, "`.")]
                $variant,
            )*
        }

        impl $name {
            /// The value as it stands in JSON.
            #[inline]
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }
        }

        $crate::__integer_enum!($name);

        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::UnknownValue;

            #[inline]
            fn try_from(value: i64) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match value {
                    $($number => ::core::result::Result::Ok(Self::$variant),)*
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(
                        ::core::stringify!($name),
                        &::std::string::ToString::to_string(&value),
                    )),
                }
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
        $crate::__compared_by!($name, as_i64);

        impl ::core::fmt::Display for $name {
            #[inline]
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
