//! The current day. The local server counts days in UTC for all users.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use trophy_api::Date;

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
