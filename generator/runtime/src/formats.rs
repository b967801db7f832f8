//! Types for the formats of strings and numbers, where a type of another crate alone does not have the JSON of the format.
//! Generated code uses them if it is configured to.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error, Unexpected, Visitor};

/// Implements conversions from and to the type inside of a type.
macro_rules! forward {
    ($name:ident, $inner:ty) => {
        impl std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl From<$name> for $inner {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

/// Implements the traits of serde for a type that is a text in JSON, by `Display` and `FromStr`.
macro_rules! text_in_json {
    ($name:ident, $expected:literal) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::formats::Text::new($expected))
            }
        }
    };
}

/// Deserializes a type from a text, by `FromStr`.
struct Text<T> {
    expected: &'static str,
    value: PhantomData<T>,
}

impl<T> Text<T> {
    const fn new(expected: &'static str) -> Self {
        Self {
            expected,
            value: PhantomData,
        }
    }
}

impl<T: FromStr> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let value = text.parse();
        value.map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Bytes that are base64 in JSON: `format: byte`.
///
/// ```
/// use apicrate_runtime::formats::Base64;
///
/// let photo: Base64 = serde_json::from_str(r#""aGVsbG8=""#)?;
/// assert_eq!(photo.as_slice(), b"hello");
/// assert_eq!(serde_json::to_string(&Base64::from(*b"hello"))?, r#""aGVsbG8=""#);
/// assert!(serde_json::from_str::<Base64>(r#""hello!""#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(pub Vec<u8>);

impl Deref for Base64 {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Base64 {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

/// A text that is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidBase64(());

impl fmt::Display for InvalidBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not base64")
    }
}

impl std::error::Error for InvalidBase64 {}

impl FromStr for Base64 {
    type Err = InvalidBase64;

    fn from_str(text: &str) -> Result<Self, InvalidBase64> {
        let bytes = STANDARD.decode(text).map_err(|_| InvalidBase64(()))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(&self.0))
    }
}

text_in_json!(Base64, "bytes in base64");

/// A duration in ISO 8601, such as `P1DT12H`: `format: duration`. Durations with the same fields are equal: `PT60M` is not
/// `PT1H`.
///
/// ```
/// use apicrate_runtime::formats::Duration;
///
/// let trial: Duration = "P1M".parse()?;
/// assert_eq!(trial.get_months(), 1);
/// assert_eq!(trial.to_string(), "P1M");
/// # Ok::<(), apicrate_runtime::jiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Duration(pub jiff::Span);

impl PartialEq for Duration {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

impl Eq for Duration {}

impl Hash for Duration {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fieldwise().hash(state);
    }
}

forward!(Duration, jiff::Span);

impl FromStr for Duration {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_in_json!(Duration, "a duration such as `P1DT12H`");

/// A point in time in RFC 3339, as a type of the crate `time`: `format: date-time`.
#[cfg(feature = "time")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OffsetDateTime(pub time::OffsetDateTime);

#[cfg(feature = "time")]
mod of_time {
    use std::fmt;
    use std::str::FromStr;

    use time::format_description::well_known::Rfc3339;

    use super::OffsetDateTime;

    forward!(OffsetDateTime, time::OffsetDateTime);

    impl FromStr for OffsetDateTime {
        type Err = time::error::Parse;

        fn from_str(text: &str) -> Result<Self, time::error::Parse> {
            time::OffsetDateTime::parse(text, &Rfc3339).map(Self)
        }
    }

    /// Fails for a year before 0 or after 9999, and for an offset with seconds.
    impl fmt::Display for OffsetDateTime {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let text = self.0.format(&Rfc3339).map_err(|_| fmt::Error)?;
            f.write_str(&text)
        }
    }

    text_in_json!(
        OffsetDateTime,
        "a point in time such as `2026-02-28T12:30:00Z`"
    );
}

/// A calendar date, as a type of the crate `time`: `format: date`.
#[cfg(feature = "time")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate(pub time::Date);

#[cfg(feature = "time")]
mod of_date {
    use std::fmt;
    use std::str::FromStr;

    use time::error::ParseFromDescription;
    use time::format_description::well_known::Iso8601;

    use super::CalendarDate;

    forward!(CalendarDate, time::Date);

