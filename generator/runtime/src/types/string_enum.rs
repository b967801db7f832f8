//! Enums whose values are strings: each variant with its text, and the conversions that are the same for
//! all of them. An *open* enum keeps a value it does not know, a *closed* one refuses it.

use std::fmt;

use serde::de::{Deserializer, Visitor};

/// Declares an enum of texts that keeps a text it does not know, in a variant `Unknown(String)`.
///
/// It is compared and ordered by its text, and has `as_str`, `From<&str>` and
/// `From<String>`, [`FromStr`](std::str::FromStr) (which cannot fail), [`Display`](fmt::Display),
/// [`AsRef<str>`](AsRef), `Serialize` and `Deserialize`.
///
/// ```
/// apicrate_runtime::open_enum! {
///     /// How often something happens.
///     pub enum Frequency {
///         /// Once a day.
///         Daily = "daily",
///     }
/// }
///
/// assert_eq!(Frequency::from("daily"), Frequency::Daily);
/// let later: Frequency = serde_json::from_str(r#""hourly""#)?;
/// assert_eq!(later, Frequency::Unknown("hourly".to_owned()));
/// assert_eq!(serde_json::to_string(&later)?, r#""hourly""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[$variant_attribute])*
                #[doc = ::core::concat!("\n\nIn JSON: `", $text, "`.")]
                $variant,
            )*
            /// A value that this version does not know, as it came.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The value as it stands in JSON.
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
                    _ => Self::Unknown(::std::string::String::from(value)),
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

/// Declares an enum of texts that has no others.
///
/// It can be copied, is compared and ordered by its text, and has `as_str`, [`FromStr`](std::str::FromStr) and
/// `TryFrom<&str>`, which answer an [`UnknownValue`] for a text that is not listed,
/// [`Display`](fmt::Display), [`AsRef<str>`](AsRef), `Serialize` and `Deserialize`.
///
/// ```
/// apicrate_runtime::closed_enum! {
///     /// Which comes first.
///     pub enum Order {
///         Ascending = "asc",
///         Descending = "desc",
///     }
/// }
///
/// assert_eq!("asc".parse(), Ok(Order::Ascending));
/// let problem = "up".parse::<Order>().map_err(|error| error.to_string());
/// assert_eq!(problem, Err("`up` is not a value of `Order`".to_owned()));
/// ```
#[macro_export]
macro_rules! closed_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        $visibility enum $name {
            $(
                $(#[$variant_attribute])*
                #[doc = ::core::concat!("\n\nIn JSON: `", $text, "`.")]
                $variant,
            )*
        }

        impl $name {
            /// The value as it stands in JSON.
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

/// What both kinds of enum share: the way out to text.
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

/// Reads an enum from a string without allocating one; called by [`open_enum!`].
#[doc(hidden)]
pub fn deserialize_open<'de, D, T>(deserializer: D, type_name: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'a> From<&'a str>,
{
    deserialize_known(deserializer, type_name, |value| Some(T::from(value)))
}

/// The same for an enum that does not have every value; called by [`closed_enum!`].
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
