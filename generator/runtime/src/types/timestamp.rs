//! Points in time: `format: date-time`.

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use jiff::civil;
use jiff::tz::Offset;

use super::date::{digits, parse_date};
use super::interpreted::{Interpreted, InvalidText, Meaning, forward_text};
use crate::client::clock::utc_now;

const NANOSECONDS: i128 = 1_000_000_000;
const SECONDS_OF_DAY: i64 = 86_400;

/// A point in time, such as `2026-02-28T12:30:00Z` (RFC 3339, `date-time`).
///
/// A timestamp is received leniently and created strictly: a text from JSON that is not a point in time is kept, and
/// written back as it was received. [`to_jiff`](Self::to_jiff) is `None` for it. `parse` fails instead.
///
/// ```
/// use apicrate_runtime::Timestamp;
///
/// let planted: Timestamp = "2026-02-28T12:30:00+01:00".parse()?;
/// assert_eq!(planted, "2026-02-28T11:30:00Z".parse()?);
/// assert_eq!(planted.to_string(), "2026-02-28T12:30:00+01:00");
/// assert!(planted < Timestamp::now());
/// assert_eq!(planted.to_jiff().map(|instant| instant.as_second()), Some(1_772_278_200));
/// assert!("yesterday".parse::<Timestamp>().is_err());
///
/// let odd: Timestamp = serde_json::from_str(r#""yesterday""#)?;
/// assert_eq!(odd.to_jiff(), None);
/// assert_eq!(serde_json::to_string(&odd)?, r#""yesterday""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The letters `T` and `Z` may be in lower case, and a space may replace the `T`. A fraction of a second may have any
/// number of digits; those after the ninth do not affect the point in time. A leap second (`:60`) is the same point in
/// time as the second before it. In each case, the text is kept.
///
/// Timestamps are in chronological order, and equal if they are the same point in time. Texts that are not timestamps
/// come after them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Interpreted<Instant>);

/// Nanoseconds since 1970. It has all times of the years 0 to 9999 with all offsets, unlike `jiff::Timestamp`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Instant(i128);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(Interpreted::new(Instant(0)));

    /// The current time.
    #[must_use]
    pub fn now() -> Self {
        utc_now().into()
    }

    /// The point in time. `None` if the received text is not one, or if it is after 9999-12-30T22:00:00Z, where
    /// `jiff::Timestamp` ends.
    #[must_use]
    pub fn to_jiff(&self) -> Option<jiff::Timestamp> {
        jiff::Timestamp::from_nanosecond(self.as_nanosecond()?).ok()
    }

    /// The number of nanoseconds since 1970-01-01T00:00:00Z; `None` if the received text is not a point in time.
    #[must_use]
    pub fn as_nanosecond(&self) -> Option<i128> {
        self.0.meaning.map(|instant| instant.0)
    }

    /// The offset from UTC in the text; `None` if the received text is not a point in time.
    #[must_use]
    pub fn offset(&self) -> Option<Offset> {
        self.0.meaning?;
        let text = self.0.text();
        let (_, zone) = split_zone(text.get(11..)?)?;
        Offset::from_seconds(zone).ok()
    }

    /// The text in JSON, as it was received.
    #[must_use]
    pub fn as_text(&self) -> Cow<'_, str> {
        self.0.text()
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(Interpreted::new(Instant(instant.as_nanosecond())))
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = jiff::Error;

    fn try_from(time: SystemTime) -> Result<Self, jiff::Error> {
        jiff::Timestamp::try_from(time).map(Self::from)
    }
}

forward_text!(Timestamp);

impl Meaning for Instant {
    const EXPECTED: &'static str = "a point in time such as `2026-02-28T12:30:00Z`";

    fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let time = rest.strip_prefix(['T', 't', ' '])?;
        let day = days_since_1970(parse_date(date)?);
        let (time, offset) = split_zone(time)?;
        let (clock, fraction) = match time.split_once('.') {
            Some((clock, fraction)) => (clock, nanoseconds(fraction)?),
            None => (time, 0),
        };
        let second = day * SECONDS_OF_DAY + second_of_day(clock)? - i64::from(offset);
        Some(Self(
            i128::from(second) * NANOSECONDS + i128::from(fraction),
        ))
    }

    fn is_canonical(text: &str) -> bool {
        let bytes = text.as_bytes();
        let is_utc = bytes.get(10) == Some(&b'T') && bytes.last() == Some(&b'Z');
        let is_leap_second = text.get(17..19) == Some("60");
        let fraction = text.get(20..text.len() - 1).unwrap_or_default();
        is_utc && !is_leap_second && fraction.len() <= 9 && !fraction.ends_with('0')
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = i64::try_from(self.0.div_euclid(NANOSECONDS)).map_err(|_| fmt::Error)?;
        let fraction = self.0.rem_euclid(NANOSECONDS);
        let (day, second) = (
            second.div_euclid(SECONDS_OF_DAY),
            second.rem_euclid(SECONDS_OF_DAY),
        );
        let date = date_of(day).ok_or(fmt::Error)?;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}")?;
        if fraction != 0 {
            let fraction = format!("{fraction:09}");
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

const EPOCH: civil::Date = civil::Date::constant(1970, 1, 1);

fn days_since_1970(date: civil::Date) -> i64 {
    let days = EPOCH.until(date).map(|span| span.get_days());
    days.map_or(0, i64::from)
}

fn date_of(day: i64) -> Option<civil::Date> {
    let span = jiff::Span::new().try_days(day).ok()?;
    EPOCH.checked_add(span).ok()
}

/// Splits a time into the clock and the offset from UTC in seconds.
fn split_zone(time: &str) -> Option<(&str, i32)> {
    if let Some(clock) = time.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let sign = time.rfind(['+', '-'])?;
    let (clock, zone) = time.split_at(sign);
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let offset = if zone.starts_with('-') {
        -offset
    } else {
        offset
    };
    Some((clock, offset))
}

/// The seconds since midnight of a time such as `12:30:00`. A leap second is the second before it.
fn second_of_day(clock: &str) -> Option<i64> {
    let (hour, rest) = clock.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    let (hour, minute, second) = (digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?);
    let exists = hour <= 23 && minute <= 59 && second <= 60;
    exists.then(|| i64::from(hour * 3600 + minute * 60 + second.min(59)))
}

/// The nanoseconds of a fraction. Digits after the ninth are ignored.
fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nine = fraction.get(..9).unwrap_or(fraction);
    format!("{nine:0<9}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Offset, Timestamp};

    fn received(text: &str) -> Timestamp {
        serde_json::from_value(text.into()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_text_is_written_as_it_was_received() {
        let texts = [
            "2026-02-28T12:30:00Z",
            "2026-02-28T12:30:00.5Z",
            "2026-02-28T12:30:00.500Z",
            "2026-02-28T12:30:00.000000000Z",
            "2026-02-28T12:30:00.1234567890123Z",
            "2026-02-28t12:30:00z",
            "2026-02-28 12:30:00Z",
            "2026-02-28T12:30:00+01:00",
            "2026-02-28T12:30:00-00:00",
            "2016-12-31T23:59:60Z",
            "9999-12-31T23:59:59Z",
            "9999-12-31T23:59:59.999999999-23:59",
            "0000-01-01T00:00:00+23:59",
            "0000-01-01T00:00:00Z",
            "1969-12-31T23:59:59.9Z",
            "2026-02-30T12:30:00Z",
            "2026-02-28T12:30:00",
            "28.2.2026",
            "2026-02-2ä",
            "",
        ];
        for text in texts {
            let timestamp = received(text);
            assert_eq!(timestamp.to_string(), text);
            assert_eq!(timestamp.as_text(), text);
            let json = serde_json::to_value(&timestamp).ok();
            assert_eq!(json, Some(text.into()));
        }
    }

    #[test]
    fn equal_points_in_time_are_equal() {
        let equal = [
            ("2026-02-28T12:30:00+01:00", "2026-02-28T11:30:00Z"),
            ("2026-02-28T12:30:00-00:30", "2026-02-28 13:00:00.000z"),
            (
                "2026-02-28T12:30:00.1234567891Z",
                "2026-02-28T12:30:00.123456789Z",
            ),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59-01:00"),
        ];
        for (one, other) in equal {
            assert_eq!(received(one), received(other));
        }
        let mut sorted = [
            "never",
            "9999-12-31T23:59:59Z",
            "1969-12-31T23:59:59.5Z",
            "1970-01-01T00:00:00+01:00",
            "2026-02-28T12:30:00Z",
        ]
        .map(received);
        sorted.sort();
        assert_eq!(
            sorted.map(|it| it.to_string()),
            [
                "1970-01-01T00:00:00+01:00",
                "1969-12-31T23:59:59.5Z",
                "2026-02-28T12:30:00Z",
                "9999-12-31T23:59:59Z",
                "never"
            ]
        );
    }

    #[test]
    fn converts_to_and_from_jiff() {
        let text = "2026-02-28T12:30:00.25Z";
        let jiff = text.parse::<jiff::Timestamp>().ok();
        assert_eq!(received(text).to_jiff(), jiff);
        assert_eq!(jiff.map(Timestamp::from), Some(received(text)));
        assert_eq!(
            jiff.map(|it| Timestamp::from(it).to_string()).as_deref(),
            Some(text)
        );
        assert_eq!(received("9999-12-31T23:59:59Z").to_jiff(), None);
        let offset = received("2026-02-28T12:30:00-01:30").offset();
        assert_eq!(offset.map(Offset::seconds), Some(-5400));
        assert_eq!(received("never").offset(), None);
        assert_eq!(Timestamp::UNIX_EPOCH.to_string(), "1970-01-01T00:00:00Z");
    }
}
