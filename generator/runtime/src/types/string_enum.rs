//! Enums whose values are strings in JSON: the code that `#[derive(StringEnum)]` writes.

use std::fmt;

use serde::de::{Deserializer, Visitor};

use crate::escape::Escaped;

/// The implementation of an enum that keeps unknown strings in its variant `Unknown(String)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_string_enum {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            /// The value in JSON.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        $crate::__string_enum!($name);

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$variant,)*
                    _ => Self::Unknown($crate::unions::unknown_text(value)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::deserialize_open(deserializer, ::core::stringify!($name))
            }
        }
    };
}

/// The implementation of an enum that rejects unknown strings.
#[doc(hidden)]
#[macro_export]
macro_rules! __closed_string_enum {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            /// The value in JSON.
            #[inline]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            #[inline]
            fn known(value: &str) -> ::core::option::Option<Self> {
                match value {
                    $($text => ::core::option::Option::Some(Self::$variant),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        $crate::__string_enum!($name);

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            #[inline]
            fn from_str(value: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::known(value)
                    .ok_or_else(|| $crate::UnknownValue::new(::core::stringify!($name), value))
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::UnknownValue;

            #[inline]
            fn try_from(value: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                value.parse()
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::deserialize_known(deserializer, ::core::stringify!($name), Self::known)
            }
        }
    };
}

/// The part that open and closed enums share: comparison, `Display`, `AsRef<str>` and `Serialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident) => {
        $crate::__compared_by!($name, as_str);

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// The error for a string or integer that is not a value of a closed enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    type_name: &'static str,
    value: String,
}

impl UnknownValue {
    /// Creates the error for `value` of the enum `type_name`.
    #[must_use]
    pub fn new(type_name: &'static str, value: &str) -> Self {
        Self {
            type_name,
            value: value.to_owned(),
        }
    }

    /// The name of the enum in Rust.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The rejected value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = Escaped(&self.value);
        write!(f, "`{value}` is not a value of `{}`", self.type_name)
    }
}

impl std::error::Error for UnknownValue {}

/// Deserializes an open enum from a string, without allocating a `String` for known values.
#[doc(hidden)]
pub fn deserialize_open<'de, D, T>(deserializer: D, type_name: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    deserialize_known(deserializer, type_name, |value| Some(T::from(value)))
}

/// Deserializes a closed enum from a string. Fails if `from_known` returns `None`.
#[doc(hidden)]
pub fn deserialize_known<'de, D, T>(
    deserializer: D,
    type_name: &'static str,
    from_known: fn(&str) -> Option<T>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(KnownValue {
        type_name,
        from_known,
    })
}

struct KnownValue<T> {
    type_name: &'static str,
    from_known: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for KnownValue<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string that is a value of `{}`", self.type_name)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        (self.from_known)(value).ok_or_else(|| E::custom(UnknownValue::new(self.type_name, value)))
    }
}
