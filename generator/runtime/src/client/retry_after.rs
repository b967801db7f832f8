//! The waiting time that a response requests: the header `Retry-After` (RFC 9110, section 10.2.3), or the rate limit
//! header that most APIs send instead. Invalid values are ignored.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

use crate::client::clock::utc_now;

const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// From this number on, `X-RateLimit-Reset` is a Unix time. As a number of seconds to wait, it would be 31 years.
const FIRST_UNIX_TIME: u64 = 1_000_000_000;

/// The time to wait before a retry, from now, if the response contains one.
pub(crate) fn requested_pause(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let clock = Clock::from_headers(headers);
    let retry_after = text(headers, &RETRY_AFTER).and_then(|text| {
        seconds(text)
            .map(Duration::from_secs)
            .or_else(|| Some(clock.until(http_date(text)?)))
    });
    // With another status, the rate limit is not the reason for the error.
    let reset = text(headers, &RATE_LIMIT_RESET)
        .filter(|_| status == StatusCode::TOO_MANY_REQUESTS)
        .and_then(seconds);
    retry_after.or_else(|| match reset? {
        time @ FIRST_UNIX_TIME.. => {
            let time = Timestamp::from_second(i64::try_from(time).ok()?).ok()?;
            Some(clock.until(time))
        }
        seconds => Some(Duration::from_secs(seconds)),
    })
}

/// The current time: that of the server, from the header `Date`, otherwise the local time.
struct Clock(Timestamp);

impl Clock {
    fn from_headers(headers: &HeaderMap) -> Self {
        Self(
            text(headers, &DATE)
                .and_then(http_date)
                .unwrap_or_else(utc_now),
        )
    }

    /// The duration until a time; zero if it is in the past.
    fn until(&self, time: Timestamp) -> Duration {
        Duration::try_from(time.duration_since(self.0)).unwrap_or_default()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Parses a number of seconds. Only digits are allowed, while `parse` also accepts a sign.
fn seconds(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Parses a date in one of the three formats that a recipient must accept (RFC 9110, section 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    let preferred = rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    preferred.or_else(|| {
        ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
            .iter()
            .find_map(|format| DateTime::strptime(format, text).ok())
            .and_then(|time| TimeZone::UTC.to_timestamp(time).ok())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn seconds_to_wait(status: u16, headers: &[(&'static str, &str)]) -> Option<u64> {
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), value.parse().ok()?)));
        let status = StatusCode::from_u16(status).ok()?;
        requested_pause(status, &headers.collect()).map(|pause| pause.as_secs())
    }

    #[test]
    fn parses_seconds_and_all_date_formats() {
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sunday, 06-Nov-94 08:51:37 GMT", Some(120)),
            ("Sun Nov  6 08:51:37 1994", Some(120)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("soon", None),
            ("99999999999999999999999", None),
        ] {
            let headers = [("date", NOW), ("retry-after", value)];
            assert_eq!(seconds_to_wait(503, &headers), seconds, "{value}");
        }
    }

    #[test]
    fn dates_are_relative_to_local_time_without_date_header() {
        let past = [("retry-after", NOW)];
        assert_eq!(seconds_to_wait(429, &past), Some(0));
        let future = [("retry-after", "Thu, 06 Nov 2994 08:49:37 GMT")];
        assert!(seconds_to_wait(429, &future) > Some(1_000_000));
    }

    proptest! {
        #[test]
        fn arbitrary_headers_do_not_panic(
            date in "[ -~]{0,40}",
            retry_after in "[ -~]{0,40}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} 08:49:37 GMT",
            reset in "[0-9+-]{0,25}",
        ) {
            let headers = [
                ("date", date.as_str()),
                ("retry-after", &retry_after),
                ("x-ratelimit-reset", &reset),
            ];
            seconds_to_wait(429, &headers);
        }
    }

    #[test]
    fn parses_the_rate_limit_reset() {
        for (value, seconds) in [
            ("784111787", Some(784_111_787)),
            ("30", Some(30)),
            ("1000000000", Some(215_888_223)),
            ("later", None),
            ("18446744073709551615", None),
        ] {
            let headers = [("date", NOW), ("x-ratelimit-reset", value)];
            assert_eq!(seconds_to_wait(429, &headers), seconds, "{value}");
            assert_eq!(seconds_to_wait(503, &headers), None, "{value}");
        }
        let both = [("retry-after", "1"), ("x-ratelimit-reset", "30")];
        assert_eq!(seconds_to_wait(429, &both), Some(1));
    }
}
