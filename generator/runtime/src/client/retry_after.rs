//! What a response says about when to come back: `Retry-After` (RFC 9110, section 10.2.3), and the
//! rate limit header that most APIs send in its place. A value that cannot be read is as good as
//! none.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, StatusCode};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;

const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The number from which on `X-RateLimit-Reset` is a Unix time: as a number of seconds to wait it
/// would be three decades.
const FIRST_UNIX_TIME: u64 = 1_000_000_000;

/// How long the server wants to be left alone, from now.
pub(crate) fn wait_asked_for(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let clock = Clock::of(headers);
    let retry_after = text(headers, &RETRY_AFTER).and_then(|text| {
        seconds(text)
            .map(Duration::from_secs)
            .or_else(|| Some(clock.until(http_date(text)?)))
    });
    // With another status, the reset of the limit is not what the caller waits for.
    let reset = text(headers, &RATE_LIMIT_RESET)
        .filter(|_| status == StatusCode::TOO_MANY_REQUESTS)
        .and_then(seconds);
    retry_after.or_else(|| match reset? {
        time @ FIRST_UNIX_TIME.. => {
            let time = Timestamp::from_second(i64::try_from(time).ok()?).ok()?;
            Some(clock.until(time))
        }
        left => Some(Duration::from_secs(left)),
    })
}

/// The server's idea of the time when it answered, or else our own.
struct Clock(Timestamp);

impl Clock {
    fn of(headers: &HeaderMap) -> Self {
        Self(
            text(headers, &DATE)
                .and_then(http_date)
                .unwrap_or_else(Timestamp::now),
        )
    }

    /// Nothing when the time has passed already.
    fn until(&self, time: Timestamp) -> Duration {
        Duration::try_from(time.duration_since(self.0)).unwrap_or_default()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Digits alone: `parse` would also take a sign.
fn seconds(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// A date in one of the three forms that a recipient has to accept (RFC 9110, section 5.6.7).
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

    fn asked(status: u16, headers: &[(&'static str, &str)]) -> Option<u64> {
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), value.parse().ok()?)));
        let status = StatusCode::from_u16(status).ok()?;
        wait_asked_for(status, &headers.collect()).map(|wait| wait.as_secs())
    }

    #[test]
    fn reads_seconds_and_all_forms_of_a_date() {
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
            assert_eq!(asked(503, &headers), seconds, "{value}");
        }
    }

    #[test]
    fn a_date_is_measured_from_now_when_the_server_has_no_clock() {
        let passed = [("retry-after", NOW)];
        assert_eq!(asked(429, &passed), Some(0));
        let centuries = [("retry-after", "Thu, 06 Nov 2994 08:49:37 GMT")];
        assert!(asked(429, &centuries) > Some(1_000_000));
    }

    proptest! {
        #[test]
        fn survives_whatever_a_server_says(
            date in "[ -~]{0,40}",
            asked_for in "[ -~]{0,40}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} 08:49:37 GMT",
            reset in "[0-9+-]{0,25}",
        ) {
            let headers = [
                ("date", date.as_str()),
                ("retry-after", &asked_for),
                ("x-ratelimit-reset", &reset),
            ];
            asked(429, &headers);
        }
    }

    #[test]
    fn reads_the_reset_of_a_rate_limit() {
        for (value, seconds) in [
            ("784111787", Some(784_111_787)),
            ("30", Some(30)),
            ("1000000000", Some(215_888_223)),
            ("later", None),
            ("18446744073709551615", None),
        ] {
            let headers = [("date", NOW), ("x-ratelimit-reset", value)];
            assert_eq!(asked(429, &headers), seconds, "{value}");
            assert_eq!(asked(503, &headers), None, "{value}");
        }
        let both = [("retry-after", "1"), ("x-ratelimit-reset", "30")];
        assert_eq!(asked(429, &both), Some(1));
    }
}
