//! The current time and day. The local server counts days in UTC for all users.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use trophy_api::Date;

/// The current time, always with nine digits of the second's fraction, so that the length of a response does not depend on
/// the time. [`trophy_api::Timestamp::now`] has no zeros at the end.
pub(crate) fn now() -> trophy_api::Timestamp {
    in_full(Timestamp::now())
}

fn in_full(time: Timestamp) -> trophy_api::Timestamp {
    format!("{time:.9}").parse().unwrap_or_else(|_| time.into())
}

pub(crate) fn today() -> Date {
    date_of(Timestamp::now())
}

pub(crate) fn this_year() -> i64 {
    Timestamp::now().to_zoned(TimeZone::UTC).year().into()
}

/// The current day in the westernmost time zone, UTC−12.
pub(crate) fn earliest_today() -> Date {
    let now = Timestamp::now();
    date_of(now.checked_sub(12.hours()).unwrap_or(now))
}

/// The current day in the easternmost time zone, UTC+14.
pub(crate) fn latest_today() -> Date {
    let now = Timestamp::now();
    date_of(now.checked_add(14.hours()).unwrap_or(now))
}

fn date_of(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date().into()
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, in_full};

    #[test]
    fn all_times_have_the_same_length() {
        for (nanosecond, expected) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (500_000_000, "1970-01-01T00:00:00.500000000Z"),
            (123_456_780, "1970-01-01T00:00:00.123456780Z"),
        ] {
            let time = Timestamp::from_nanosecond(nanosecond).unwrap();
            assert_eq!(in_full(time).to_string(), expected);
        }
    }
}
