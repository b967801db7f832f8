//! Which day it is. The local Trophy counts days in UTC, wherever its users are.

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::{Date, Timestamp};

pub(super) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// The earliest day that is not over everywhere on earth.
pub(super) fn earliest_today() -> Date {
    let now = Timestamp::now();
    let west = now.checked_sub(12.hours()).unwrap_or(now);
    west.to_zoned(TimeZone::UTC).date()
}
