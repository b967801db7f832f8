//! The current day. The local server counts days in UTC for all users.

use jiff::ToSpan;
use jiff::tz::TimeZone;
use trophy_api::{Date, Timestamp};

pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// The current day in the westernmost time zone, UTC−12.
pub(crate) fn earliest_today() -> Date {
    let now = Timestamp::now();
    let west = now.checked_sub(12.hours()).unwrap_or(now);
    west.to_zoned(TimeZone::UTC).date()
}
