//! Enums whose values are strings. The generator writes the enum and how it maps to text, as plain
//! Rust; the two macros here add the trait implementations that are the same for all of them. An
//! *open* enum keeps a value it does not know, a *closed* one refuses it.

use std::fmt;

use serde::de::{Deserializer, Visitor};

/// Implements the conversions of an open enum: `From<&str>` and `From<String>`, [`FromStr`](std::str::FromStr)
/// (which cannot fail), [`Display`](fmt::Display), [`AsRef<str>`](AsRef), `Serialize` and
/// `Deserialize`.
///
/// It needs a method `as_str(&self) -> &str`, a function `from_known(value: &str) -> Option<Self>`
/// and a variant `Unknown(String)`.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// enum Frequency {
///     Daily,
///     Unknown(String),
/// }
///
/// impl Frequency {
///     fn as_str(&self) -> &str {
///         match self {
///             Self::Daily => "daily",
///             Self::Unknown(value) => value,
///         }
///     }
///
///     fn from_known(value: &str) -> Option<Self> {
///         match value {
///             "daily" => Some(Self::Daily),
///             _ => None,
///         }
///     }
/// }
///
/// trophy_runtime::open_enum!(Frequency);
///
/// assert_eq!(Frequency::from("daily"), Frequency::Daily);
/// let later: Frequency = serde_json::from_str(r#""hourly""#)?;
/// assert_eq!(later, Frequency::Unknown("hourly".to_owned()));
/// assert_eq!(serde_json::to_string(&later)?, r#""hourly""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident) => {
        $crate::__string_enum!($name);

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match Self::from_known(value) {
                    ::core::option::Option::Some(known) => known,
                    ::core::option::Option::None => {
                        Self::Unknown(::std::string::String::from(value))
                    }
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                match Self::from_known(&value) {
                    ::core::option::Option::Some(known) => known,
                    ::core::option::Option::None => Self::Unknown(value),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(value: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(value))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::deserialize_known(deserializer, ::core::stringify!($name), |value| {
                    ::core::option::Option::Some(Self::from(value))
                })
            }
        }
    };
}

/// Implements the conversions of a closed enum: [`FromStr`](std::str::FromStr) and `TryFrom<&str>`,
/// which answer an [`UnknownValue`] for a value that is not listed, and
/// [`Display`](fmt::Display), [`AsRef<str>`](AsRef), `Serialize` and `Deserialize`.
///
/// It needs a method `as_str(&self) -> &str` and a function `from_known(value: &str) ->
/// Option<Self>`.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// enum Order {
///     Ascending,
///     Descending,
/// }
///
/// impl Order {
///     fn as_str(&self) -> &str {
///         match self {
///             Self::Ascending => "asc",
///             Self::Descending => "desc",
///         }
///     }
///
///     fn from_known(value: &str) -> Option<Self> {
///         match value {
///             "asc" => Some(Self::Ascending),
///             "desc" => Some(Self::Descending),
///             _ => None,
///         }
///     }
/// }
///
/// trophy_runtime::closed_enum!(Order);
///
/// assert_eq!("asc".parse(), Ok(Order::Ascending));
/// let problem = "up".parse::<Order>().map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`up` is not a value of `Order`".to_owned()));
/// ```
#[macro_export]
macro_rules! closed_enum {
    ($name:ident) => {
        $crate::__string_enum!($name);

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(value: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::from_known(value)
                    .ok_or_else(|| $crate::UnknownValue::new(::core::stringify!($name), value))
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(value: &str) -> ::core::result::Result<Self, $crate::UnknownValue> {
                value.parse()
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::deserialize_known(deserializer, ::core::stringify!($name), Self::from_known)
            }
        }
    };
}

/// What both kinds of enum share: the way out to text.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
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

/// A text that is none of the values of a closed enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    type_name: &'static str,
    value: String,
}

impl UnknownValue {
    /// Says that the enum `type_name` has no `value`.
    #[must_use]
    pub fn new(type_name: &'static str, value: &str) -> Self {
        Self {
            type_name,
            value: value.to_owned(),
        }
    }

    /// The name of the enum, as it is written in Rust.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// The text that was refused.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a value of `{}`", self.value, self.type_name)
    }
}

impl std::error::Error for UnknownValue {}

/// Reads an enum from a string without allocating one; called by [`open_enum!`] and [`closed_enum!`].
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
