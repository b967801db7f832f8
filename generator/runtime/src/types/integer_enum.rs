//! Enums whose values are integers in JSON: the code that `#[derive(IntegerEnum)]` writes.

use serde::de::{Deserializer, Error, Unexpected, Visitor};

/// The implementation of an enum that keeps unknown integers in its variant `Unknown(i64)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)* }) => {
        impl $name {
            /// The value in JSON.
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
                    _ => Self::Unknown($crate::unions::unknown_integer(value)),
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

/// The implementation of an enum that rejects unknown integers.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)* }) => {
        impl $name {
            /// The value in JSON.
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

/// The part that open and closed enums share: comparison, `Display` and `Serialize`.
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

/// Deserializes an integer, which JSON may also write as `1.0`.
#[doc(hidden)]
pub fn deserialize_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_i64(Integer)
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an integer")
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
        // A float that is an integer is displayed without a fraction, so it parses as one.
        let text = value.to_string();
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
    }
}
