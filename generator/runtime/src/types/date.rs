//! Calendar dates: `format: date`.

use std::borrow::Cow;
use std::fmt;

use jiff::civil;

use super::interpreted::{Interpreted, InvalidText, Meaning, forward_text};

/// A calendar date, such as `2026-02-28` (RFC 3339, `full-date`).
///
/// A date is received leniently and created strictly: a text from JSON that is not a date is kept, and written back as it
/// was received. [`to_jiff`](Self::to_jiff) is `None` for it. [`new`](Self::new) and `parse` fail instead.
///
/// The crate of your API exports this type too.
///
/// ```
/// use apicrate_runtime::Date;
///
/// let date: Date = "2026-02-28".parse()?;
/// assert_eq!(date, Date::new(2026, 2, 28)?);
/// assert!(date < Date::new(2026, 3, 1)?);
/// assert_eq!(date.to_jiff().map(|date| date.day_of_year()), Some(59));
/// assert!("2026-02-30".parse::<Date>().is_err());
///
/// let odd: Date = serde_json::from_str(r#""soon""#)?;
/// assert_eq!(odd.to_jiff(), None);
/// assert_eq!(serde_json::to_string(&odd)?, r#""soon""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Dates are in chronological order. Texts that are not dates come after them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(Interpreted<Day>);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Day(civil::Date);

impl Date {
    /// Creates a date.
    ///
    /// # Errors
    ///
    /// If the day does not exist, or the year is not between 0 and 9999. In a function that returns
    /// [`Result`](crate::Result), `?` converts the error to an [`Error`](crate::Error) of the kind
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest):
    ///
    /// ```
    /// use apicrate_runtime::{Date, ErrorKind, Result};
    ///
    /// fn first_day(year: i16, month: i8) -> Result<Date> {
    ///     Ok(Date::new(year, month, 1)?)
    /// }
    ///
    /// assert_eq!(first_day(2026, 2)?.to_string(), "2026-02-01");
    /// assert!(first_day(2026, 13).is_err_and(|error| error.kind() == ErrorKind::InvalidRequest));
    /// # Ok::<(), apicrate_runtime::Error>(())
    /// ```
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, InvalidText> {
        Interpreted::parse(&format!("{year:04}-{month:02}-{day:02}")).map(Self)
    }

    /// Creates a date from constants.
    ///
    /// # Panics
    ///
    /// If the day does not exist. In a `const`, this is a compile error.
    #[must_use]
    pub const fn constant(year: i16, month: i8, day: i8) -> Self {
        Self(Interpreted::new(Day(civil::Date::constant(
            year, month, day,
        ))))
    }

    /// The date; `None` if the received text is not a date.
    #[must_use]
    pub fn to_jiff(&self) -> Option<civil::Date> {
        self.0.meaning.map(|day| day.0)
    }

    /// The text in JSON, as it was received.
    #[must_use]
    pub fn as_text(&self) -> Cow<'_, str> {
        self.0.text()
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(Interpreted::new(Day(date)))
    }
}

forward_text!(Date);

impl Meaning for Day {
    const EXPECTED: &'static str = "a date such as `2026-02-28`";

    fn parse(text: &str) -> Option<Self> {
        parse_date(text).map(Self)
    }

    fn is_canonical(_: &str) -> bool {
        true
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Parses a date with four, two and two digits.
pub(super) fn parse_date(text: &str) -> Option<civil::Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let year = i16::try_from(digits(year, 4)?).ok()?;
    let month = i8::try_from(digits(month, 2)?).ok()?;
    let day = i8::try_from(digits(day, 2)?).ok()?;
    civil::Date::new(year, month, day).ok()
}

/// Parses a number with exactly this many digits.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