    impl FromStr for CalendarDate {
        type Err = time::error::Parse;

        fn from_str(text: &str) -> Result<Self, time::error::Parse> {
            let date = time::Date::parse(text, &Iso8601::DATE)?;
            // ISO 8601 has other notations.
            if date.to_string() == text {
                Ok(Self(date))
            } else {
                Err(time::error::Parse::ParseFromDescription(
                    ParseFromDescription::InvalidComponent("date"),
                ))
            }
        }
    }

    impl fmt::Display for CalendarDate {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    text_in_json!(CalendarDate, "a date such as `2026-02-28`");
}

/// A decimal that is a number in JSON. It is written as an integer, or as the nearest number of 64 bits, which has at least
/// 15 digits of it.
#[cfg(feature = "rust_decimal")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalNumber(pub rust_decimal::Decimal);

#[cfg(feature = "rust_decimal")]
mod of_number {
    use std::fmt;
    use std::str::FromStr;

    use rust_decimal::Decimal;
    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::DecimalNumber;

    forward!(DecimalNumber, Decimal);

    impl FromStr for DecimalNumber {
        type Err = rust_decimal::Error;

        fn from_str(text: &str) -> Result<Self, rust_decimal::Error> {
            text.parse().map(Self)
        }
    }

    impl fmt::Display for DecimalNumber {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(f)
        }
    }

    impl Serialize for DecimalNumber {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let text = self.0.normalize().to_string();
            if let Ok(integer) = text.parse() {
                return serializer.serialize_i64(integer);
            }
            let number: f64 = text.parse().map_err(serde::ser::Error::custom)?;
            serializer.serialize_f64(number)
        }
    }

    impl<'de> Deserialize<'de> for DecimalNumber {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_f64(Number).map(Self)
        }
    }

    struct Number;

    impl Visitor<'_> for Number {
        type Value = Decimal;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a decimal number with at most 28 digits")
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Decimal, E> {
            Ok(number.into())
        }

        fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
            // The shortest text that is this number is the text in JSON, up to 15 digits.
            let text = number.to_string();
            text.parse()
                .map_err(|_| E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(all(test, feature = "time", feature = "rust_decimal"))]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::{Base64, CalendarDate, DecimalNumber, Duration, OffsetDateTime};

    /// The JSON that a value is written as, or the error of reading it.
    fn rewritten<T: DeserializeOwned + Serialize>(json: &str) -> String {
        let value = serde_json::from_str::<T>(json);
        match value.and_then(|value| serde_json::to_string(&value)) {
            Ok(json) => json,
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn values_are_written_as_they_were_read() {
        for json in ["\"\"", "\"aGVsbG8/Pg==\""] {
            assert_eq!(rewritten::<Base64>(json), json);
        }
        for json in ["\"P1M2DT3H\"", "\"PT90M\"", "\"-P1D\"", "\"PT0.5S\""] {
            assert_eq!(rewritten::<Duration>(json), json);
        }
        for json in [
            "\"2026-02-28T12:30:00+01:00\"",
            "\"2026-02-28T12:30:00.25Z\"",
        ] {
            assert_eq!(rewritten::<OffsetDateTime>(json), json);
        }
        for json in ["\"2026-02-28\"", "\"0000-01-01\""] {
            assert_eq!(rewritten::<CalendarDate>(json), json);
        }
        for json in ["12.5", "-3", "0.1", "123456789012.345", "0"] {
            assert_eq!(rewritten::<DecimalNumber>(json), json);
        }
    }

    #[test]
    fn other_values_are_errors() {
        for (error, expected) in [
            (rewritten::<Base64>("\"a\""), "bytes in base64"),
            (rewritten::<Base64>("[1]"), "bytes in base64"),
            (rewritten::<Duration>("\"1\""), "a duration such as"),
            (rewritten::<OffsetDateTime>("\"soon\""), "a point in time"),
            (rewritten::<CalendarDate>("\"20260228\""), "a date such as"),
            (rewritten::<DecimalNumber>("\"1\""), "a decimal number"),
            (rewritten::<DecimalNumber>("1e40"), "a decimal number"),
        ] {
            assert!(error.contains(&format!("expected {expected}")), "{error}");
        }
    }
}
